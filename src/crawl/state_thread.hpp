#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "crawl/page_output.hpp"
#include "crawl/state_change.hpp"
#include "crawl/state_weight.hpp"
#include "crawl/state_writer.hpp"
#include "files/folder.hpp"

namespace trawl::crawl {

/// The thread that a `state_writer` works on: it takes changes in their order, and commits when they are due.
///
/// Threads     The loop's; what says so, on the thread itself.
class state_thread {
public:
    /// Called on the thread.
    struct handlers {
        std::function<void(const std::string& why)> failed;  ///< once
        std::function<void()> has_room;                      ///< some time after an `add` that gave false
    };
    using task = std::function<void(state_writer&)>;

    /// As the constructor of `state`.
    state_thread(const files::folder& where, std::vector<std::unique_ptr<page_output>> outputs, handlers tell);
    ~state_thread() { (void)close(); }
    state_thread(const state_thread&) = delete;
    state_thread& operator=(const state_thread&) = delete;

    /// False: now more waits than should.
    bool add(state_change what);
    /// Does it behind all that was added before.
    void call(task what);

    /// Commits what is waiting, and gives what went wrong; empty: nothing. Nothing may be added after that.
    std::string close();

    /// Uses the database here, between what the thread does.
    template <class F>
    auto with_store(F work) {
        const std::lock_guard lock(writer_mutex_);
        return work(writer_.store());
    }

    // On the thread.

    /// Throws the `state_error` that ended its work, if one did.
    void check() const;
    /// Does work that nothing can follow if it fails.
    void attempt(const std::function<void()>& work);

private:
    void start();
    void run();
    void wait(std::unique_lock<std::mutex>& lock);
    void write(bool is_last);

    std::mutex writer_mutex_;
    state_writer writer_;
    const handlers tell_;
    // Of the thread.
    std::vector<state_change> writing_;
    std::deque<task> calling_;
    std::string failure_;
    bool has_begun_ = false;
    std::chrono::steady_clock::time_point due_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<state_change> waiting_;
    std::deque<task> calls_;
    state_weight waiting_weight_;
    state_weight held_;  // waiting, and being written
    bool is_asleep_ = false;
    bool is_woken_ = false;
    bool is_to_tell_of_room_ = false;
    bool is_closing_ = false;
    std::thread thread_;
};

}  // namespace trawl::crawl
