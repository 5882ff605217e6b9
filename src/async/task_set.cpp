#include "trawl/async/detail/task_set.hpp"

#include <cassert>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>

#include "trawl/async/cancellation.hpp"
#include "trawl/async/detail/waiter_list.hpp"

namespace trawl::async::detail {

namespace asio = boost::asio;

class task_set::task : public hook {
public:
    task_set* owner = nullptr;
    bool cancelled = false;
    asio::cancellation_signal signal;
};

// What a task calls at its end. Destroyed uncalled, the task's coroutine was destroyed with its loop.
class task_set::completion {
public:
    using cancellation_slot_type = asio::cancellation_slot;

    explicit completion(task& record) noexcept : record_(&record) {}
    completion(completion&& other) noexcept : record_(std::exchange(other.record_, nullptr)) {}
    completion& operator=(completion&&) = delete;

    ~completion() {
        if (record_ != nullptr) {
            end([](task_set& owner, task& record) { owner.abandoned(record); });
        }
    }

    void operator()(const std::exception_ptr& failure) {
        end([&failure](task_set& owner, task& record) { owner.ended(record, failure); });
    }

    [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept { return record_->signal.slot(); }

private:
    template <class F>
    void end(F tell) {
        task* const record = std::exchange(record_, nullptr);
        if (record->owner != nullptr) {
            tell(*record->owner, *record);
        } else {
            delete record;
        }
    }

    task* record_;
};

struct task_set::start_wait {
    task_set* tasks;
    when_cancelled policy;

    template <class Handler>
    void operator()(Handler handler) const {
        assert(!tasks->waiting_ && "one waits at a time");
        tasks->waiting_ = suspended(std::move(handler));
        if (policy == when_cancelled::cancel_tasks) {
            tasks->waiting_.on_cancel([set = tasks] { set->cancel(); });
        }
    }
};

task_set::~task_set() {
    assert(size_ == 0 && "tasks outlive their group: join it first");
    // Without assertions, the tasks that are left go on unowned.
    for (list* each : {&running_, &cancelled_running_}) {
        each->clear_and_dispose([](hook* record) { static_cast<task*>(record)->owner = nullptr; });
    }
    spare_.clear_and_dispose([](hook* record) { delete static_cast<task*>(record); });
}

void task_set::spawn(awaitable<void> operation) {
    if (cancelled_) {
        return;
    }
    task& record = take_record();
    ++size_;
    running_.push_back(record);
    asio::co_spawn(executor_, std::move(operation), completion(record));
}

void task_set::cancel() {
    cancelled_ = true;
    while (!running_.empty()) {
        auto& record = static_cast<task&>(running_.front());
        record.unlink();
        cancelled_running_.push_back(record);
        record.cancelled = true;
        record.signal.emit(asio::cancellation_type::terminal);
    }
}

awaitable<bool> task_set::wait(when_cancelled policy) {
    std::vector<awaitable<void>> none;
    return run(std::move(none), policy);
}

awaitable<bool> task_set::run(awaitable<void> operation, when_cancelled policy) {
    std::vector<awaitable<void>> one;
    one.push_back(std::move(operation));
    return run(std::move(one), policy);
}

awaitable<bool> task_set::run(std::vector<awaitable<void>> operations, when_cancelled policy) {
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    for (auto& operation : operations) {
        spawn(std::move(operation));
    }
    while (size_ > 0) {
        if (policy == when_cancelled::cancel_tasks && was_cancelled(co_await asio::this_coro::cancellation_state)) {
            cancel();
        }
        co_await asio::async_initiate<const asio::deferred_t, void()>(start_wait{this, policy}, asio::deferred);
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return was_cancelled(co_await asio::this_coro::cancellation_state);
}

void task_set::reset() noexcept {
    assert(size_ == 0);
    cancelled_ = false;
    finished_ = 0;
    error_ = nullptr;
}

task_set::task& task_set::take_record() {
    if (spare_.empty()) {
        auto* record = new task;
        record->owner = this;
        return *record;
    }
    auto& record = static_cast<task&>(spare_.front());
    record.unlink();
    record.cancelled = false;
    return record;
}

void task_set::give_back_record(task& record) noexcept {
    record.unlink();
    spare_.push_front(record);
    --size_;
}

void task_set::ended(task& record, const std::exception_ptr& failure) {
    const bool was_told = record.cancelled;
    give_back_record(record);
    if (!failure) {
        ++finished_;
    } else if (!was_told || !async::is_cancelled(failure)) {
        if (!error_) {
            error_ = failure;
        }
        cancel();
    }
    wake_if_empty();
}

void task_set::abandoned(task& record) {
    give_back_record(record);
    wake_if_empty();
}

void task_set::wake_if_empty() {
    if (size_ == 0 && waiting_) {
        waiting_.resume();
    }
}

}  // namespace trawl::async::detail
