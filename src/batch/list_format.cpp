#include "batch/list_format.hpp"

#include <array>
#include <utility>

namespace trawl::batch {

std::optional<list_format> parse_list_format(std::string_view word) noexcept {
    constexpr std::array<std::pair<std::string_view, list_format>, 6> formats{{
        {"auto", list_format::automatic},
        {"plain", list_format::plain},
        {"tsv", list_format::tsv},
        {"jsonl", list_format::jsonl},
        {"aria2", list_format::aria2},
        {"curl", list_format::curl},
    }};
    for (const auto& [name, format] : formats) {
        if (name == word) {
            return format;
        }
    }
    return std::nullopt;
}

}  // namespace trawl::batch
