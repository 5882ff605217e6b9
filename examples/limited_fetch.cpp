// Fetches all URLs at once, but never more than three at a time.
#include <iostream>
#include <string>
#include <vector>

#include "run.hpp"
#include "trawl/async/semaphore.hpp"
#include "trawl/async/task_group.hpp"
#include "trawl/http/session.hpp"

using trawl::async::awaitable;

awaitable<void> fetch(trawl::http::session& session, trawl::async::semaphore& limit, std::string address) {
    const auto permit = co_await limit.acquire();
    const auto where = trawl::http::parse_typed_url(address);
    if (!where) {
        std::cout << address << ": " << message(where.error()) << '\n';
        co_return;
    }
    trawl::http::request wanted(*where);
    auto reply = co_await session.send(std::move(wanted));
    if (!reply) {
        std::cout << address << ": " << message(reply.error()) << '\n';
        co_return;
    }
    const auto body = co_await reply->text();
    std::cout << address << ": " << (body ? *body : message(body.error())) << '\n';
}

awaitable<void> program(std::vector<std::string> addresses) {
    const auto here = co_await boost::asio::this_coro::executor;
    trawl::http::session_options options;
    options.max_connections_per_host = 100;  // the semaphore is to be the limit
    trawl::http::session session(here, options);
    trawl::async::semaphore limit(3);
    trawl::async::task_group fetches(here);
    for (auto& address : addresses) {
        fetches.spawn(fetch(session, limit, std::move(address)));
    }
    co_await fetches.join();
}

int main(int argc, char** argv) {
    std::vector<std::string> addresses(argv + 1, argv + argc);
    return run(program(std::move(addresses)));
}
