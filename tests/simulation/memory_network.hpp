#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/local/stream_protocol.hpp>

#include "net/network.hpp"
#include "simulation/event_log.hpp"
#include "simulation/reply_plan.hpp"
#include "simulation/virtual_loop.hpp"
#include "simulation/world.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::simulation {

/// A request as the network saw it: from the moment that it was begun (its connection asked for, if it is a new one) until its
/// reply was whole, or its connection gone.
struct request_record {
    std::string host;
    std::string path;  ///< empty: it did not come to be sent
    duration begin{};
    duration end{};
    bool is_on_used_connection = false;
    bool is_fault = false;     ///< neither a connection nor a good answer came of it
    bool is_answered = false;  ///< whole, whatever it said
    std::size_t bytes = 0;     ///< of the reply
    int status = 0;
    std::optional<std::chrono::seconds> retry_after;

    [[nodiscard]] std::string url() const { return "http://" + host + path; }
    [[nodiscard]] bool is_robots() const noexcept { return path == "/robots.txt"; }
};

/// The servers of a world, on socket pairs of this process: it stands in the place of the system's network for as long as it lives.
class memory_network {
public:
    memory_network(virtual_loop& loop, const world& servers, event_log& told);
    memory_network(const memory_network&) = delete;
    memory_network& operator=(const memory_network&) = delete;
    ~memory_network();

    /// Of one run; they are complete when no connection is left.
    [[nodiscard]] std::deque<request_record> take_records();

    /// Those whose other end is not closed.
    [[nodiscard]] std::size_t connections() const noexcept { return connections_; }

    /// What nobody should have asked for.
    [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return problems_; }

private:
    using socket = boost::asio::local::stream_protocol::socket;
    class open_request;

    async::awaitable<http::result<net::transport>> dial(net::host_port to, http::trace& told);
    async::awaitable<void> serve(socket with, std::string host, std::size_t first);
    async::awaitable<bool> reply(socket& with, const std::string& head, request_record& to);
    async::awaitable<bool> play(socket& with, const reply_plan& plan, request_record& to);
    [[nodiscard]] reply_plan plan_for(const std::string& head, const request_record& asked);
    void check(const std::string& head, const request_record& asked);
    std::size_t begin(const std::string& host);
    void end(std::size_t which);
    void note(const request_record& of, const std::string& what);

    virtual_loop& loop_;
    const world& world_;
    event_log& log_;
    std::deque<request_record> records_;
    std::map<std::string, std::uint64_t> connects_;  // by host
    std::map<std::string, std::uint64_t> asked_;     // by URL
    std::size_t connections_ = 0;
    std::vector<std::string> problems_;
};

}  // namespace trawl::simulation
