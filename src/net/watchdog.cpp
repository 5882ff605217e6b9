#include "net/watchdog.hpp"

#include <cassert>

#include <boost/asio/post.hpp>
#include <boost/intrusive/set.hpp>

namespace trawl::net {

class watchdog::schedule : public std::enable_shared_from_this<schedule> {
public:
    explicit schedule(async::executor executor) : timer_(executor) {}

    void arm(entry& which, async::deadline when);
    void disarm(entry& which);
    void forget(entry& which);
    void stop() { timer_.cancel(); }

    [[nodiscard]] std::size_t armed() const noexcept { return armed_; }
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

private:
    struct by_check {
        using type = async::clock::time_point;
        const type& operator()(const entry& of) const noexcept { return of.check_; }
    };
    using set = boost::intrusive::multiset<entry, boost::intrusive::key_of_value<by_check>,
                                           boost::intrusive::constant_time_size<false>>;

    void wake_at(async::clock::time_point when);
    void tick();
    void rest();

    set entries_;
    std::size_t armed_ = 0;
    async::timer timer_;
    async::clock::time_point wakes_;
    bool waiting_ = false;
    bool rest_posted_ = false;
};

void watchdog::schedule::arm(entry& which, async::deadline when) {
    if (when.is_never()) {
        disarm(which);
        return;
    }
    armed_ += which.is_armed() ? 0 : 1;
    which.when_ = when;
    if (which.is_linked()) {
        if (which.check_ <= when.time_point()) {
            return;
        }
        entries_.erase(entries_.iterator_to(which));
    }
    which.check_ = when.time_point();
    entries_.insert(which);
    wake_at(which.check_);
}

void watchdog::schedule::disarm(entry& which) {
    if (!which.is_armed()) {
        return;
    }
    which.when_ = async::deadline::never();
    --armed_;
    // An idle session must not keep the loop at work until some old deadline. A caller that arms again at once finds
    // the timer as it was.
    if (armed_ == 0 && waiting_ && !rest_posted_) {
        rest_posted_ = true;
        boost::asio::post(timer_.get_executor(), [self = shared_from_this()] { self->rest(); });
    }
}

void watchdog::schedule::forget(entry& which) {
    armed_ -= which.is_armed() ? 1 : 0;
    if (which.is_linked()) {
        entries_.erase(entries_.iterator_to(which));
    }
    if (armed_ == 0) {
        waiting_ = false;
        timer_.cancel();
    }
}

void watchdog::schedule::wake_at(async::clock::time_point when) {
    if (waiting_ && wakes_ <= when) {
        return;
    }
    wakes_ = when;
    waiting_ = true;
    timer_.expires_at(when);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
        if (!error) {
            self->tick();
        }
    });
}

void watchdog::schedule::tick() {
    waiting_ = false;
    const auto now = async::clock::now();
    while (!entries_.empty() && entries_.begin()->check_ <= now) {
        entry& first = *entries_.begin();
        entries_.erase(entries_.begin());
        if (!first.is_armed()) {
            continue;
        }
        if (first.when_.time_point() > now) {
            first.check_ = first.when_.time_point();
            entries_.insert(first);
            continue;
        }
        first.when_ = async::deadline::never();
        --armed_;
        first.on_expired_(first.context_);
    }
    if (armed_ == 0) {
        entries_.clear();
    } else {
        wake_at(entries_.begin()->check_);
    }
}

void watchdog::schedule::rest() {
    rest_posted_ = false;
    if (armed_ == 0) {
        entries_.clear();
        waiting_ = false;
        timer_.cancel();
    }
}

watchdog::watchdog(async::executor executor) : schedule_(std::make_shared<schedule>(std::move(executor))) {
}

watchdog::~watchdog() {
    assert(schedule_->empty() && schedule_->armed() == 0);
    schedule_->stop();
}

std::size_t watchdog::armed() const noexcept {
    return schedule_->armed();
}

watchdog::entry::entry(watchdog& owner, callback on_expired, void* context) noexcept
    : schedule_(*owner.schedule_), on_expired_(on_expired), context_(context) {
}

watchdog::entry::~entry() {
    schedule_.forget(*this);
}

void watchdog::entry::arm(async::deadline when) {
    schedule_.arm(*this, when);
}

void watchdog::entry::disarm() {
    schedule_.disarm(*this);
}

}  // namespace trawl::net
