#include "check/selection.hpp"

#include <algorithm>
#include <utility>

namespace trawl::check {

namespace {

bool has_one(const std::vector<std::string>& tags, const std::vector<std::string>& of) {
    return std::ranges::any_of(tags, [&](const std::string& tag) { return std::ranges::find(of, tag) != of.end(); });
}

}  // namespace

std::size_t select(std::vector<variant>& all, const std::vector<std::string>& tags,
                   const std::vector<std::string>& skip_tags) {
    std::vector<bool> is_selected(all.size());
    for (std::size_t i = all.size(); i-- > 0;) {
        const auto& own = all[i].of->tags;
        const bool is_meant = (tags.empty() || has_one(own, tags)) && !has_one(own, skip_tags);
        is_selected[i] = is_selected[i] || is_meant;
        for (const std::size_t needed : all[i].needs) {
            is_selected[needed] = is_selected[needed] || is_selected[i];
        }
    }
    std::vector<std::size_t> now(all.size());
    std::vector<variant> selected;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!is_selected[i]) {
            continue;
        }
        now[i] = selected.size();
        for (auto& needed : all[i].needs) {
            needed = now[needed];
        }
        selected.push_back(std::move(all[i]));
    }
    const std::size_t left_out = all.size() - selected.size();
    all = std::move(selected);
    return left_out;
}

}  // namespace trawl::check
