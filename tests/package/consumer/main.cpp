#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <trawl/async/gather.hpp>
#include <trawl/http/session.hpp>

trawl::async::awaitable<std::string> fetch(trawl::http::session& session, std::string url) {
    auto reply = co_await session.send(trawl::http::request{*trawl::http::parse_url(url)});
    co_return url + ": " + (reply ? std::to_string(reply->status()) : message(reply.error())) + "\n";
}

trawl::async::awaitable<void> fetch_both(trawl::http::session& session) {
    auto [a, b] =
        co_await trawl::async::gather(fetch(session, "http://127.0.0.1:1/a"), fetch(session, "https://127.0.0.1:1/b"));
    std::cout << a << b;
}

int main() {
    boost::asio::io_context loop{1};
    trawl::http::session session{loop.get_executor(), {}};
    boost::asio::co_spawn(loop, fetch_both(session), [](std::exception_ptr failure) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    });
    loop.run();
}
