#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "batch/list_frontier.hpp"
#include "check/check_result.hpp"
#include "check/check_round.hpp"
#include "check/entry.hpp"
#include "check/url_names.hpp"
#include "fetch/frontier.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/async/event.hpp"

namespace trawl::check {

/// What a run's jobs are made from.
struct frontier_settings {
    /// In their order, each behind what it needs.
    std::vector<std::shared_ptr<const entry>> entries;
    /// URLs of the command line and of a list, without names of files: their numbers follow those of the entries. Null:
    /// none.
    std::unique_ptr<batch::list_frontier> urls;
    /// What is asked of each of them. Requires one if there are URLs.
    std::shared_ptr<const entry> of_urls;
    /// Where those stand that have a line; empty: as `of_urls`.
    std::string list_name;
    /// How often everything is asked; nullopt: once, or until `repeat_for` is over.
    std::optional<std::uint64_t> repeat;
    /// Counted from the first `next`: no round begins later, and of those under way but the first nothing more is asked.
    std::optional<async::clock::duration> repeat_for;
    /// Of runs that are repeated: checks that were given out and have not ended, at most: the engine's concurrency. With 1,
    /// a round begins when the one before has ended. Requires > 0.
    std::size_t most_under_way = 64;
    /// How many of these are being asked right now. Of the others few are given out ahead then, so that little is left
    /// when time is over, however slow a rate. Null: nobody knows.
    std::function<std::size_t()> in_flight;
    /// A check that is not asked has ended: what a recorder is told of it. Required.
    std::function<void(fetch::report& done)> on_skipped;

    frontier_settings() = default;
};

/// The checks of a run as jobs, each when what it needs has passed. A job's details are `check_details`; every report of
/// one ends with a `check_result` as its product, also if it was never asked. Jobs that come again in later rounds have
/// the numbers that they had in the first.
///
/// Each check ends once a round: its job settles, or it goes to `on_skipped`. Of later rounds that is not told of what an
/// entry says itself to skip, nor of what the end of the run leaves unasked. Rounds do not wait for each other: the next one
/// begins when there is nothing more to give out; what a check needs, and what it gets from that, is of its own round.
///
/// Threads     Not thread-safe: all calls on the executor's one thread.
/// Limits      URLs are not held, but for a hash of 10 to 19 bytes, unless they are repeated. Captures and cookies
///             live until the last check that needs them was given out.
class check_frontier final : public fetch::frontier {
public:
    explicit check_frontier(frontier_settings settings);

    /// URLs come when all entries were given out or have ended.
    ///
    /// Errors      Throws `fetch::source_error` when the list cannot be read on.
    [[nodiscard]] async::awaitable<std::optional<fetch::job>> next() override;
    void settled(fetch::report& done) override;

    /// The run is over, whichever way: entries that were not asked because of that end as `not_run`, those that the last
    /// failures keep from being asked as `skipped`. URLs that were not read do not.
    void finish();

private:
    struct job_place;
    /// A round that is under way: what is left of it, and what was given out.
    struct round {
        std::uint64_t number;
        check_round checks;
        std::size_t next_url = 0;  // of those that are repeated
        std::size_t under_way = 0;

        round(std::uint64_t which, const need_graph& needs) : number(which), checks(needs) {}
    };

    [[nodiscard]] bool is_repeated() const noexcept;
    [[nodiscard]] bool has_room() const;
    [[nodiscard]] bool is_far_ahead() const;
    async::awaitable<void> let_start();
    async::awaitable<void> wait();
    [[nodiscard]] bool is_time_over() const;
    [[nodiscard]] bool may_read_list() const;
    [[nodiscard]] bool may_begin_round() const;
    void begin_round();
    void drop_late_rounds();
    [[nodiscard]] std::optional<async::clock::time_point> end_of(const round& which) const;
    void end_if_over(std::uint64_t number);

    [[nodiscard]] std::optional<fetch::job> take_ready();
    [[nodiscard]] fetch::job take_check(round& from, std::size_t index);
    [[nodiscard]] fetch::job take_url(fetch::job from);
    [[nodiscard]] fetch::job take_url_again(round& from);
    [[nodiscard]] fetch::job give(fetch::job what, round& in);

    void settle_check(round& in, const fetch::report& done);
    void leave_out_those_behind(round& in, std::size_t index, standing how);
    [[nodiscard]] fetch::job unasked_job(std::size_t index) const;
    void tell();

    frontier_settings settings_;
    need_graph needs_;
    std::shared_ptr<const entry> of_list_;
    std::map<std::uint64_t, round> rounds_;  // those that are not over
    std::uint64_t begun_ = 0;
    bool has_asked_ = false;  // in the newest round
    bool is_list_read_;
    url_names names_;
    std::vector<fetch::job> url_jobs_;  // if they are repeated
    std::size_t under_way_ = 0;
    std::optional<async::clock::time_point> began_;
    std::deque<fetch::report> untold_;  // of checks that ended without being asked
    async::event changed_;
};

}  // namespace trawl::check
