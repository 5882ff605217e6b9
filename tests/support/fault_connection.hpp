#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "support/fault_log.hpp"
#include "support/fault_server.hpp"
#include "support/server_stream.hpp"

namespace trawl::test {

/// What all connections of a server share; outlives them.
struct fault_service {
    fault_server_options how;
    std::unique_ptr<server_tls> tls;
    fault_log log;
    fault_server::handler answer;
};

/// One connection of a fault server: reads requests, plays their scripts.
class fault_connection : public std::enable_shared_from_this<fault_connection> {
public:
    fault_connection(boost::asio::ip::tcp::socket socket, fault_service& service);
    ~fault_connection();
    fault_connection(const fault_connection&) = delete;
    fault_connection& operator=(const fault_connection&) = delete;

    /// Serves until either side closes. The object must be held by a shared_ptr meanwhile.
    [[nodiscard]] boost::asio::awaitable<void> serve();

    void close(bool with_reset) noexcept;

private:
    using time_point = std::chrono::steady_clock::time_point;

    /// Takes in what the client sends, all the time: its end is then seen at once, whatever a script is doing.
    [[nodiscard]] boost::asio::awaitable<void> receive();
    void start_receiving();

    /// Sleeps until something was received, the client closed, a gate opened, or `until`.
    [[nodiscard]] boost::asio::awaitable<void> sleep(time_point until);
    [[nodiscard]] boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

    [[nodiscard]] boost::asio::awaitable<bool> start();
    [[nodiscard]] boost::asio::awaitable<bool> serve_request();
    [[nodiscard]] boost::asio::awaitable<std::optional<received_request>> read_head();
    [[nodiscard]] boost::asio::awaitable<bool> read_body(std::string& body);

    // Each plays one step, and gives false if the connection is over.
    [[nodiscard]] boost::asio::awaitable<bool> play(script steps);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::send what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::drip what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::send_endlessly what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::pause what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::wait_for what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::stall what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::read_body what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::half_close what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::close what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::cut what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::reset what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::send_bare what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::alert what);
    [[nodiscard]] boost::asio::awaitable<bool> play(step::renegotiate what);

    fault_service& service_;
    server_stream stream_;
    boost::asio::steady_timer signal_;
    std::size_t number_;
    bool receiving_ = false;
    bool client_closed_ = false;
    std::string received_;
    // Of the request being answered.
    std::size_t request_ = 0;
    std::size_t body_left_ = 0;
};

}  // namespace trawl::test
