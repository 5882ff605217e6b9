#include <algorithm>

#include "fetch/scheduler_host.hpp"

namespace trawl::fetch {

using time_point = async::clock::time_point;

void scheduler::learn(const slot& from, load_sign sign, async::clock::duration first_byte) noexcept {
    host& which = *from.host_;
    if (which.adaptive) {
        which.adaptive->learn(sign, first_byte, which.active);
        make_ready(which);
    }
    which.lane.pace().learn(sign, first_byte);
}

bool scheduler::pause(const slot& from, const http::url& answered, async::clock::duration wish) {
    const auto now = async::clock::now();
    from.host_->lane.pause(now + wish);
    if (options_.others != nullptr && answered.host_field() != from.host_->name) {
        options_.others->pause(answered, wish);
    } else {
        pause(answered, wish);
    }
    return pauses_.note(answered.host_field(), now, now + wish);
}

void scheduler::pause(const http::url& answered, async::clock::duration wish) {
    host& asking = host_of(answered);
    asking.lane.pause(async::clock::now() + wish);
    forget_if_idle(asking);
}

void scheduler::hold(const slot& from, async::clock::duration span) {
    from.host_->lane.pause(async::clock::now() + span);
}

bool scheduler::count_error(const slot& from) {
    host& which = *from.host_;
    if (which.limits.max_errors == 0 || which.is_given_up || ++which.errors < which.limits.max_errors) {
        return false;
    }
    give_up(which);
    return true;
}

void scheduler::give_up(host& which) {
    which.is_given_up = true;
    std::erase(ready_, &which);
    which.is_ready = false;
    bring_forward(which);
    make_ready(which);
}

bool scheduler::count_failure(const slot& from, async::clock::time_point began) {
    host& which = *from.host_;
    const bool matters =
        which.limits.max_failures_in_a_row > 0 || which.limits.failure_backoff > async::clock::duration::zero();
    if (which.is_given_up || !matters) {
        return false;
    }
    const auto now = async::clock::now();
    const auto pause = which.lane.pace().fail(began, now);
    if (which.lane.pace().is_to_be_parked()) {
        which.is_parked = true;
        parked_.push_back(which.name);
        give_up(which);
        return true;
    }
    if (pause > async::clock::duration::zero()) {
        which.lane.pause(now + pause);
    }
    return false;
}

void scheduler::count_answer(const slot& from) noexcept {
    from.host_->lane.pace().succeed();
}

void scheduler::recall(host& which) {
    const auto known = remembered_.find(which.name);
    if (known == remembered_.end()) {
        return;
    }
    const auto [delay, failures, is_parked, at] = known->second;
    remembered_.erase(known);
    which.lane.pace().resume(delay, failures);
    which.is_given_up = which.is_parked = is_parked;
    which.at = at;
}

void scheduler::remember(const host& which) {
    const auto& pace = which.lane.pace();
    if (pace.asked_for() > async::clock::duration::zero() || pace.failures() > 0 || which.at != nullptr) {
        remembered_[which.name] = {pace.asked_for(), pace.failures(), which.is_parked, which.at};
    }
}

void scheduler::learn_address(const slot& from, const boost::asio::ip::address& remote) {
    host& which = *from.host_;
    if (which.limits.per_address == 0 || which.at != nullptr) {
        return;
    }
    auto& entry = addresses_[remote];
    if (!entry) {
        entry = std::make_unique<address>();
    }
    which.at = entry.get();
    which.at->active += which.active;
}

time_point scheduler::earliest_of(const host& which) const noexcept {
    const auto earliest = which.lane.earliest();
    return which.at == nullptr ? earliest : std::max(earliest, which.at->delayed_until);
}

bool scheduler::is_crowded(const host& which) const noexcept {
    return which.at != nullptr && which.at->active >= which.limits.per_address;
}

void scheduler::wait_for_address(host& which) {
    if (!which.waits_for_address) {
        which.waits_for_address = true;
        which.at->waiting.push_back(&which);
    }
}

// One place at an address is free, or its delay has begun: the next host that waits for nothing else takes it, or looks
// for it when the delay is over. Each start and each end calls this, so that there is always one that looks.
void scheduler::wake_neighbours(address& of) {
    while (!of.waiting.empty()) {
        host& next = *of.waiting.front();
        if (is_crowded(next) && !hurried_) {
            return;
        }
        of.waiting.pop_front();
        next.waits_for_address = false;
        make_ready(next);
        if (next.is_ready || (!next.waiting.empty() && next.lane.earliest() <= of.delayed_until)) {
            return;
        }
        forget_if_idle(next);
    }
}

}  // namespace trawl::fetch
