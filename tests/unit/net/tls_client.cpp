#include "tls_client.hpp"

#include <utility>

#include <boost/asio/ip/tcp.hpp>

#include "net/errors.hpp"

namespace trawl::net {

using async::awaitable;
using boost::asio::ip::tcp;

http::tls_options trusting(const test::test_ca& ca) {
    http::tls_options options;
    options.ca_file = ca.ca_file().string();
    return options;
}

awaitable<http::result<transport>> open_tls(tls_context& context, std::string host, std::uint16_t port,
                                            async::deadline limit) {
    const auto executor = co_await boost::asio::this_coro::executor;
    tcp::socket socket(executor);
    const tcp::endpoint server(boost::asio::ip::address_v4::loopback(), port);
    co_await socket.async_connect(server, boost::asio::use_awaitable);
    co_return co_await transport::secure(transport::plain(std::move(socket)), context, std::move(host), port, limit);
}

awaitable<rest> read_rest(transport& from) {
    rest result;
    std::string piece(64 * 1024, '\0');
    for (;;) {
        const auto read = co_await from.read_some(boost::asio::buffer(piece));
        if (read.error) {
            result.end = read.error;
            co_return result;
        }
        result.bytes.append(piece, 0, read.size);
    }
}

awaitable<std::string> get(transport& over, std::size_t size) {
    const std::string request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const transport::buffers all{boost::asio::buffer(request), {}};
    (void)co_await over.write(all);
    std::string result;
    std::string piece(64 * 1024, '\0');
    while (result.size() < size) {
        const auto read = co_await over.read_some(boost::asio::buffer(piece));
        if (read.error) {
            break;
        }
        result.append(piece, 0, read.size);
    }
    co_return result;
}

awaitable<http::result<tls_info>> exchange(tls_context& context, std::string host, std::uint16_t port) {
    auto opened = co_await open_tls(context, std::move(host), port);
    if (opened.has_error()) {
        co_return opened.error();
    }
    if ((co_await get(*opened, 1)).empty()) {
        co_return http::error(http::errc::closed, http::phase::first_byte);
    }
    co_return *opened->tls();
}

}  // namespace trawl::net
