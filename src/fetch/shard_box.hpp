#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "fetch/engine.hpp"
#include "fetch/frontier.hpp"
#include "fetch/recorder.hpp"
#include "trawl/async/event.hpp"

namespace trawl::fetch {

/// What a shard has for the run's loop.
struct shard_parcel {
    std::vector<report> ended;
    std::vector<job> returned;  ///< not begun, and not to be
    std::size_t taken = 0;      ///< jobs that have left the box for the engine
};

/// Stands before the engine of a shard for what the run has but once: the jobs come from it and the reports go to it, many at
/// a time.
///
/// Threads     The shard's only; but `in_flight`.
/// Lifetime    Its loop's pending handlers must not run after it.
class shard_box final : public frontier, public recorder {
public:
    /// `send` is called on the shard's thread.
    shard_box(async::executor loop, std::function<void(shard_parcel)> send);

    /// The engine whose requests in flight are told to others.
    void watch(const engine::counts& of) noexcept { counts_ = &of; }

    void put(std::vector<job> more);
    /// So many reports have been dealt with.
    void acknowledge(std::size_t reports);
    /// What is in the box and what comes from now on goes back.
    void give_back();
    /// No more will come.
    void close();
    [[nodiscard]] async::awaitable<void> closed() { return closed_.wait(); }

    [[nodiscard]] async::awaitable<std::optional<job>> next() override;
    [[nodiscard]] std::optional<job> try_next() override;
    /// Takes the whole of it.
    void settled(report& done) override;
    void finished(const report&) override {}  // `settled` has it
    /// Waits while the run's loop is behind with the reports; not once the jobs are given back.
    [[nodiscard]] async::awaitable<void> ready() override;

    /// On any thread.
    [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_.load(std::memory_order_relaxed); }

private:
    void tell_in_flight() noexcept;
    void send_soon();
    void send();

    async::executor loop_;
    std::function<void(shard_parcel)> send_;
    const engine::counts* counts_ = nullptr;
    std::deque<std::vector<job>> jobs_;  // none of them empty
    std::size_t next_ = 0;               // in the first of them
    shard_parcel parcel_;
    bool sends_soon_ = false;
    bool gives_back_ = false;
    std::size_t unacknowledged_ = 0;
    async::event has_jobs_;
    async::event acknowledged_;
    async::event closed_;
    std::atomic<std::size_t> in_flight_{0};
};

}  // namespace trawl::fetch
