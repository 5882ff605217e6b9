#include "fetch/host_lane.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace trawl::fetch {

namespace {

using time_point = async::clock::time_point;

time_point next_of(const std::optional<rate_limiter>& limiter) noexcept {
    return limiter ? limiter->next() : host_lane::at_once;
}

void take_from(std::optional<rate_limiter>& limiter, double units, time_point when) noexcept {
    if (limiter) {
        limiter->take(units, when);
    }
}

async::awaitable<void> wait_until(time_point when) {
    const auto here = co_await boost::asio::this_coro::executor;
    async::timer waiting(here, when);
    co_await waiting.async_wait(boost::asio::use_awaitable);
}

}  // namespace

host_lane::host_lane(const host_limits& limits, run_rates& run) : run_(run), pace_(limits) {
    if (limits.requests) {
        requests_ = rate_limiter::of_requests(*limits.requests);
    }
    if (limits.bytes_per_second) {
        bytes_ = rate_limiter::of_bytes(*limits.bytes_per_second);
    }
}

time_point host_lane::earliest() const noexcept {
    return std::max({next_of(requests_), delayed_until_, paused_until_});
}

void host_lane::start() {
    if (requests_ || run_.requests || pace_.delay() > async::clock::duration::zero()) {
        const auto now = async::clock::now();
        take_from(run_.requests, 1, now);
        (void)reserve_start(now);
    }
}

void host_lane::set_delay(async::clock::duration wish) {
    const auto before = pace_.asked_for();
    pace_.ask_for(wish);
    if (pace_.asked_for() > before) {
        delayed_until_ = std::max(delayed_until_, async::clock::now() + pace_.asked_for());
    }
}

void host_lane::pause(time_point until) noexcept {
    paused_until_ = std::max(paused_until_, until);
}

time_point host_lane::busy_until() const noexcept {
    return std::max(earliest(), next_of(bytes_));
}

bool host_lane::limits_bytes() const noexcept {
    return bytes_ || run_.bytes;
}

async::awaitable<void> host_lane::pass(std::uint64_t bytes) {
    if (!limits_bytes()) {
        co_return;
    }
    const auto now = async::clock::now();
    take_from(bytes_, static_cast<double>(bytes), now);
    take_from(run_.bytes, static_cast<double>(bytes), now);
    const auto paid = std::max(next_of(bytes_), next_of(run_.bytes));
    if (paid > now) {
        co_await wait_until(paid);
    }
}

async::awaitable<void> host_lane::start_another() {
    const auto now = async::clock::now();
    auto start = std::max(now, next_of(run_.requests));
    take_from(run_.requests, 1, start);
    start = std::max(start, reserve_start(now));
    while (start > async::clock::now()) {
        co_await wait_until(start);
        start = paused_until_;  // perhaps longer by now
    }
}

time_point host_lane::reserve_start(time_point now) {
    const auto start = std::max(now, earliest());
    take_from(requests_, 1, start);
    if (pace_.delay() > async::clock::duration::zero()) {
        delayed_until_ = start + pace_.delay();
    }
    return start;
}

}  // namespace trawl::fetch
