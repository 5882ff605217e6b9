#include "trawl/async/detail/waiter_list.hpp"

#include <utility>

#include <boost/asio/deferred.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

#include "trawl/async/cancellation.hpp"
#include "trawl/async/detail/suspended.hpp"

namespace trawl::async::detail {

namespace asio = boost::asio;

// Lives in the frame of the coroutine that waits.
class waiter_list::waiter : public hook {
public:
    explicit waiter(waiter_list& owner) noexcept : owner_(&owner) {}
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    ~waiter() {
        if (owner_ != nullptr && was_notified_) {
            --owner_->notified_count_;
        }
    }

    template <class Handler>
    void start(Handler handler) {
        coroutine_ = suspended(std::move(handler));
        coroutine_.on_cancel([this] { cancel(); });
        owner_->register_at(asio::query(coroutine_.home(), asio::execution::context));
        owner_->waiting_.push_back(*this);
    }

    void notify() {
        was_notified_ = true;
        unlink();
        owner_->notified_.push_back(*this);
        ++owner_->notified_count_;
        coroutine_.resume();
    }

    // The owner goes: ends the wait unless its completion is on its way, and tells it not to look back.
    void disown() {
        owner_ = nullptr;
        unlink();
        if (coroutine_) {
            coroutine_.resume();
        }
    }

    // The loop goes: destroys the waiting coroutine, and with it this.
    void abandon() noexcept {
        owner_ = nullptr;
        unlink();
        coroutine_.forget_cancel();
        const suspended destroyed = std::move(coroutine_);
    }

    [[nodiscard]] bool may_go_on() const noexcept { return owner_ != nullptr && was_notified_; }

private:
    void cancel() {
        if (coroutine_) {
            unlink();
            coroutine_.resume();
        }
    }

    waiter_list* owner_;
    bool was_notified_ = false;
    suspended coroutine_;
};

struct waiter_list::start_wait {
    waiter* self;

    template <class Handler>
    void operator()(Handler handler) const {
        self->start(std::move(handler));
    }
};

// A waiting coroutine is held by its own frame alone; the registry destroys those that are left with the io_context.
class waiter_list::registry final : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;

    explicit registry(asio::execution_context& context) : service(context) {}

    list lists;

private:
    void shutdown() override {
        while (!lists.empty()) {
            static_cast<waiter_list&>(lists.front()).abandon();
        }
    }
};

waiter_list::~waiter_list() {
    for (list* each : {&waiting_, &notified_}) {
        while (!each->empty()) {
            static_cast<waiter&>(each->front()).disown();
        }
    }
}

awaitable<void> waiter_list::wait() {
    waiter self(*this);
    co_await asio::async_initiate<const asio::deferred_t, void()>(start_wait{&self}, asio::deferred);
    if (!self.may_go_on()) {
        throw_cancelled();
    }
}

bool waiter_list::notify_one() {
    if (waiting_.empty()) {
        return false;
    }
    static_cast<waiter&>(waiting_.front()).notify();
    return true;
}

void waiter_list::notify_all() {
    while (notify_one()) {
    }
}

void waiter_list::register_at(asio::execution_context& context) {
    if (context_ != &context) {
        context_ = &context;
        unlink();
        asio::use_service<registry>(context).lists.push_back(*this);
    }
}

void waiter_list::abandon() noexcept {
    context_ = nullptr;
    unlink();
    list left;
    left.swap(waiting_);  // this may be part of one of the coroutines
    while (!left.empty()) {
        static_cast<waiter&>(left.front()).abandon();
    }
}

}  // namespace trawl::async::detail
