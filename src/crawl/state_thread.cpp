#include "crawl/state_thread.hpp"

#include <exception>
#include <utility>

#include "base/block_signals.hpp"
#include "base/error_text.hpp"

namespace trawl::crawl {

namespace {

// What is waiting is written when it is so many or so much, so that the queue stays short, and once in 250 ms.
constexpr std::size_t enough_changes = 1024;
constexpr std::size_t enough_bytes = std::size_t{8} << 20U;
constexpr std::size_t most_bytes = std::size_t{32} << 20U;
constexpr std::size_t most_pages = 4000;

bool is_too_much(const state_weight& held) noexcept {
    return held.bytes > most_bytes || held.pages > most_pages;
}

}  // namespace

state_thread::state_thread(const files::folder& where, std::vector<std::unique_ptr<page_output>> outputs, handlers tell)
    : writer_(where, std::move(outputs)), tell_(std::move(tell)) {
}

std::string state_thread::close() {
    {
        const std::lock_guard lock(mutex_);
        is_closing_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
    return failure_;
}

bool state_thread::add(state_change what) {
    const state_weight weight = weight_of(what);
    std::unique_lock lock(mutex_);
    held_ += weight;
    waiting_weight_ += weight;
    waiting_.push_back(std::move(what));
    const bool is_enough = waiting_.size() >= enough_changes || waiting_weight_.bytes >= enough_bytes;
    const bool wakes = !is_woken_ && (is_enough || is_asleep_);
    is_woken_ = is_woken_ || wakes;
    is_to_tell_of_room_ = is_to_tell_of_room_ || is_too_much(held_);
    const bool has_room = !is_to_tell_of_room_;
    start();
    lock.unlock();
    if (wakes) {
        changed_.notify_one();
    }
    return has_room;
}

void state_thread::call(task what) {
    {
        const std::lock_guard lock(mutex_);
        calls_.push_back(std::move(what));
        start();
    }
    changed_.notify_one();
}

// With the first thing to do. Holds mutex_.
void state_thread::start() {
    if (!thread_.joinable()) {
        thread_ = std::thread([this] { run(); });
    }
}

void state_thread::run() {
    base::block_signals();
    std::unique_lock lock(mutex_);
    bool is_last = false;
    while (!is_last) {
        wait(lock);
        std::swap(waiting_, writing_);
        std::swap(calls_, calling_);
        const state_weight weight = std::exchange(waiting_weight_, {});
        is_last = is_closing_ && writing_.empty() && calling_.empty();
        is_woken_ = false;
        lock.unlock();
        {
            const std::lock_guard database(writer_mutex_);
            write(is_last);
        }
        lock.lock();
        held_ -= weight;
        if (is_to_tell_of_room_ && !is_too_much(held_)) {
            is_to_tell_of_room_ = false;
            tell_.has_room();
        }
    }
}

// Until there is enough to do, or what was begun is due.
void state_thread::wait(std::unique_lock<std::mutex>& lock) {
    const auto has_much = [this] {
        return is_closing_ || is_to_tell_of_room_ || !calls_.empty() || waiting_.size() >= enough_changes ||
               waiting_weight_.bytes >= enough_bytes;
    };
    if (has_begun_) {
        changed_.wait_until(lock, due_, has_much);
        return;
    }
    is_asleep_ = true;
    changed_.wait(lock, [&] { return has_much() || !waiting_.empty(); });
    is_asleep_ = false;
}

void state_thread::write(bool is_last) {
    for (state_change& each : writing_) {
        attempt([&] { writer_.write(each); });
    }
    writing_.clear();
    for (const task& each : calling_) {
        each(writer_);
    }
    calling_.clear();
    if (is_last || (writer_.has_uncommitted() && writer_.due() <= std::chrono::steady_clock::now())) {
        attempt([this] { writer_.commit(); });
    }
    has_begun_ = failure_.empty() && writer_.has_uncommitted();
    due_ = writer_.due();
}

void state_thread::check() const {
    if (!failure_.empty()) {
        throw state_error(failure_);
    }
}

void state_thread::attempt(const std::function<void()>& work) {
    if (!failure_.empty()) {
        return;
    }
    try {
        work();
    } catch (const std::exception& failed) {
        failure_ = base::error_text(failed);
        tell_.failed(failure_);
    }
}

}  // namespace trawl::crawl
