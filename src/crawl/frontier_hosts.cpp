#include "crawl/frontier_hosts.hpp"

#include <algorithm>

namespace trawl::crawl {

namespace {

std::string origin_of(const http::url& where) {
    std::string origin(where.scheme());
    return origin.append("://").append(where.host_field());
}

}  // namespace

void frontier_hosts::restore(const host_row& row) {
    while (hosts_.size() < row.id) {
        auto made = std::make_unique<frontier_host>();
        made->id = static_cast<host_id>(hosts_.size() + 1);
        hosts_.push_back(std::move(made));
    }
    frontier_host& known = *hosts_[row.id - 1];
    known.origin = row.origin;
    by_origin_.emplace(row.origin, &known);
}

frontier_host* frontier_hosts::find(const http::url& where) const {
    const auto found = by_origin_.find(origin_of(where));
    return found == by_origin_.end() ? nullptr : found->second;
}

frontier_host& frontier_hosts::of(const http::url& where) {
    std::string origin = origin_of(where);
    frontier_host*& known = by_origin_[origin];
    if (known == nullptr) {
        hosts_.push_back(std::make_unique<frontier_host>());
        known = hosts_.back().get();
        known->id = static_cast<host_id>(hosts_.size());
        known->origin = std::move(origin);
    }
    return *known;
}

bool frontier_hosts::may_give(const frontier_host& which, async::clock::time_point now) const noexcept {
    return !which.queue.is_empty() && which.spent.active < jobs_per_host_ &&
           ask(limit_, which.spent, now) == allowance::open;
}

void frontier_hosts::offer(frontier_host& which, async::clock::time_point now) {
    if (!which.is_in_turn && may_give(which, now)) {
        which.is_in_turn = true;
        turns_.push_back(&which);
    }
}

void frontier_hosts::offer_all(async::clock::time_point now) {
    for (const auto& each : hosts_) {
        offer(*each, now);
    }
}

frontier_host* frontier_hosts::turn(async::clock::time_point now) {
    while (!turns_.empty()) {
        frontier_host* const first = turns_.front();
        if (may_give(*first, now)) {
            return first;
        }
        first->is_in_turn = false;
        turns_.pop_front();
    }
    return nullptr;
}

void frontier_hosts::pass() {
    turns_.push_back(turns_.front());
    turns_.pop_front();
}

bool frontier_hosts::is_spent(const frontier_host& which, async::clock::time_point now) const noexcept {
    return ask(limit_, which.spent, now) == allowance::spent;
}

std::vector<const frontier_host*> frontier_hosts::spent(async::clock::time_point now) const {
    std::vector<const frontier_host*> found;
    for (const auto& each : hosts_) {
        if (!each->queue.is_empty() && is_spent(*each, now)) {
            found.push_back(each.get());
        }
    }
    return found;
}

std::string frontier_hosts::limit_of(const frontier_host& which, async::clock::time_point now) const {
    return name_of_limit(limit_, which.spent, now, "--host-max-");
}

}  // namespace trawl::crawl
