#include "net/lookup_threads.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>

namespace trawl::net {

class lookup_threads::job {
public:
    job(std::string what, receiver whom) : host(std::move(what)), done(std::move(whom)) {}

    const std::string host;
    const receiver done;
    // Of the core, under its lock.
    bool runs = false;
    bool is_abandoned = false;
};

/// What the threads share with us, and keep when we are gone.
class lookup_threads::core : public std::enable_shared_from_this<core> {
public:
    core(async::executor executor, lookup_function lookup, address_family family, std::size_t max_threads)
        : executor_(std::move(executor)), lookup_(std::move(lookup)), family_(family), max_threads_(max_threads) {}

    std::shared_ptr<job> start(std::shared_ptr<job> next);
    bool withdraw(const std::shared_ptr<job>& which);
    void close();

private:
    static constexpr std::chrono::seconds idle_limit{5};
    // So many threads at most hang with look-ups that nobody waits for, for each that may run.
    static constexpr std::size_t hanging_share = 7;

    void add_thread();
    [[nodiscard]] std::size_t running() const { return threads_ - abandoned_; }
    void run();
    std::shared_ptr<job> take();
    void note_end(job& of);
    void give(const std::shared_ptr<job>& of, lookup_answer answer);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<job>> line_;
    std::size_t threads_ = 0;
    std::size_t idle_ = 0;
    std::size_t abandoned_ = 0;
    bool closed_ = false;
    async::executor executor_;
    const lookup_function lookup_;
    const address_family family_;
    const std::size_t max_threads_;
};

std::shared_ptr<lookup_threads::job> lookup_threads::core::start(std::shared_ptr<job> next) {
    const std::lock_guard lock(mutex_);
    if (idle_ <= line_.size()) {
        add_thread();
    }
    line_.push_back(next);
    changed_.notify_one();
    return next;
}

void lookup_threads::core::add_thread() {
    if (running() >= max_threads_ || threads_ >= max_threads_ * (1 + hanging_share)) {
        return;
    }
    try {
        std::thread([self = shared_from_this()] { self->run(); }).detach();
        ++threads_;
    } catch (const std::system_error&) {
        if (threads_ == 0) {
            throw;
        }
    }
}

bool lookup_threads::core::withdraw(const std::shared_ptr<job>& which) {
    const std::lock_guard lock(mutex_);
    if (std::erase(line_, which) > 0) {
        return true;
    }
    if (which->runs && !which->is_abandoned) {
        which->is_abandoned = true;
        ++abandoned_;
        if (!line_.empty()) {
            add_thread();
        }
    }
    return false;
}

void lookup_threads::core::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    line_.clear();
    changed_.notify_all();
}

void lookup_threads::core::run() {
    while (const auto next = take()) {
        give(next, lookup_(next->host, family_));
        note_end(*next);
    }
}

void lookup_threads::core::note_end(job& of) {
    const std::lock_guard lock(mutex_);
    of.runs = false;
    abandoned_ -= of.is_abandoned ? 1 : 0;
}

std::shared_ptr<lookup_threads::job> lookup_threads::core::take() {
    std::unique_lock lock(mutex_);
    ++idle_;
    changed_.wait_for(lock, idle_limit, [this] { return closed_ || !line_.empty(); });
    --idle_;
    // Those that took the place of look-ups that hung, and end after all, are too many.
    if (line_.empty() || running() > max_threads_) {
        --threads_;
        return nullptr;
    }
    auto next = std::move(line_.front());
    line_.pop_front();
    next->runs = true;
    return next;
}

void lookup_threads::core::give(const std::shared_ptr<job>& of, lookup_answer answer) {
    // Under the lock, so that after `close` nothing is posted to an io_context that may be gone.
    const std::lock_guard lock(mutex_);
    if (!closed_) {
        boost::asio::post(executor_, [of, answer = std::move(answer)]() mutable { of->done(std::move(answer)); });
    }
}

lookup_threads::lookup_threads(async::executor executor, lookup_function lookup, address_family family,
                               std::size_t max_threads)
    : core_(std::make_shared<core>(std::move(executor), std::move(lookup), family, max_threads)) {
}

lookup_threads::~lookup_threads() {
    core_->close();
}

std::shared_ptr<lookup_threads::job> lookup_threads::start(std::string host, receiver done) {
    return core_->start(std::make_shared<job>(std::move(host), std::move(done)));
}

bool lookup_threads::withdraw(const std::shared_ptr<job>& which) {
    return core_->withdraw(which);
}

}  // namespace trawl::net
