#include "html/link.hpp"

#include <array>

namespace trawl::html {

namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 18> names{
    "seed",    "anchor", "frame", "form",  "refresh", "redirect", "canonical", "alternate", "related",
    "sitemap", "feed",   "image", "style", "script",  "media",    "object",    "icon",      "requisite"};

}  // namespace

std::string_view name(link_kind kind) noexcept {
    return names[static_cast<std::size_t>(kind)];
}

std::optional<link_kind> link_kind_of(std::string_view name) noexcept {
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (names[index] == name) {
            return static_cast<link_kind>(index);
        }
    }
    return std::nullopt;
}

bool is_requisite(link_kind kind) noexcept {
    return kind >= link_kind::image;
}

}  // namespace trawl::html
