#include "unit/check/check_fixture.hpp"

#include <utility>

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::check {

namespace {

async::awaitable<void> attempt_once(check_fetcher& fetch, fetch::report& told, fetch::traffic& lane,
                                    fetch::attempt_result& result) {
    result = co_await fetch.attempt(told, lane);
}

async::awaitable<void> sleep_for(async::clock::duration time) {
    const auto here = co_await boost::asio::this_coro::executor;
    async::timer waiting(here, async::clock::now() + time);
    co_await waiting.async_wait(boost::asio::use_awaitable);
}

}  // namespace

async::awaitable<void> test_lane::pass(std::uint64_t bytes) {
    passed += bytes;
    co_return co_await sleep_for(wait);
}

async::awaitable<void> test_lane::start_another(const http::url& where) {
    more_requests.push_back(where.href());
    co_await sleep_for(wait);
}

check_fixture::check_fixture() {
    session.accept_codings = true;
    of.name = "the check";
}

void check_fixture::expect(const std::string& text, std::uint32_t line) {
    auto parsed = expect::expectation::parse(text);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().what;
    placed_expectation one{std::move(*parsed), {}};
    one.where.line = line;
    of.wants |= one.what.wants();
    of.expectations.push_back(std::move(one));
}

void check_fixture::capture(const std::string& name, const std::string& text) {
    auto parsed = expect::capture::parse(text);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().what;
    of.wants |= parsed->wants();
    of.captures.push_back({name, std::move(*parsed), {}});
}

void check_fixture::with_field(const std::string& name, const std::string& value) {
    of.fields.emplace_back(name, *expect::template_text::parse(value));
}

std::shared_ptr<check_result> check_fixture::ask(std::string_view path) {
    return ask_url(server.url(path));
}

fetch::job check_fixture::job_of(std::string_view url) {
    fetch::job made(http::parse_url(url));
    auto about = std::make_shared<check_details>(details);
    about->of = std::make_shared<entry>(of);
    about->name = of.name;
    made.details = std::move(about);
    return made;
}

std::shared_ptr<check_result> check_fixture::ask_url(std::string_view url) {
    fetch::report told(job_of(url));
    test::run(attempt(told, 0), std::chrono::seconds(60));
    return std::static_pointer_cast<check_result>(told.product);
}

fetch::report check_fixture::ask_and_cancel(std::string_view path, std::size_t requests) {
    fetch::report told(job_of(server.url(path)));
    test::run(attempt(told, requests), std::chrono::seconds(60));
    return told;
}

async::awaitable<void> check_fixture::attempt(fetch::report& told, std::size_t cancel_at) {
    const auto here = co_await boost::asio::this_coro::executor;
    http::session http(here, session);
    async::blocking_pool pool(1);
    settings.limits = session.timeouts;
    check_fetcher fetch(http, pool, settings);
    if (waited_before > async::clock::duration::zero()) {
        co_await sleep_for(waited_before);
    }
    if (cancel_at == 0) {
        co_await try_until_ended(fetch, told);
    } else {
        async::task_group group(here);
        group.spawn(attempt_once(fetch, told, lane, last));
        while (server.requests() < cancel_at) {
            co_await sleep_for(std::chrono::milliseconds(1));
        }
        co_await group.cancel_and_join();
    }
    trace = told.trace;
    bytes = fetch.bytes();
    http.close_idle();
}

async::awaitable<void> check_fixture::try_until_ended(check_fetcher& fetch, fetch::report& told) {
    for (;;) {
        last = co_await fetch.attempt(told, lane);
        if (!last.again_after) {
            EXPECT_TRUE(last.is_final);
            co_return;
        }
        pauses.push_back(*last.again_after);
        told.reply.reset();
        told.trace = {};
    }
}

std::string told(const check_result& how) {
    std::string text(name(how.stands));
    return how.message.empty() ? text : text + ": " + how.message;
}

std::vector<std::string> told_each(const check_result& how) {
    std::vector<std::string> all;
    for (const auto& each : how.expectations) {
        const std::string end = !each.was_looked_at ? "not looked at" : each.holds ? "holds" : each.message;
        all.push_back(each.text + ": " + end);
    }
    return all;
}

}  // namespace trawl::check
