// Fetches each URL within a limit; what goes wrong is printed and stops nothing.
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include <boost/system/system_error.hpp>

#include "run.hpp"
#include "trawl/async/gather.hpp"
#include "trawl/async/with_timeout.hpp"
#include "trawl/http/session.hpp"

using namespace std::chrono_literals;
using trawl::async::awaitable;

awaitable<std::string> fetch(trawl::http::session& session, std::string address) {
    const auto where = trawl::http::parse_typed_url(address);
    if (!where) {
        co_return message(where.error());
    }
    trawl::http::request wanted(*where);
    auto reply = co_await session.send(std::move(wanted));
    if (!reply) {
        co_return message(reply.error());
    }
    const auto body = co_await reply->text();
    co_return body ? std::to_string(reply->status()) + ", " + std::to_string(body->size()) + " bytes"
                   : message(body.error());
}

awaitable<std::string> safe_fetch(trawl::http::session& session, std::string address) {
    try {
        co_return co_await trawl::async::with_timeout(fetch(session, address), 1s);
    } catch (const boost::system::system_error& error) {
        if (error.code() != trawl::async::async_errc::timed_out) {
            throw;
        }
    }
    co_return "gave up after 1 s";
}

awaitable<void> program(std::vector<std::string> addresses) {
    trawl::http::session_options options;
    trawl::http::session session(co_await boost::asio::this_coro::executor, options);
    std::vector<awaitable<std::string>> fetches;
    for (const auto& address : addresses) {
        fetches.push_back(safe_fetch(session, address));
    }
    const auto results = co_await trawl::async::gather(std::move(fetches));
    for (std::size_t i = 0; i < results.size(); ++i) {
        std::cout << addresses[i] << ": " << results[i] << '\n';
    }
}

int main(int argc, char** argv) {
    std::vector<std::string> addresses(argv + 1, argv + argc);
    return run(program(std::move(addresses)));
}
