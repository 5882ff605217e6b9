#include "unit/fetch/fetcher_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "support/run_coroutine.hpp"

namespace trawl::fetch {

namespace {

async::awaitable<void> attempt_once(fetcher& fetch, report& told, traffic& lane, attempt_result& result) {
    result = co_await fetch.attempt(told, lane);
}

}  // namespace

async::awaitable<void> open_road::start_another(const http::url& /*where*/) {
    ++more_requests;
    co_return;
}

fetcher_fixture::fetcher_fixture() : what(http::parse_url(server.url("/file"))) {
    what.name = "file";
}

report fetcher_fixture::fetch(int attempts) {
    report told(what);
    told.place = first_place;
    test::run(attempt(told, attempts, 0));
    return told;
}

void fetcher_fixture::fetch_and_cancel(std::uint64_t bytes) {
    report told(what);
    test::run(attempt(told, 1, bytes));
}

destination fetcher_fixture::place() const {
    if (!output) {
        return destination(files::folder::open_or_create(folder.path().string()).value());
    }
    return *output == nullptr ? destination() : destination(files::direct_target{*output});
}

std::shared_ptr<test::gate> fetcher_fixture::after(std::uint64_t bytes) {
    return gates_.emplace_back(bytes, std::make_shared<test::gate>()).second;
}

async::awaitable<void> fetcher_fixture::watch(fetcher& fetch, async::task_group& group, std::uint64_t cancel_at) {
    while (group.size() > 0 && (cancel_at > 0 || !gates_.empty())) {
        co_await boost::asio::post(boost::asio::use_awaitable);
        std::erase_if(gates_, [&fetch](const auto& each) {
            if (fetch.bytes() < each.first) {
                return false;
            }
            each.second->open();
            return true;
        });
        if (cancel_at > 0 && fetch.bytes() >= cancel_at) {
            group.cancel();
            break;
        }
    }
}

async::awaitable<void> fetcher_fixture::attempt(report& told, int attempts, std::uint64_t cancel_at) {
    const auto here = co_await boost::asio::this_coro::executor;
    http::session http(here, session);
    files::writer disk(here);
    fetcher fetch(http, disk, place(), settings);
    for (int i = 0; i < attempts; ++i) {
        told.reply.reset();
        async::task_group group(here);
        group.spawn(attempt_once(fetch, told, lane, last));
        co_await watch(fetch, group, cancel_at);
        co_await group.join();
        told.how = last.how;
        if (is_success(told.how) || last.is_final) {
            break;
        }
    }
    http.close_idle();
}

void fetcher_fixture::serve(std::function<test::script(const test::received_request&, std::size_t n)> how) {
    server.on("/file",
              [how = std::move(how)](const test::received_request& asked) { return how(asked, asked.number); });
}

std::vector<std::string> fetcher_fixture::files_left() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> fetcher_fixture::asked(std::string_view field) const {
    std::vector<std::string> values;
    for (const auto& request : server.log()) {
        values.push_back(request.field(field));
    }
    return values;
}

job_details& fetcher_fixture::details() {
    auto own = std::make_shared<job_details>(what.details ? *what.details : job_details());
    job_details& given = *own;
    what.details = std::move(own);
    return given;
}

}  // namespace trawl::fetch
