#include "app/completion_hook.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include <sys/eventfd.h>
#include <boost/asio/post.hpp>

#include "app/child_command.hpp"
#include "base/block_signals.hpp"
#include "base/log.hpp"
#include "files/descriptor.hpp"
#include "output/job_text.hpp"
#include "trawl/async/event.hpp"

namespace trawl::app {

namespace {

constexpr std::size_t most_waiting = 256;

std::size_t most_at_once() {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 8);
}

}  // namespace

class completion_hook::impl {
public:
    impl(async::executor loop, settings how) : loop_(std::move(loop)), how_(std::move(how)) {
        const std::size_t count = most_at_once();
        running_ = count;
        for (std::size_t i = 0; i < count; ++i) {
            threads_.emplace_back([this] { work(); });
        }
    }

    ~impl() {
        end_commands();
        {
            const std::lock_guard lock{mutex_};
            closing_ = true;
            waiting_.clear();
        }
        changed_.notify_all();
        for (auto& thread : threads_) {
            thread.join();
        }
    }

    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    void take(std::string who, const std::string& record) {
        {
            const std::lock_guard lock{mutex_};
            waiting_.push_back({std::move(who), record});
        }
        changed_.notify_one();
    }

    void stop() {
        {
            const std::lock_guard lock{mutex_};
            if (std::exchange(is_stopped_, true)) {
                return;
            }
        }
        end_commands();
        changed_.notify_all();
    }

    std::size_t pending() {
        const std::lock_guard lock{mutex_};
        return waiting_.size() + busy_;
    }

    async::awaitable<void> room() {
        while (is_full()) {
            here_->has_room.clear();
            co_await here_->has_room.wait();
        }
    }

    async::awaitable<void> finish() {
        {
            const std::lock_guard lock{mutex_};
            closing_ = true;
        }
        changed_.notify_all();
        co_await here_->has_ended.wait();
    }

    [[nodiscard]] std::uint64_t failures() const noexcept { return failures_; }

private:
    struct call {
        std::string who;
        std::string record;
    };
    /// What the threads tell the loop. Outlives us in handlers that are still under way.
    struct loop_side {
        async::event has_room;
        async::event has_ended;
    };

    bool is_full() {
        const std::lock_guard lock{mutex_};
        loop_waits_ = waiting_.size() >= most_waiting;
        return loop_waits_;
    }

    void work() {
        base::block_signals();
        while (const auto next = take_next()) {
            run(*next);
            const std::lock_guard lock{mutex_};
            --busy_;
        }
        if (--running_ == 0) {
            boost::asio::post(loop_, [here = here_] { here->has_ended.set(); });
        }
    }

    std::optional<call> take_next() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !waiting_.empty() || closing_; });
        if (waiting_.empty()) {
            return std::nullopt;
        }
        std::optional<call> next{std::move(waiting_.front())};
        waiting_.pop_front();
        ++busy_;
        if (std::exchange(loop_waits_, false)) {
            boost::asio::post(loop_, [here = here_] { here->has_room.set(); });
        }
        return next;
    }

    void end_commands() { (void)::eventfd_write(stop_.fd(), 1); }

    bool is_stopped() {
        const std::lock_guard lock{mutex_};
        return is_stopped_;
    }

    void run(const call& what) {
        if (is_stopped()) {
            ++failures_;
            base::log(base::log_level::warn, "--on-complete for " + what.who + ": not run, the run has ended");
            return;
        }
        if (how_.before_each) {
            how_.before_each();
        }
        const std::string failure = run_command(how_.command, what.record, how_.is_stdout_taken, stop_.fd());
        if (!failure.empty()) {
            ++failures_;
            base::log(base::log_level::warn, "--on-complete for " + what.who + ": " + failure);
        }
    }

    async::executor loop_;
    settings how_;
    std::shared_ptr<loop_side> here_ = std::make_shared<loop_side>();
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<call> waiting_;
    std::size_t busy_ = 0;
    bool is_stopped_ = false;
    bool loop_waits_ = false;
    // Readable when the commands are to end, for ever.
    files::descriptor stop_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    bool closing_ = false;
    std::atomic<std::uint64_t> failures_ = 0;
    std::atomic<std::size_t> running_ = 0;
    std::vector<std::thread> threads_;
};

completion_hook::completion_hook(async::executor loop, settings how)
    : impl_(std::make_unique<impl>(std::move(loop), std::move(how))) {
}

completion_hook::~completion_hook() = default;

void completion_hook::take(const fetch::report& done, const std::string& record) {
    impl_->take(output::job_text(done.what), record);
}

async::awaitable<void> completion_hook::room() {
    return impl_->room();
}

async::awaitable<void> completion_hook::finish() {
    return impl_->finish();
}

void completion_hook::stop() {
    impl_->stop();
}

std::size_t completion_hook::pending() const {
    return impl_->pending();
}

std::uint64_t completion_hook::failures() const noexcept {
    return impl_->failures();
}

}  // namespace trawl::app
