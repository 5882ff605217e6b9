#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <vector>

#include "fetch/engine.hpp"
#include "fetch/host_shares.hpp"
#include "fetch/shard.hpp"
#include "fetch/shard_means.hpp"

namespace trawl::fetch {

/// An `engine` whose jobs are fetched on several threads, each of which has hosts of its own:
///
///     frontier -> run's loop -> boxes -> shards, an engine each
///                     ^____ parcels ________|
///
/// The frontier and the recorder are used on the run's loop alone.
///
/// Cancelling, Lifetime, Threads   As the engine's.
/// Limits      A host's rates, delays and pauses hold also where redirects of other shards lead to it; but each shard counts its own connections to
///             it. Mirrors are where their target is, unless they were somewhere else before: then each counts its own requests, too. 4,096 jobs lie aside for shards that are full; then the frontier is
///             asked for no more until the full ones have taken some.
class sharded_engine {
public:
    /// `options` are those of the whole run, which may have no rates (`requests`, `bytes_per_second`). Requires 0 < count <=
    /// options.concurrency. Throws what `make` throws.
    sharded_engine(async::executor loop, std::size_t count, const make_shard_means& make, frontier& source,
                   recorder& told, engine_options options);
    ~sharded_engine();

    /// As `engine::run`; also throws what a shard failed with, and `std::system_error` if there are no more threads to be had.
    [[nodiscard]] async::awaitable<void> run();
    void stop();
    void cancel();

    [[nodiscard]] engine::counts progress() const noexcept;
    /// While it runs, of a moment ago, and only the bytes.
    [[nodiscard]] fetch_traffic traffic() const;
    /// Once it has run.
    [[nodiscard]] std::vector<host_pause> host_pauses() const;

private:
    struct link;

    async::awaitable<void> see_through();
    async::awaitable<void> end();
    async::awaitable<void> take_in();
    async::awaitable<void> take_all();
    async::awaitable<void> acknowledge();
    async::awaitable<void> watch_deadline(async::clock::time_point when);
    [[nodiscard]] shard::events events_of(std::size_t index);
    void hand_out(job what);
    void send(link& to);
    void send_soon();
    void take(link& from, shard_parcel what);
    void give_up(job what);
    void settle_here(job what, outcome how);
    void settle(report& done);
    void count_settled(link& of, std::size_t jobs);
    void fail(std::exception_ptr why);
    void look_whether_over();

    async::executor loop_;
    frontier& source_;
    recorder& told_;
    engine_options options_;
    host_shares hosts_;
    std::vector<std::unique_ptr<link>> links_;
    std::vector<std::size_t> loads_;  // by link: jobs handed out and not settled
    std::size_t aside_ = 0;
    engine::counts counts_;
    bool stopping_ = false;
    bool is_intake_over_ = false;
    bool sends_soon_ = false;
    bool is_running_ = false;
    std::exception_ptr failure_;
    async::event has_place_;
    async::event has_reports_;
    async::event is_over_;
    async::event are_ended_;
    async::task_group watchers_;
    async::task_group intake_;
};

}  // namespace trawl::fetch
