#include "crawl/reason.hpp"

#include <array>

namespace trawl::crawl {

namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 15> names{"none",     "scope",     "excluded", "depth", "robots",
                                                 "nofollow", "duplicate", "budget",   "type",  "size",
                                                 "trap",     "scheme",    "bad_url",  "kind",  "parked"};

}  // namespace

std::string_view name(reason why) noexcept {
    return names[static_cast<std::size_t>(why)];
}

std::optional<reason> reason_of(std::string_view name) noexcept {
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (names[index] == name) {
            return static_cast<reason>(index);
        }
    }
    return std::nullopt;
}

}  // namespace trawl::crawl
