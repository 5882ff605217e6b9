#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace trawl::test {

/// A blocking connection to a port of loopback.
class plain_client {
public:
    explicit plain_client(std::uint16_t port, bool ipv6 = false);

    void send(std::string_view bytes);
    /// So many bytes, or fewer at the end.
    [[nodiscard]] std::string read(std::size_t size);
    [[nodiscard]] std::string read_to_end();
    /// Whether the end was a reset; meaningful after a read that came to it.
    [[nodiscard]] bool was_reset() const noexcept { return was_reset_; }
    void end_writing();
    void close();

private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
    bool was_reset_ = false;
};

/// "GET target HTTP/1.1" with a Host.
[[nodiscard]] std::string get(std::string_view target);

/// Sends it over a connection of its own, and reads to the end.
[[nodiscard]] std::string exchange(std::uint16_t port, std::string_view request);

}  // namespace trawl::test
