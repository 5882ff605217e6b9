#include "check/needs.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "expect/suggestion.hpp"

namespace trawl::check {

namespace {

constexpr std::size_t max_needs = 1'000'000;

bool do_agree(const variant& left, const variant& right) {
    return std::ranges::all_of(left.values, [&](const auto& value) {
        const auto* const other = right.value_of(value.first);
        return other == nullptr || *other == value.second;
    });
}

// The order is that of the suite: whose cookies come last wins.
void drop_repeated(std::vector<std::size_t>& indexes) {
    std::unordered_set<std::size_t> seen;
    std::erase_if(indexes, [&](std::size_t index) { return !seen.insert(index).second; });
}

class resolver {
public:
    resolver(std::vector<variant>& all, suite_problems& problems) : all_(&all), problems_(&problems) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].of->name) {
                by_name_[all[i].of->name->from.text].push_back(i);
            }
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto& same = by_name_[all[i].name];
            if (same.empty()) {
                same.push_back(i);
            }
        }
    }

    bool resolve() {
        for (auto& each : *all_) {
            for (const auto& name : each.of->needs) {
                find(each, name);
            }
            drop_repeated(each.needs);
        }
        return is_good_;
    }

private:
    void refuse(const located_text& name, const std::string& why) {
        problems_->add(name, why);
        is_good_ = false;
    }

    void find(variant& of, const located_text& name) {
        const auto named = by_name_.find(name.text);
        if (named == by_name_.end()) {
            refuse(name, "there is no check named '" + name.text + "'" + suggestion(name.text));
            return;
        }
        bool is_found = false;
        for (const std::size_t index : named->second) {
            const variant& candidate = (*all_)[index];
            if (candidate.of == of.of) {
                refuse(name, "a check cannot need itself");
                return;
            }
            if (!do_agree(of, candidate)) {
                continue;
            }
            is_found = true;
            of.needs.push_back(index);
            if (++count_ > max_needs) {
                refuse(name, "the suite's checks need each other over 1,000,000 times");
                return;
            }
        }
        if (!is_found) {
            refuse(name, "'" + of.name + "' needs '" + name.text + "', but the matrix of that has no such values");
        }
    }

    // Each looks at every name: no more of them than are told.
    std::string suggestion(std::string_view name) {
        constexpr std::size_t most_suggested = 20;
        if (++suggested_ > most_suggested) {
            return {};
        }
        std::vector<std::string_view> names;
        names.reserve(by_name_.size());
        for (const auto& [each, indexes] : by_name_) {
            names.push_back(each);
        }
        return expect::suggestion(name, names);
    }

    std::vector<variant>* all_;
    suite_problems* problems_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> by_name_;
    std::size_t count_ = 0;
    std::size_t suggested_ = 0;
    bool is_good_ = true;
};

// The checks in an order in which each stands behind what it needs: the first that can be, each time. Those that need each
// other are missing.
std::vector<std::size_t> order_of(const std::vector<variant>& all) {
    std::vector<std::size_t> waits(all.size());
    std::vector<std::vector<std::size_t>> dependents(all.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < all.size(); ++i) {
        waits[i] = all[i].needs.size();
        for (const std::size_t needed : all[i].needs) {
            dependents[needed].push_back(i);
        }
        if (waits[i] == 0) {
            ready.push(i);
        }
    }
    std::vector<std::size_t> order;
    while (!ready.empty()) {
        const std::size_t next = ready.top();
        ready.pop();
        order.push_back(next);
        for (const std::size_t dependent : dependents[next]) {
            if (--waits[dependent] == 0) {
                ready.push(dependent);
            }
        }
    }
    return order;
}

// Each of those that are missing in the order needs another one of them: going from one to the next comes to one twice.
void tell_of_cycle(const std::vector<variant>& all, const std::vector<std::size_t>& order, suite_problems& problems) {
    std::vector<bool> is_ordered(all.size());
    for (const std::size_t each : order) {
        is_ordered[each] = true;
    }
    const auto first = static_cast<std::size_t>(std::ranges::find(is_ordered, false) - is_ordered.begin());
    std::vector<std::size_t> path;
    std::vector<bool> is_passed(all.size());
    std::size_t at = first;
    for (; !is_passed[at]; at = *std::ranges::find_if(all[at].needs, [&](std::size_t i) { return !is_ordered[i]; })) {
        is_passed[at] = true;
        path.push_back(at);
    }
    path.erase(path.begin(), std::ranges::find(path, at));
    constexpr std::size_t most_told = 10;
    std::string told;
    for (std::size_t i = 0; i < path.size(); ++i) {
        told += "'" + all[path[i]].name + "' needs ";
        if (path.size() > most_told && i + 1 == most_told / 2) {
            told += "... needs ";
            i = path.size() - most_told / 2 - 1;
        }
    }
    problems.add(all[at].of->needs.front(),
                 "checks that need each other can never begin: " + told + "'" + all[at].name + "'");
}

void reorder(std::vector<variant>& all, const std::vector<std::size_t>& order) {
    std::vector<std::size_t> now(all.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        now[order[i]] = i;
    }
    std::vector<variant> ordered;
    ordered.reserve(all.size());
    for (const std::size_t was : order) {
        ordered.push_back(std::move(all[was]));
        for (auto& needed : ordered.back().needs) {
            needed = now[needed];
        }
    }
    all = std::move(ordered);
}

}  // namespace

bool resolve_needs(std::vector<variant>& all, suite_problems& problems) {
    const bool is_resolved = resolver(all, problems).resolve();
    const auto order = order_of(all);
    if (order.size() < all.size()) {
        tell_of_cycle(all, order, problems);
        return false;
    }
    reorder(all, order);
    return is_resolved;
}

}  // namespace trawl::check
