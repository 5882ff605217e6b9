#include "fetch/engine.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/duration_text.hpp"
#include "base/log.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::fetch {

namespace asio = boost::asio;

namespace {

bool may_pass(const attempt_result& result, const report& told, const http::retry_classes& on) {
    if (result.is_final) {
        return false;
    }
    if (const auto* failure = std::get_if<network_failure>(&result.how)) {
        return on.covers(failure->why.code);
    }
    return std::holds_alternative<http_error>(result.how) && told.reply && on.covers(told.reply->status);
}

std::string retry_text(const task& what, async::clock::duration pause) {
    const attempt& last = what.told.attempts.back();
    return what.told.what.target->redacted() + ": " +
           (last.failure ? http::message(*last.failure) : "HTTP " + std::to_string(last.status)) + "; again in " +
           base::to_text(pause);
}

scheduler_options hosts_of(const engine_options& options) {
    scheduler_options limits;
    limits.hosts = options.hosts;
    limits.requests = options.requests;
    limits.bytes_per_second = options.bytes_per_second;
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
      intake_(executor),
      jobs_(executor) {
}

async::awaitable<void> engine::run() {
    if (stopping_) {
        scheduler_.close();
    } else {
        intake_.spawn(take_in());
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

// Whatever was not seen through, because `run` was cancelled, ends here.
async::awaitable<void> engine::end() {
    cancel();
    co_await dispatch();
    co_await jobs_.join();
    co_await intake_.join();
}

async::awaitable<void> engine::take_in() {
    try {
        co_await take_all();
        counts_.is_all_taken = true;
    } catch (...) {
        if (!async::is_cancelled(std::current_exception())) {
            failure_ = std::current_exception();
        }
    }
    scheduler_.close();
}

async::awaitable<void> engine::take_all() {
    while (true) {
        co_await scheduler_.room();
        auto given = co_await source_.next();
        if (!given) {
            co_return;
        }
        ++counts_.taken;
        auto what = std::make_unique<task>(std::move(*given));
        if (what->told.what.target) {
            scheduler_.add(std::move(what));
        } else {
            finish(*what, skipped{what->told.what.target.error()});
            co_await told_.ready();
            co_await asio::post(asio::use_awaitable);  // input that needs no waiting must not hold the loop
        }
    }
}

async::awaitable<void> engine::dispatch() {
    while (true) {
        async::semaphore::permit permit;
        if (!stopping_) {
            co_await told_.ready();
            permit = co_await permits_.acquire();
        }
        auto next = co_await scheduler_.next();
        if (!next) {
            co_return;
        }
        if (stopping_) {
            finish(*next->what, cancelled{});
            scheduler_.settle();
        } else {
            jobs_.spawn(work(std::move(next->what), std::move(next->place), std::move(permit)));
        }
    }
}

async::awaitable<void> engine::work(std::unique_ptr<task> what, scheduler::slot place,
                                    async::semaphore::permit permit) {
    const auto now = async::clock::now();
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
    conclude(std::move(what), std::move(result));
    if (broken && !async::is_cancelled(broken)) {
        failure_ = failure_ ? failure_ : broken;
        cancel();
    }
}

void engine::conclude(std::unique_ptr<task> what, attempt_result result) {
    if (const auto pause = pause_before_retry(*what, result)) {
        const auto* failure = std::get_if<network_failure>(&result.how);
        what->told.attempts.push_back({what->told.reply ? what->told.reply->status : 0,
                                       failure != nullptr ? std::optional(failure->why) : std::nullopt,
                                       what->told.trace.took.total, *pause});
        if (base::is_logged(base::log_level::info)) {
            base::log(base::log_level::info, retry_text(*what, *pause));
        }
        what->told.reply.reset();
        what->told.trace = {};
        scheduler_.add_again(std::move(what), *pause);
        return;
    }
    finish(*what, std::move(result.how));
    scheduler_.settle();
}

std::optional<async::clock::duration> engine::pause_before_retry(const task& what, const attempt_result& result) {
    if (stopping_ || !may_pass(result, what.told, options_.retries.on)) {
        return std::nullopt;
    }
    if (result.host_pause && *result.host_pause > options_.retries.max_retry_after) {
        base::log(base::log_level::warn, what.told.what.target->redacted() +
                                             ": not tried again, the server asks to wait " +
                                             base::to_text(*result.host_pause) + " (at most " +
                                             base::to_text(options_.retries.max_retry_after) + " is waited for)");
    }
    const double share = std::generate_canonical<double, 32>(random_);
    return http::pause_before_retry(options_.retries, static_cast<unsigned>(what.told.attempts.size()), fetch_.method(),
                                    result.host_pause, share);
}

void engine::finish(task& what, outcome how) {
    const auto now = async::clock::now();
    if (!what.began) {
        what.began = now;
        what.told.started = std::chrono::system_clock::now();
        what.told.queued = now - what.added;
    }
    what.told.how = std::move(how);
    what.told.took = now - *what.began;
    ++counts_.finished;
    source_.settled(what.told);
    told_.finished(what.told);
}

}  // namespace trawl::fetch
