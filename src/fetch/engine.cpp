#include "fetch/engine.hpp"

#include <algorithm>
#include <chrono>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"
#include "fetch/engine_texts.hpp"
#include "fetch/verdict.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::fetch {

namespace asio = boost::asio;

namespace {

/// Of one that does not say how long: so that asking again and again does not fill the loop.
constexpr std::chrono::milliseconds pause_of_put_off{100};

scheduler_options hosts_of(const engine_options& options) {
    scheduler_options limits;
    limits.hosts = options.hosts;
    limits.requests = options.requests;
    limits.bytes_per_second = options.bytes_per_second;
    // As many as may be in flight, and as many again to choose from.
    limits.window = std::max(limits.window, 2 * options.concurrency);
    limits.others = options.others;
    return limits;
}

}  // namespace

engine::engine(asio::any_io_executor executor, attempter& fetch, frontier& source, recorder& told,
               engine_options options)
    : fetch_(fetch),
      source_(source),
      told_(told),
      options_(options),
      scheduler_(executor, hosts_of(options)),
      permits_(options.concurrency),
      random_(options.seed ? *options.seed : std::random_device{}()),
      watchers_(executor),
      intake_(executor),
      jobs_(executor) {
}

async::awaitable<void> engine::run() {
    if (stopping_) {
        scheduler_.close();
    } else {
        intake_.spawn(take_in());
    }
    if (options_.deadline) {
        deadline_ = async::clock::now() + *options_.deadline;
        if (options_.watches_deadline) {
            watchers_.spawn(watch_deadline(deadline_));
        }
    }
    co_await async::with_cleanup(dispatch(), end());
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

void engine::stop() {
    if (!stopping_) {
        stopping_ = true;
        intake_.cancel();
        scheduler_.hurry();
    }
}

void engine::cancel() {
    stop();
    jobs_.cancel();
}

void engine::expire() {
    counts_.is_deadline_over = true;
    cancel();
}

// Whatever was not seen through, because `run` was cancelled, ends here.
async::awaitable<void> engine::end() {
    cancel();
    co_await dispatch();
    co_await jobs_.join();
    co_await intake_.join();
    co_await watchers_.cancel_and_join();
}

async::awaitable<void> engine::watch_deadline(async::clock::time_point when) {
    const auto here = co_await asio::this_coro::executor;
    async::timer waiting(here, when);
    co_await waiting.async_wait(asio::use_awaitable);
    tell_deadline(*options_.deadline);
    expire();
}

async::awaitable<void> engine::take_in() {
    try {
        co_await take_all();
        counts_.is_all_taken = true;
    } catch (...) {
        if (!async::is_cancelled(std::current_exception())) {
            failure_ = failure_ ? failure_ : std::current_exception();
        }
    }
    scheduler_.close();
    if (failure_) {
        co_await asio::this_coro::throw_if_cancelled(false);  // as in `work`
    }
}

async::awaitable<void> engine::take_all() {
    while (true) {
        if (!scheduler_.has_room()) {
            co_await scheduler_.room();
        }
        std::optional<job> given;
        if (!stopping_) {
            given = source_.try_next();
        }
        if (!given) {  // when stopped, this throws
            given = co_await source_.next();
            if (!given) {
                co_return;
            }
        }
        ++counts_.taken;
        auto what = std::make_unique<task>(std::move(*given));
        const auto& known = what->told.what.known;
        if (what->told.what.target && !(known && known->is_enough)) {
            scheduler_.add(std::move(what));
            continue;
        }
        if (what->told.what.target) {
            finish(*what, already_complete{fetch_.path_of(what->told.what), known->sha256});
        } else {
            finish(*what, skipped{what->told.what.target.error()});
        }
        co_await told_.ready();
        co_await asio::post(asio::use_awaitable);  // input that needs no waiting must not hold the loop
    }
}

async::awaitable<void> engine::dispatch() {
    while (true) {
        async::semaphore::permit permit;
        if (!stopping_) {
            co_await told_.ready();
            if (auto free = permits_.try_acquire()) {
                permit = std::move(*free);
            } else {
                permit = co_await permits_.acquire();
            }
        }
        auto next = scheduler_.try_next();
        if (!next) {
            auto waited = co_await scheduler_.next();
            if (!waited) {
                co_return;
            }
            next.emplace(std::move(*waited));
        }
        if (stopping_) {
            finish(*next->what, cancelled{});
            scheduler_.settle();
        } else if (next->place.is_given_up()) {
            dispose(std::move(next->what), next->place);
        } else {
            jobs_.spawn(work(std::move(next->what), std::move(next->place), std::move(permit)));
        }
    }
}

async::awaitable<void> engine::work(std::unique_ptr<task> what, scheduler::slot place,
                                    async::semaphore::permit permit) {
    const auto now = async::clock::now();
    what->attempt_began = now;
    if (!what->began) {
        what->began = now;
        what->told.started = std::chrono::system_clock::now();
        what->told.queued = now - what->added;
    }
    ++counts_.in_flight;
    std::exception_ptr broken;
    attempt_result result;
    try {
        result = co_await fetch_.attempt(what->told, place.lane());
    } catch (...) {
        broken = std::current_exception();
    }
    --counts_.in_flight;
    conclude(std::move(what), result, place);
    if (broken && !async::is_cancelled(broken)) {
        fail(broken);
    }
    if (failure_) {
        // The task may have cancelled itself: Asio would lose one that has never been suspended.
        co_await asio::this_coro::throw_if_cancelled(false);
    }
}

// Its host has failed too often to be asked.
void engine::dispose(std::unique_ptr<task> what, const scheduler::slot& place) {
    if (const auto other = next_place_without(*what)) {
        what->told.place = *other;
        scheduler_.add_again(std::move(what), async::clock::duration::zero());
        return;
    }
    finish(*what, skipped{http::error(http::errc::unreachable, http::phase::queue, {},
                                      std::string(what->place().host_field()) + " was " + place.why_given_up())});
    scheduler_.settle();
}

void engine::conclude(std::unique_ptr<task> what, attempt_result& result, const scheduler::slot& place) {
    if (result.is_put_off && !stopping_) {
        put_off(std::move(what), result, place);
        return;
    }
    tell_scheduler(*what, result, place);
    const auto next = decide(*what, result);
    if (!next || next->place != what->told.place) {
        count_error(*what, result.how, place);
    }
    if (next) {
        try_again(std::move(what), result, *next);
        return;
    }
    finish(*what, std::move(result.how));
    scheduler_.settle();
}

// Nothing was asked: what counts attempts must not see it.
void engine::put_off(std::unique_ptr<task> what, const attempt_result& result, const scheduler::slot& place) {
    what->told.reply.reset();
    what->told.product.reset();
    what->told.trace = {};
    if (what->told.attempts.empty()) {
        what->began.reset();
    }
    if (result.host_pause) {
        scheduler_.hold(place, *result.host_pause);
        scheduler_.put_back(std::move(what), place);
    } else {
        scheduler_.add_again(std::move(what), pause_of_put_off);
    }
}

std::optional<next_try> engine::decide(task& what, const attempt_result& result) {
    if (stopping_ || (is_success(result.how) && !result.again_after)) {
        return std::nullopt;
    }
    const auto now = async::clock::now();
    if (result.again_after) {
        const next_try same{what.told.place, *result.again_after};
        return same.pause < deadline_ - now ? std::optional(same) : std::nullopt;
    }
    const double share = std::generate_canonical<double, 32>(random_);
    const auto* details = what.told.what.details.get();
    const std::string& method = details != nullptr && !details->method.empty() ? details->method : fetch_.method();
    const auto next = decide_next_try(what, result, {options_.retries, method, now, share});
    if (!next && result.host_pause > options_.retries.max_retry_after) {
        tell_too_long(what, *result.host_pause, options_.retries.max_retry_after);
    }
    return next && next->pause < deadline_ - now ? next : std::nullopt;
}

void engine::try_again(std::unique_ptr<task> what, const attempt_result& result, const next_try& next) {
    const auto* failure = std::get_if<network_failure>(&result.how);
    what->told.attempts.push_back({what->told.reply ? what->told.reply->status : 0,
                                   failure != nullptr ? std::optional(failure->why) : std::nullopt,
                                   async::clock::now() - what->attempt_began, next.pause,
                                   std::holds_alternative<checksum_mismatch>(result.how)});
    if (base::is_logged(base::log_level::info)) {
        base::log(base::log_level::info, retry_text(*what, next));
    }
    what->told.reply.reset();
    what->told.trace = {};
    what->told.place = next.place;
    scheduler_.add_again(std::move(what), next.pause);
}

void engine::finish(task& what, outcome how) {
    const auto now = async::clock::now();
    if (!what.began) {
        what.began = now;
        what.told.started = std::chrono::system_clock::now();
        what.told.queued = now - what.added;
    }
    if (counts_.is_deadline_over && std::holds_alternative<cancelled>(how)) {
        how = network_failure{http::error(http::errc::timed_out, phase_of(what.told), {}, deadline_came_first)};
    }
    what.told.how = std::move(how);
    what.told.took = now - *what.began;
    ++counts_.finished;
    try {
        source_.settled(what.told);
        told_.finished(what.told);
    } catch (...) {
        fail(std::current_exception());
    }
}

// The run ends with the first of them; what is in flight is given up.
void engine::fail(std::exception_ptr why) {
    failure_ = failure_ ? failure_ : std::move(why);
    cancel();
}

}  // namespace trawl::fetch
