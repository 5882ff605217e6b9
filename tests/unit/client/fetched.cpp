#include "unit/client/fetched.hpp"

#include <chrono>
#include <span>
#include <vector>

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "support/run_coroutine.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::test {

http::request get(std::string_view url) {
    return http::request(http::parse_url(url).value());
}

http::request request_of(std::string method, std::string_view url, std::optional<std::string> body) {
    http::request made = get(url);
    made.method = std::move(method);
    if (body) {
        made.body = std::make_shared<const std::string>(std::move(*body));
    }
    return made;
}

async::awaitable<fetched> fetch(http::session& session, http::request what, std::size_t piece) {
    fetched all;
    http::result<http::response> reply = co_await session.send(std::move(what), &all.trace);
    if (!reply) {
        all.failure = reply.error();
        co_return all;
    }
    all.status = reply->status();
    all.fields = reply->fields();
    all.where = reply->where().href();
    std::vector<char> buffer(piece);
    for (;;) {
        const http::result<std::size_t> read = co_await reply->read_some(std::span(buffer));
        if (!read) {
            all.failure = read.error();
            break;
        }
        if (*read == 0) {
            break;
        }
        all.body.append(buffer.data(), *read);
    }
    all.trailers = reply->trailers();
    all.wire_bytes = reply->wire_bytes();
    all.trace = reply->trace();
    co_return all;
}

namespace {

async::awaitable<fetched> fetch_with(http::request what, http::session_options options, std::size_t piece) {
    const auto executor = co_await boost::asio::this_coro::executor;
    http::session session(executor, std::move(options));
    co_return co_await fetch(session, std::move(what), piece);
}

}  // namespace

fetched fetch_alone(http::request what, http::session_options options, std::size_t piece) {
    return run(fetch_with(std::move(what), std::move(options), piece));
}

async::awaitable<void> until(std::function<bool()> is_so) {
    async::timer again(co_await boost::asio::this_coro::executor);
    while (!is_so()) {
        again.expires_after(std::chrono::milliseconds(1));
        co_await again.async_wait(boost::asio::use_awaitable);
    }
}

}  // namespace trawl::test
