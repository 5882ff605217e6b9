#include "check/capture_sources.hpp"

#include <algorithm>

namespace trawl::check {

namespace {

bool captures(const variant& what, std::string_view name) {
    return std::ranges::any_of(what.of->captures, [&](const drafted_capture& each) { return each.name.text == name; });
}

void add(std::vector<std::size_t>& to, std::size_t index) {
    if (to.size() < 2 && std::ranges::find(to, index) == to.end()) {
        to.push_back(index);
    }
}

}  // namespace

capture_sources::capture_sources(const std::vector<variant>& all) : all_(&all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const auto& each : all[i].of->captures) {
            first_.emplace(each.name.text, i);
        }
    }
}

// One pass over all checks for a name, which then is known for each: a check inherits what those that it needs capture, or
// inherit themselves: the newest value along a chain, as a token that is renewed.
const std::unordered_map<std::size_t, capture_sources::found>& capture_sources::all_of(const std::string& name) {
    const auto [place, is_new] = by_name_.try_emplace(name);
    auto& inherited = place->second;
    if (!is_new) {
        return inherited;
    }
    for (std::size_t i = 0; i < all_->size(); ++i) {
        for (const std::size_t needed : (*all_)[i].needs) {
            if (captures((*all_)[needed], name)) {
                add(inherited[i], needed);
            } else if (const auto above = inherited.find(needed); above != inherited.end()) {
                const found sources = above->second;  // inherited[i] may move it
                for (const std::size_t each : sources) {
                    add(inherited[i], each);
                }
            }
        }
    }
    return inherited;
}

std::vector<std::size_t> capture_sources::find(std::size_t of, const std::string& name) {
    if (!first_.contains(name)) {
        return {};
    }
    const auto& inherited = all_of(name);
    const auto mine = inherited.find(of);
    return mine == inherited.end() ? found{} : mine->second;
}

bool capture_sources::is_secret(std::string_view name) const {
    const variant* const some = any(name);
    return some != nullptr && std::ranges::any_of(some->of->captures, [&](const drafted_capture& each) {
               return each.name.text == name && each.is_secret;
           });
}

const variant* capture_sources::any(std::string_view name) const {
    const auto known = first_.find(name);
    return known == first_.end() ? nullptr : &(*all_)[known->second];
}

}  // namespace trawl::check
