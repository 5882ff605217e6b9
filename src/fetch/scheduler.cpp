#include "fetch/scheduler.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

#include "fetch/scheduler_host.hpp"

namespace trawl::fetch {

using time_point = async::clock::time_point;

namespace {

constexpr std::size_t shares_in_window = 1024;
constexpr std::size_t least_share = 2;
constexpr std::size_t widest_windows = 8;

}  // namespace

scheduler::slot::~slot() {
    if (owner_ != nullptr) {
        owner_->release(*host_);
    }
}

traffic& scheduler::slot::lane() const noexcept {
    return host_->road;
}

bool scheduler::slot::is_given_up() const noexcept {
    return host_->is_given_up;
}

std::string scheduler::slot::why_given_up() const {
    return host_->is_parked ? "parked after " + std::to_string(host_->lane.pace().failures()) + " failures in a row"
                            : "given up after " + std::to_string(host_->errors) + " errors";
}

scheduler::scheduler(boost::asio::any_io_executor executor, scheduler_options options)
    : options_(std::move(options)), timer_(executor) {
    assert(options_.hosts.otherwise.concurrency > 0 && options_.window > 0);
    if (options_.requests) {
        rates_.requests = rate_limiter::of_requests(*options_.requests);
    }
    if (options_.bytes_per_second) {
        rates_.bytes = rate_limiter::of_bytes(*options_.bytes_per_second);
    }
}

scheduler::~scheduler() = default;

bool scheduler::has_room() const noexcept {
    return unsettled_ - surplus_ < options_.window && unsettled_ < widest_windows * options_.window;
}

async::awaitable<void> scheduler::room() {
    while (!has_room()) {
        has_room_.clear();
        co_await has_room_.wait();
    }
}

void scheduler::add(std::unique_ptr<task> what) {
    assert(!closed_);
    ++unsettled_;
    host& where = host_of(what->place());
    enqueue(where, std::move(what));
}

void scheduler::add_again(std::unique_ptr<task> what, async::clock::duration pause) {
    host& where = host_of(what->place());
    if (hurried_ || where.is_given_up || pause <= async::clock::duration::zero()) {
        enqueue(where, std::move(what));
    } else {
        put_off({async::clock::now() + pause, &where, std::move(what)});
    }
}

void scheduler::put_back(std::unique_ptr<task> what, const slot& from) {
    from.host_->waiting.push_front(std::move(what));
    make_ready(*from.host_);
}

void scheduler::settle() noexcept {
    assert(unsettled_ > 0);
    --unsettled_;
    has_room_.set();
    if (closed_ && unsettled_ == 0) {
        changed_.set();
    }
}

void scheduler::close() noexcept {
    closed_ = true;
    changed_.set();
}

void scheduler::hurry() {
    hurried_ = true;
    auto rest = std::exchange(later_, {});
    for (auto& entry : rest) {
        --entry.where->put_off;
        if (entry.what) {
            enqueue(*entry.where, std::move(entry.what));
        }
    }
    gate_.reset();
    set_timer();
    for (auto& [name, which] : hosts_) {
        make_ready(*which);
    }
    changed_.set();
}

async::awaitable<std::optional<scheduler::start>> scheduler::next() {
    while (true) {
        if (auto found = take()) {
            co_return found;
        }
        if (closed_ && unsettled_ == 0) {
            co_return std::nullopt;
        }
        changed_.clear();
        co_await changed_.wait();
    }
}

std::optional<scheduler::start> scheduler::take() {
    while (!ready_.empty() && may_start_any()) {
        host& which = *ready_.front();
        ready_.pop_front();
        which.is_ready = false;
        if (!may_start(which)) {
            make_ready(which);  // paused, or its limit lowered, since it became ready
            if (which.at != nullptr) {
                wake_neighbours(*which.at);
            }
            continue;
        }
        auto what = dequeue(which);
        ++which.active;
        if (!which.is_given_up) {
            which.lane.start();
        }
        if (which.at != nullptr) {
            ++which.at->active;
            which.at->delayed_until = async::clock::now() + which.lane.pace().delay();
            make_ready(which);
            wake_neighbours(*which.at);
        } else {
            make_ready(which);
        }
        return start{std::move(what), slot(*this, which)};
    }
    return std::nullopt;
}

scheduler::host& scheduler::host_of(const http::url& place) {
    auto& entry = hosts_[std::string(place.host_field())];
    if (!entry) {
        entry = std::make_unique<host>(*this, place, options_.hosts.of(place.host()));
        if (!remembered_.empty()) {
            recall(*entry);
        }
    }
    return *entry;
}

async::awaitable<void> scheduler::start_another(const http::url& where) {
    host& which = host_of(where);
    ++which.guests;
    const auto leave = [this](host* of) {
        --of->guests;
        forget_if_idle(*of);
    };
    const std::unique_ptr<host, decltype(leave)> stay(&which, leave);
    co_await which.lane.start_another();
}

void scheduler::enqueue(host& where, std::unique_ptr<task> what) {
    where.waiting.push_back(std::move(what));
    const auto earliest = earliest_of(where);
    if (where.waiting.size() - where.surplus > std::max(options_.window / shares_in_window, least_share) &&
        earliest != host_lane::at_once && earliest > async::clock::now()) {
        ++where.surplus;
        ++surplus_;
        has_room_.set();
    }
    make_ready(where);
}

std::unique_ptr<task> scheduler::dequeue(host& from) {
    auto what = std::move(from.waiting.front());
    from.waiting.pop_front();
    if (from.surplus > 0) {
        --from.surplus;
        --surplus_;
    }
    return what;
}

std::size_t scheduler::slots_of(const host& which) const noexcept {
    if (hurried_ || which.is_given_up) {
        return std::numeric_limits<std::size_t>::max();
    }
    return which.adaptive ? which.adaptive->get() : which.limits.concurrency;
}

bool scheduler::may_start(const host& which) const {
    if (which.active >= slots_of(which)) {
        return false;
    }
    if (hurried_ || which.is_given_up) {
        return true;
    }
    const auto earliest = earliest_of(which);
    return !is_crowded(which) && (earliest == host_lane::at_once || earliest <= async::clock::now());
}

// Whether the run's rate lets the first of the ready ones go; else the timer will wake `next`.
bool scheduler::may_start_any() {
    if (!rates_.requests || hurried_ || ready_.front()->is_given_up || rates_.requests->next() <= async::clock::now()) {
        gate_.reset();
        return true;
    }
    gate_ = rates_.requests->next();
    set_timer();
    return false;
}

void scheduler::make_ready(host& which) {
    if (which.is_ready || which.waiting.empty() || which.active >= slots_of(which)) {
        return;
    }
    if (!may_start(which)) {
        if (is_crowded(which)) {
            wait_for_address(which);
        } else {
            look_again(which, earliest_of(which));
        }
        return;
    }
    which.is_ready = true;
    if (which.is_given_up) {
        ready_.push_front(&which);  // must not wait for a rate that it does not use
    } else {
        ready_.push_back(&which);
    }
    changed_.set();
}

void scheduler::release(host& which) noexcept {
    --which.active;
    if (which.at != nullptr) {
        --which.at->active;
        make_ready(which);
        ++which.guests;  // stays until here, though it may be one of those that are woken for nothing
        wake_neighbours(*which.at);
        --which.guests;
    } else {
        make_ready(which);
    }
    forget_if_idle(which);
}

// Hosts that make no difference any more are forgotten: there may be millions.
void scheduler::forget_if_idle(host& which) {
    if (which.active > 0 || which.guests > 0 || !which.waiting.empty() || which.put_off > 0 || which.errors > 0 ||
        which.waits_for_address) {
        return;
    }
    const auto busy = which.lane.busy_until();
    if (busy != host_lane::at_once && busy > async::clock::now() && !hurried_) {
        look_again(which, busy);
    } else {
        remember(which);
        hosts_.erase(which.name);
    }
}

}  // namespace trawl::fetch
