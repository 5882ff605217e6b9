#include "simulation/watched_run.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace trawl::simulation {

namespace asio = boost::asio;

namespace {

using std::chrono::seconds;

constexpr std::chrono::hours longest_run{24 * 10};

std::string path_of(const fetch::outcome& how) {
    if (const auto* done = std::get_if<fetch::fetched>(&how)) {
        return done->path;
    }
    if (const auto* there = std::get_if<fetch::already_complete>(&how)) {
        return there->path;
    }
    return {};
}

std::string text_of(const std::exception_ptr& failed) {
    try {
        if (failed) {
            std::rethrow_exception(failed);
        }
    } catch (const std::exception& why) {
        return why.what();
    }
    return {};
}

const char* why_not(virtual_loop::ended how) {
    switch (how) {
        case virtual_loop::ended::stuck:
            return "the run waits for what nobody will do\n";
        case virtual_loop::ended::restless:
            return "the run is busy without end at one instant\n";
        default:
            return "the run has not ended after days\n";
    }
}

void interrupt(async::timer& alarm, fetch::engine& engine, const interruption& cut,
               const std::function<void()>& at_cut) {
    alarm.expires_after(cut.after);
    alarm.async_wait([&alarm, &engine, cut, &at_cut](const boost::system::error_code& failed) {
        if (failed) {
            return;
        }
        if (at_cut) {
            at_cut();
        }
        if (cut.how == interruption::kind::cancel || cut.how == interruption::kind::kill) {
            engine.cancel();
            return;
        }
        engine.stop();
        if (cut.how == interruption::kind::stop_and_cancel) {
            interrupt(alarm, engine, {cut.after, interruption::kind::cancel, {}}, at_cut);
        }
    });
}

}  // namespace

async::awaitable<fetch::attempt_result> watched_attempter::attempt(fetch::report& told, fetch::traffic& lane) {
    ++now_;
    story_.most_in_flight = std::max(story_.most_in_flight, now_);
    const auto leave = [](std::size_t* count) { --*count; };
    const std::unique_ptr<std::size_t, decltype(leave)> stay(&now_, leave);
    auto trying = behind_.attempt(told, lane);
    co_return co_await std::move(trying);
}

void kept_jobs::finished(const fetch::report& done) {
    told_job made;
    made.number = done.what.number;
    made.url = done.what.input;
    made.outcome = fetch::name(done.how);
    made.path = path_of(done.how);
    made.status = done.reply ? done.reply->status : 0;
    made.tries_before = done.attempts.size();
    if (const auto* failed = std::get_if<fetch::network_failure>(&done.how)) {
        made.failure = failed->why;
    }
    if (const auto* left = std::get_if<fetch::skipped>(&done.how)) {
        made.is_parked = left->why.code == http::errc::unreachable;
    }
    log_.add(time_.now(), made.url + " is " + made.outcome + " after " + std::to_string(made.tries_before) +
                              (made.failure ? ": " + http::message(*made.failure) : ""));
    story_.told.push_back(std::move(made));
}

http::session_options session_options_of(const fetch::engine_options& engine) {
    http::session_options options;
    // A request never waits for a connection, so that it begins when it is let start.
    options.max_connections_per_host = engine.concurrency;
    options.timeouts.connect = seconds(5);
    options.timeouts.first_byte = seconds(60);
    options.timeouts.idle = seconds(10);
    return options;
}

void see_through(virtual_loop& time, async::awaitable<void> work, fetch::engine& engine, http::session& session,
                 const interruption* cut, const event_log& log, run_story& into, const std::function<void()>& at_cut) {
    bool is_over = false;
    asio::co_spawn(time.executor(), std::move(work), [&](const std::exception_ptr& failed) {
        is_over = true;
        into.failure += text_of(failed);
    });
    async::timer alarm(time.executor());
    if (cut != nullptr) {
        interrupt(alarm, engine, *cut, at_cut);
    }
    const duration began = time.now();
    const auto ended = time.run_until([&is_over] { return is_over; }, began + longest_run);
    if (ended != virtual_loop::ended::as_wanted) {
        // What waits cannot be taken apart.
        std::cerr << log.text() << why_not(ended);
        std::abort();
    }
    into.took = time.now() - began;
    alarm.cancel();
    session.close_idle();
    (void)time.settle();
    into.connections_left = session.statistics().connections_open;
    into.counts = engine.progress();
}

}  // namespace trawl::simulation
