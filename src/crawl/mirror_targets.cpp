#include "crawl/mirror_targets.hpp"

namespace trawl::crawl {

namespace {

// As many as a browser follows.
constexpr int most_redirects = 20;

}  // namespace

void mirror_targets::add_file(std::uint64_t key, std::string_view path) {
    places_.insert_or_assign(key, place{paths_.size(), static_cast<std::uint32_t>(path.size())});
    paths_ += path;
}

void mirror_targets::add_redirect(std::uint64_t key, const http::url& to) {
    places_.try_emplace(key, place{key_of_(to), 0});
}

std::optional<std::string_view> mirror_targets::path_of(const http::url& where) const {
    std::uint64_t key = key_of_(where);
    for (int hop = 0; hop <= most_redirects; ++hop) {
        const auto found = places_.find(key);
        if (found == places_.end()) {
            return std::nullopt;
        }
        if (found->second.size > 0) {
            return std::string_view(paths_).substr(found->second.start, found->second.size);
        }
        key = found->second.start;
    }
    return std::nullopt;
}

}  // namespace trawl::crawl
