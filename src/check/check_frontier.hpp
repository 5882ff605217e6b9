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
#include "batch/occurrence_counter.hpp"
#include "check/check_result.hpp"
#include "check/entry.hpp"
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
    /// How often everything is asked; nullopt: once, or until `repeat_for` is over.
    std::optional<std::uint64_t> repeat;
    /// Counted from the first `next`: no round begins later, and of those under way but the first nothing more is asked.
    std::optional<async::clock::duration> repeat_for;
    /// Of runs that are repeated: checks that were given out and have not ended, at most. Requires > 0.
    std::size_t most_under_way = 64;
    /// A check that is not asked has ended: what a recorder is told of it. Required.
    std::function<void(fetch::report& done)> on_skipped;

    frontier_settings() = default;
};

/// The checks of a run as jobs, each when what it needs has passed. A job's details are `check_details`; every report of
/// one ends with a `check_result` as its product, also if it was never asked. Jobs that come again in later rounds have
/// the numbers that they had in the first.
///
/// Each check ends once a round: its job settles, or it goes to `on_skipped`. Rounds do not wait for each other: the next one
/// begins when there is nothing more to give out; what a check needs, and what it gets from that, is of its own round.
///
/// Threads     Not thread-safe: all calls on the executor's one thread.
/// Limits      URLs are not held, but for a hash of 10 to 19 bytes, unless they are repeated. Captures and cookies
///             live until the last check that needs them was given out.
class check_frontier final : public fetch::frontier {
public:
    explicit check_frontier(frontier_settings settings);
    ~check_frontier() override;

    /// URLs come when all entries were given out or have ended.
    ///
    /// Errors      Throws `fetch::source_error` when the list cannot be read on.
    [[nodiscard]] async::awaitable<std::optional<fetch::job>> next() override;
    void settled(fetch::report& done) override;

    /// The run is over, whichever way: entries that were not asked because of that end as `not_run`, those that the last
    /// failures keep from being asked as `skipped`. URLs that were not read do not.
    void finish();

private:
    struct check_state;
    struct round;

    [[nodiscard]] bool is_repeated() const noexcept;
    [[nodiscard]] bool may_begin_round() const;
    [[nodiscard]] bool is_time_over() const;
    void begin_round();
    void drop_late_rounds();
    [[nodiscard]] std::optional<fetch::job> take_ready();
    [[nodiscard]] fetch::job make_job(round& of, std::size_t index);
    [[nodiscard]] fetch::job take_url(fetch::job from);
    [[nodiscard]] fetch::job url_job(std::size_t index, std::uint64_t round_number) const;
    [[nodiscard]] std::string name_of(const fetch::job& what);
    void pass(round& in, std::size_t index, const check_result& how, const fetch::report& done);
    void fail(round& in, std::size_t index, const std::string& why, bool is_not_run);
    void release_needs(round& in, std::size_t index);
    void end_if_done(std::uint64_t round_number);
    void tell(fetch::job what, std::size_t index, standing how, std::string why);
    void flush();

    frontier_settings settings_;
    std::vector<std::vector<std::uint32_t>> dependents_;  // by entry
    std::map<std::uint64_t, round> rounds_;               // under way
    std::uint64_t begun_ = 0;
    bool is_first_over_ = false;
    bool gave_any_ = false;  // in the newest round
    bool is_list_read_ = false;
    std::vector<fetch::job> url_jobs_;  // if they are repeated
    batch::occurrence_counter names_;
    std::size_t under_way_ = 0;
    std::optional<async::clock::time_point> began_;
    std::deque<fetch::report> untold_;  // ended without being asked
    async::event changed_;
};

}  // namespace trawl::check
