#include "unit/crawl/page_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::crawl {

namespace {

async::awaitable<void> attempt_once(page_fetcher& fetch, fetch::report& told, fetch::traffic& lane,
                                    fetch::attempt_result& result) {
    result = co_await fetch.attempt(told, lane);
}

}  // namespace

async::awaitable<void> open_lane::start_another(const http::url& where) {
    more_requests.push_back(where.href());
    co_return;
}

page_fixture::page_fixture() {
    session.max_redirects = 0;
}

void page_fixture::serve_html(const std::string& path, std::string html) {
    server.on(path, test::reply::ok(std::move(html), "text/html; charset=utf-8"));
}

std::shared_ptr<page> page_fixture::ask(std::string_view path) {
    return std::static_pointer_cast<page>(report_of(server.url(path)).product);
}

fetch::report page_fixture::report_of(std::string_view url) {
    fetch::job made(http::parse_url(url));
    made.details = std::make_shared<visit>(what);
    fetch::report told(std::move(made));
    test::run(attempt(told, 0));
    return told;
}

void page_fixture::ask_and_cancel(std::string_view path, std::uint64_t bytes) {
    fetch::job made(http::parse_url(server.url(path)));
    made.details = std::make_shared<visit>(what);
    fetch::report told(std::move(made));
    test::run(attempt(told, bytes));
}

async::awaitable<void> page_fixture::attempt(fetch::report& told, std::uint64_t cancel_at) {
    const auto here = co_await boost::asio::this_coro::executor;
    http::session http(here, session);
    files::writer disk(here);
    async::blocking_pool pool(1);
    std::optional<robots_keeper> keeper;
    if (robots) {
        keeper.emplace(http, *robots);
    }
    page_fetcher fetch(http, disk, pool, keeper ? &*keeper : nullptr, settings);
    async::task_group group(here);
    group.spawn(attempt_once(fetch, told, lane, last));
    while (cancel_at > 0 && fetch.bytes() < cancel_at) {
        co_await test::let_others_run();
    }
    if (cancel_at > 0) {
        group.cancel();
    }
    co_await group.join();
    http.close_idle();
}

std::vector<std::string> page_fixture::asked() const {
    std::vector<std::string> all;
    for (const auto& each : server.log()) {
        all.push_back(each.method + ' ' + each.target);
    }
    return all;
}

std::vector<std::string> page_fixture::files_left() const {
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder.path())) {
        names.push_back(each.path().lexically_relative(folder.path()).string());
    }
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> links_of(const page& what) {
    std::vector<std::string> all;
    for (const auto& each : what.links) {
        all.push_back(std::string(html::name(each.kind)) + ' ' + (each.target ? each.target->href() : each.raw));
    }
    return all;
}

}  // namespace trawl::crawl
