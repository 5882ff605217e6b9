#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "fetch/attempter.hpp"
#include "fetch/frontier.hpp"
#include "fetch/host_limits.hpp"
#include "fetch/host_pause.hpp"
#include "fetch/next_try.hpp"
#include "fetch/recorder.hpp"
#include "fetch/scheduler.hpp"
#include "http/retry.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/semaphore.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::fetch {

struct engine_options {
    /// Jobs in flight at a time. Requires > 0.
    std::size_t concurrency = 64;
    host_rules hosts;
    /// Requests started, of the whole run.
    std::optional<rate> requests;
    /// Of all bodies; nullopt: no limit.
    std::optional<std::uint64_t> bytes_per_second;
    http::retry_policy retries;
    /// Counted from the start of `run`: what has not ended by then ends as timed out.
    std::optional<async::clock::duration> deadline;
    /// Of the chance in the pauses before retries; nullopt: another one for each run.
    std::optional<std::uint32_t> seed;
    /// Else somebody calls `expire` when the deadline has come.
    bool watches_deadline = true;
    /// As the scheduler's.
    elsewhere* others = nullptr;
};

/// Takes jobs from a frontier and sees each of them through to one report, many at a time:
///
///     frontier -> scheduler -> (semaphore) -> fetcher -> recorder and frontier
///                     ^______________ again, after a pause
///
/// A job whose file is known to be enough is told as complete without being queued.
///
/// Cancelling  Cancelling `run` is `cancel`: every job that was taken in gets its report first.
/// Lifetime    Must outlive `run`.
/// Threads     Not thread-safe: all calls on the executor's one thread.
class engine {
public:
    engine(boost::asio::any_io_executor executor, attempter& fetch, frontier& source, recorder& told,
           engine_options options);

    /// Runs until the frontier has no more and every job has its report.
    ///
    /// Errors      What `frontier::next` threw, after every job that was taken in has its report.
    [[nodiscard]] async::awaitable<void> run();

    /// Takes no more jobs in. Those that have not started end as cancelled; those in flight go on.
    void stop();

    /// `stop`, and ends those in flight too.
    void cancel();

    /// `cancel`, as the run's deadline has come.
    void expire();

    /// For jobs of others, as the scheduler's.
    [[nodiscard]] async::awaitable<void> start_another(const http::url& where) {
        return scheduler_.start_another(where);
    }
    void pause(const http::url& answered, async::clock::duration wish) { scheduler_.pause(answered, wish); }

    struct counts {
        std::uint64_t taken = 0;  ///< from the frontier
        std::uint64_t finished = 0;
        std::size_t in_flight = 0;
        bool is_all_taken = false;      ///< whether `taken` is the number of all inputs
        bool is_deadline_over = false;  ///< whether the run was ended by its deadline
    };
    [[nodiscard]] const counts& progress() const noexcept { return counts_; }

    /// The hosts that asked us to wait, in the order of their first wish.
    [[nodiscard]] const std::vector<host_pause>& host_pauses() const noexcept { return scheduler_.pauses(); }

    /// The hosts that were given up for failures in a row (`host_limits::max_failures_in_a_row`), in that order.
    [[nodiscard]] const std::vector<std::string>& parked_hosts() const noexcept { return scheduler_.parked(); }

private:
    async::awaitable<void> take_in();
    async::awaitable<void> take_all();
    async::awaitable<void> dispatch();
    async::awaitable<void> end();
    async::awaitable<void> watch_deadline(async::clock::time_point when);
    void dispose(std::unique_ptr<task> what, const scheduler::slot& place);
    async::awaitable<void> work(std::unique_ptr<task> what, scheduler::slot place, async::semaphore::permit permit);
    void conclude(std::unique_ptr<task> what, attempt_result& result, const scheduler::slot& place);
    void put_off(std::unique_ptr<task> what, const attempt_result& result, const scheduler::slot& place);
    void tell_scheduler(const task& what, const attempt_result& result, const scheduler::slot& place);
    void note_health(const task& what, const outcome& how, const scheduler::slot& place);
    [[nodiscard]] std::optional<next_try> decide(task& what, const attempt_result& result);
    void try_again(std::unique_ptr<task> what, const attempt_result& result, const next_try& next);
    void count_error(const task& what, const outcome& how, const scheduler::slot& place);
    void finish(task& what, outcome how);
    void fail(std::exception_ptr why);

    attempter& fetch_;
    frontier& source_;
    recorder& told_;
    engine_options options_;
    scheduler scheduler_;
    async::semaphore permits_;
    counts counts_;
    bool stopping_ = false;
    async::clock::time_point deadline_ = async::clock::time_point::max();
    std::exception_ptr failure_;
    std::minstd_rand random_;
    async::task_group watchers_;
    async::task_group intake_;
    async::task_group jobs_;
};

}  // namespace trawl::fetch
