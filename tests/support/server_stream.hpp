#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "support/fault_server.hpp"

namespace trawl::test {

/// The server's settings for TLS, made once.
class server_tls {
public:
    /// Throws if a file cannot be used. Requires a certificate in `how`.
    explicit server_tls(const fault_server_options& how);
    ~server_tls();
    server_tls(const server_tls&) = delete;
    server_tls& operator=(const server_tls&) = delete;

private:
    friend class server_stream;
    class impl;
    std::unique_ptr<impl> impl_;
};

/// A connection from the server's side: plain at first, TLS after `handshake`. One read and one write at a time.
/// Failures are ends: a client may do what it likes.
class server_stream {
public:
    explicit server_stream(boost::asio::ip::tcp::socket socket);
    ~server_stream();
    server_stream(const server_stream&) = delete;
    server_stream& operator=(const server_stream&) = delete;

    /// False if it failed.
    [[nodiscard]] boost::asio::awaitable<bool> handshake(const server_tls& settings, tls_connection& told);

    /// What came next; empty at the end.
    [[nodiscard]] boost::asio::awaitable<std::string> read();
    /// False if the client does not take it. `bytes` must live until it returns.
    [[nodiscard]] boost::asio::awaitable<bool> write(std::string_view bytes);
    /// With close_notify if it is TLS: nothing can be written after it.
    [[nodiscard]] boost::asio::awaitable<void> end_writing();

    /// Beneath TLS.
    [[nodiscard]] boost::asio::awaitable<bool> write_bare(std::string_view bytes);
    /// Requires TLS: what OpenSSL says to a peer that sends garbage.
    [[nodiscard]] boost::asio::awaitable<bool> alert();
    /// Requires TLS 1.2: a HelloRequest goes before what is written next. False if it cannot be.
    [[nodiscard]] bool renegotiate();

    void close(bool with_reset) noexcept;

    [[nodiscard]] boost::asio::any_io_executor get_executor() { return socket_.get_executor(); }

private:
    class tls;

    [[nodiscard]] boost::asio::awaitable<std::string> read_plain();
    [[nodiscard]] boost::asio::awaitable<bool> write_records();

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<tls> tls_;
};

}  // namespace trawl::test
