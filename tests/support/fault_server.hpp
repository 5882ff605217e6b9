#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/patience.hpp"
#include "support/script.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {

struct received_request {
    std::string method;
    std::string target;
    /// "HTTP/1.1".
    std::string version;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    /// Of the server's connections, from 1.
    std::size_t connection = 0;
    /// Of the server's requests, in the order in which their heads arrived, from 1.
    std::size_t number = 0;
    std::chrono::steady_clock::time_point arrived;

    /// The first value of this name, whatever its case; empty if there is none.
    [[nodiscard]] std::string field(std::string_view name) const;
    /// How many fields have this name.
    [[nodiscard]] std::size_t count(std::string_view name) const;
};

struct tls_connection {
    std::size_t connection = 0;
    std::string server_name;  ///< SNI; empty if there was none
    std::string version;      ///< "TLSv1.3"
    bool resumed = false;
    bool has_client_certificate = false;
};

struct fault_server_options {
    /// TLS with this certificate.
    std::optional<certificate_files> certificate;
    /// Asks for a client certificate of this CA and refuses clients without one.
    std::string client_ca_file;
    /// Asks for one, but takes clients without.
    bool takes_clients_without_certificate = false;
    /// "TLSv1", "TLSv1.1", "TLSv1.2" or "TLSv1.3": that version and no other.
    std::string only_tls_version;
    /// Listens on [::1] too, on the same port.
    bool ipv6 = false;
    /// Runs before the first request of each connection (from 1) is read, and before the TLS handshake.
    std::function<script(std::size_t connection)> on_connect;
    /// Answers when the head has arrived, the body read by the script (`step::read_body`) or after it.
    bool answer_before_body = false;
    /// Its port is its own, but refuses connections until `open`.
    bool is_closed_at_first = false;
};

/// An HTTP/1.1 server on loopback for what real servers do not do: it sends what scripts say, byte for byte.
/// Runs on its own thread from its constructor to its destructor. Requests may be pipelined; they are answered in
/// order.
///
/// Threads     Every call from any thread. The handler and `on_connect` are called on the server's thread.
/// Example     tests/unit/support/fault_server_test.cpp
class fault_server {
public:
    using handler = std::function<script(const received_request&)>;
    using options = fault_server_options;

    /// Answers 404 to what no route is for.
    explicit fault_server(options how = {});
    explicit fault_server(handler answer, options how = {});
    ~fault_server();
    fault_server(const fault_server&) = delete;
    fault_server& operator=(const fault_server&) = delete;

    /// Answers requests for this path (the target up to '?') with this script, always.
    void on(std::string path, script answer);
    /// The first request with the first script, and so on; the last one for all further requests. Requires at least
    /// one.
    void on(std::string path, std::vector<script> answers);
    void on(std::string path, handler answer);

    /// Requires that it is closed, and has one address.
    void open();

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:PORT" + path; https if it has a certificate.
    [[nodiscard]] std::string url(std::string_view path = "/", std::string_view host = "127.0.0.1") const;

    /// Accepted until now; open now; requests whose head arrived (and body, unless `answer_before_body`).
    [[nodiscard]] std::size_t connections() const;
    [[nodiscard]] std::size_t open_connections() const;
    [[nodiscard]] std::size_t requests() const;
    /// The most connections that were open at one time.
    [[nodiscard]] std::size_t most_open_connections() const;

    [[nodiscard]] std::vector<received_request> log() const;
    [[nodiscard]] std::vector<tls_connection> tls_log() const;

    /// Waits; false if it did not happen within the limit.
    [[nodiscard]] bool wait_for_requests(std::size_t count, std::chrono::milliseconds limit = patience) const;
    [[nodiscard]] bool wait_for_connections(std::size_t count, std::chrono::milliseconds limit = patience) const;
    /// Until so few connections are open; a connection whose script waits or stalls counts as closed when the client
    /// closes it.
    [[nodiscard]] bool wait_for_open_connections(std::size_t at_most, std::chrono::milliseconds limit = patience) const;

    /// Closes the connections that are open, with RST if wanted: idle ones too.
    void drop_connections(bool with_reset = false);

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::test
