#include "trawl/async/blocking_pool.hpp"

#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

namespace trawl::async {

namespace asio = boost::asio;

class blocking_pool::core {
public:
    explicit core(std::size_t places_there_are) : places(places_there_are) {}

    void start(std::size_t threads) {
        for (std::size_t i = 0; i < threads; ++i) {
            threads_.emplace_back([this] { work(); });
        }
    }

    void hand_over(std::shared_ptr<detail::blocking_job> job) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(job));
        }
        changed_.notify_one();
    }

    void finish() {
        {
            const std::lock_guard lock(mutex_);
            finishing_ = true;
        }
        changed_.notify_all();
        for (auto& thread : threads_) {
            thread.join();
        }
    }

    semaphore places;

private:
    void work() {
        while (auto job = next()) {
            job->call();
            const executor home = std::exchange(job->home, executor());
            asio::post(home, [done = std::move(job)] {
                done->place.release();
                done->done.set();
            });
        }
    }

    std::shared_ptr<detail::blocking_job> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return finishing_ || !jobs_.empty(); });
        if (jobs_.empty()) {
            return nullptr;
        }
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        return job;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<detail::blocking_job>> jobs_;
    bool finishing_ = false;
    std::vector<std::thread> threads_;
};

blocking_pool::blocking_pool(std::size_t threads, std::size_t queue_limit)
    : core_(std::make_shared<core>(threads + queue_limit)) {
    assert(threads > 0 && queue_limit > 0);
    core_->start(threads);
}

blocking_pool::~blocking_pool() {
    core_->finish();
}

awaitable<void> blocking_pool::perform(std::shared_ptr<detail::blocking_job> job) {
    job->pool = core_;
    job->place = co_await core_->places.acquire();
    // Keeps the loop running until the function has ended, also when its waiter has left.
    job->home = asio::prefer(co_await asio::this_coro::executor, asio::execution::outstanding_work.tracked);
    core_->hand_over(job);
    co_await job->done.wait();
}

}  // namespace trawl::async
