#include "net/unix_connector.hpp"

#include <cerrno>
#include <chrono>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>

#include "net/errors.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::net {
namespace {

using boost::asio::local::stream_protocol;
using boost::system::error_code;

// Linux tells nobody when there is room in a listener's backlog again.
constexpr std::chrono::milliseconds between_tries{10};

http::error failure(int reason, std::string path) {
    const http::errc code = reason == ECONNREFUSED ? http::errc::refused : http::errc::system;
    return {code, http::phase::connect, error_code(reason, boost::system::system_category()), std::move(path)};
}

// By hand: Asio takes the EAGAIN of a full backlog for a connect under way, and then for a connection.
int connect_now(stream_protocol::socket& which, const stream_protocol::endpoint& to) {
    int done = 0;
    do {
        done = ::connect(which.native_handle(), to.data(), static_cast<socklen_t>(to.size()));
    } while (done != 0 && errno == EINTR);
    return done == 0 ? 0 : errno;
}

}  // namespace

async::awaitable<http::result<stream_protocol::socket>> connect_unix(std::string path, async::deadline limit) {
    if (path.size() >= sizeof(sockaddr_un::sun_path)) {
        co_return failure(ENAMETOOLONG, std::move(path));
    }
    const auto executor = co_await boost::asio::this_coro::executor;
    const stream_protocol::endpoint to(path);
    stream_protocol::socket made(executor);
    error_code broken;
    made.open(stream_protocol(), broken);
    if (!broken) {
        made.non_blocking(true, broken);
    }
    if (broken) {
        co_return failure(broken.value(), std::move(path));
    }
    async::timer pause(executor);
    for (int reason = connect_now(made, to); reason != 0; reason = connect_now(made, to)) {
        if (reason != EAGAIN) {
            co_return failure(reason, std::move(path));
        }
        if (limit.is_reached()) {
            co_return to_error({}, http::phase::connect, true, std::move(path));
        }
        const auto next = async::deadline::after(between_tries);
        pause.expires_at(earliest(limit, next).time_point());
        co_await pause.async_wait(boost::asio::use_awaitable);
    }
    co_return std::move(made);
}

}  // namespace trawl::net
