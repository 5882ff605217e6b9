#include "fetch/scheduler.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace trawl::fetch {

using time_point = async::clock::time_point;

namespace {

constexpr std::size_t shares_in_window = 16;
constexpr std::size_t widest_windows = 8;

}  // namespace

/// What attempts in a host's slots may do.
class scheduler::road final : public traffic {
public:
    road(scheduler& owner, host_lane& lane) noexcept : owner_(owner), lane_(lane) {}

    async::awaitable<void> pass(std::uint64_t bytes) override { return lane_.pass(bytes); }
    [[nodiscard]] bool limits_bytes() const noexcept override { return lane_.limits_bytes(); }
    async::awaitable<void> start_another(const http::url& where) override { return owner_.start_another(where); }
    void set_delay(async::clock::duration wish) override { lane_.set_delay(wish); }

private:
    scheduler& owner_;
    host_lane& lane_;
};
struct scheduler::host {
    std::string name;
    const host_limits& limits;
    host_lane lane;
    scheduler::road road;
    std::optional<adaptive_limit> adaptive;
    std::deque<std::unique_ptr<task>> waiting;
    /// Of those waiting, how many do not count for the window.
    std::size_t surplus = 0;
    std::size_t active = 0;
    /// Requests of other slots that wait to start here.
    std::size_t guests = 0;
    /// Tasks that wait for their time, and looks that are due, in `later_`.
    std::size_t put_off = 0;
    time_point next_look = time_point::max();
    std::size_t errors = 0;
    bool is_ready = false;
    bool is_given_up = false;

    host(scheduler& owner, const http::url& place, const host_limits& allowed)
        : name(place.host_field()), limits(allowed), lane(allowed, owner.rates_), road(owner, lane) {
        if (limits.is_adaptive) {
            adaptive.emplace(limits.concurrency);
        }
    }
};

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

std::size_t scheduler::slot::errors() const noexcept {
    return host_->errors;
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

async::awaitable<void> scheduler::room() {
    while (unsettled_ - surplus_ >= options_.window || unsettled_ >= widest_windows * options_.window) {
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
            continue;
        }
        auto what = dequeue(which);
        ++which.active;
        if (!which.is_given_up) {
            which.lane.start();
        }
        make_ready(which);
        return start{std::move(what), slot(*this, which)};
    }
    return std::nullopt;
}

scheduler::host& scheduler::host_of(const http::url& place) {
    auto& entry = hosts_[std::string(place.host_field())];
    if (!entry) {
        entry = std::make_unique<host>(*this, place, options_.hosts.of(place.host()));
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
    if (where.waiting.size() - where.surplus > options_.window / shares_in_window &&
        where.lane.earliest() > async::clock::now()) {
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
    const auto earliest = which.lane.earliest();
    return earliest == host_lane::at_once || hurried_ || which.is_given_up || earliest <= async::clock::now();
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
        look_again(which, which.lane.earliest());
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
    make_ready(which);
    forget_if_idle(which);
}

// Hosts that make no difference any more are forgotten: there may be millions.
void scheduler::forget_if_idle(host& which) {
    if (which.active > 0 || which.guests > 0 || !which.waiting.empty() || which.put_off > 0 || which.errors > 0) {
        return;
    }
    const auto busy = which.lane.busy_until();
    if (busy != host_lane::at_once && busy > async::clock::now() && !hurried_) {
        look_again(which, busy);
    } else {
        hosts_.erase(which.name);
    }
}

void scheduler::learn(const slot& from, load_sign sign, async::clock::duration first_byte) noexcept {
    host& which = *from.host_;
    if (which.adaptive) {
        which.adaptive->learn(sign, first_byte, which.active);
        make_ready(which);
    }
}

bool scheduler::pause(const slot& from, const http::url& answered, async::clock::duration wish) {
    const auto now = async::clock::now();
    from.host_->lane.pause(now + wish);
    host& asking = host_of(answered);
    asking.lane.pause(now + wish);
    forget_if_idle(asking);
    return pauses_.note(answered.host_field(), now, now + wish);
}

void scheduler::hold(const slot& from, async::clock::duration span) {
    from.host_->lane.pause(async::clock::now() + span);
}

bool scheduler::count_error(const slot& from) {
    host& which = *from.host_;
    if (which.limits.max_errors == 0 || which.is_given_up || ++which.errors < which.limits.max_errors) {
        return false;
    }
    which.is_given_up = true;
    std::erase(ready_, &which);
    which.is_ready = false;
    bring_forward(which);
    make_ready(which);
    return true;
}

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
