#include "fetch/split_plan.hpp"

#include <algorithm>

namespace trawl::fetch {

namespace {

std::uint64_t rest_of(const files::segment& each) noexcept {
    return each.end - each.at;
}

}  // namespace

std::size_t missing_count(const std::vector<files::segment>& segments) noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(segments, [](const files::segment& each) { return rest_of(each) > 0; }));
}

std::vector<files::segment> divide(std::vector<files::segment> segments, std::size_t count, std::uint64_t least) {
    const std::size_t missing = missing_count(segments);
    std::size_t pieces = count > missing ? count - missing + 1 : 1;
    while (pieces > 1) {
        const auto largest = std::ranges::max_element(segments, {}, rest_of);
        if (rest_of(*largest) / 2 < least) {
            break;
        }
        // The largest one gives one of so many equal pieces away, each time from its end.
        const std::uint64_t size = std::max(rest_of(*largest) / pieces, least);
        const std::uint64_t cut = largest->end - size;
        const files::segment behind{cut, cut, largest->end};
        largest->end = cut;
        segments.insert(largest + 1, behind);
        --pieces;
    }
    return segments;
}

}  // namespace trawl::fetch
