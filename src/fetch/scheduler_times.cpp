#include <algorithm>

#include "fetch/scheduler_host.hpp"

namespace trawl::fetch {

using time_point = async::clock::time_point;

void scheduler::put_off(later entry) {
    ++entry.where->put_off;
    later_.push_back(std::move(entry));
    std::push_heap(later_.begin(), later_.end());
    set_timer();
}

void scheduler::look_again(host& which, time_point when) {
    if (when < which.next_look) {
        which.next_look = when;
        put_off({when, &which, nullptr});
    }
}

void scheduler::bring_forward(host& which) {
    const auto others = std::partition(later_.begin(), later_.end(),
                                       [&which](const later& entry) { return entry.where != &which || !entry.what; });
    for (auto entry = others; entry != later_.end(); ++entry) {
        --which.put_off;
        enqueue(which, std::move(entry->what));
    }
    later_.erase(others, later_.end());
    std::make_heap(later_.begin(), later_.end());
}

void scheduler::set_timer() {
    std::optional<time_point> when = gate_;
    if (!later_.empty() && (!when || later_.front().when < *when)) {
        when = later_.front().when;
    }
    if (when == timer_set_for_) {
        return;
    }
    timer_set_for_ = when;
    if (!when) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(*when);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& failed) {
        if (!failed && !alive.expired()) {
            take_due();
        }
    });
}

void scheduler::take_due() {
    timer_set_for_.reset();
    const auto now = async::clock::now();
    while (!later_.empty() && later_.front().when <= now) {
        std::pop_heap(later_.begin(), later_.end());
        auto due = std::move(later_.back());
        later_.pop_back();
        --due.where->put_off;
        if (due.what) {
            enqueue(*due.where, std::move(due.what));
        } else {
            due.where->next_look = time_point::max();
            make_ready(*due.where);
            forget_if_idle(*due.where);
        }
    }
    if (gate_ && *gate_ <= now) {
        gate_.reset();
        changed_.set();
    }
    set_timer();
}

}  // namespace trawl::fetch
