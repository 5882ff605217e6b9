#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace trawl::crawl {

/// What a number in a column of the state means.
struct state_word {
    std::string_view what;  ///< "kind", "purpose" or "reason"
    std::int64_t code = 0;
    std::string_view name;
};

[[nodiscard]] std::vector<state_word> state_words();

}  // namespace trawl::crawl
