#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/patience.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {

struct nginx_options {
    /// What it serves.
    std::filesystem::path root;
    /// For the https port; without one there is none.
    std::optional<certificate_files> certificate;
    /// Lines for its `server` block: locations and the like.
    std::string server_lines;
    /// Lines for its `http` block.
    std::string http_lines;
};

struct nginx_log_line {
    std::uint64_t connection = 0;
    std::uint64_t requests_on_connection = 0;
    int status = 0;
    std::string method;
    std::string target;
};

/// A real nginx on 127.0.0.1, with its own folder, configuration and free ports; serves until destroyed.
class nginx {
public:
    /// Whether there is an nginx to start.
    [[nodiscard]] static bool is_installed();

    /// Returns when it accepts connections; throws `std::runtime_error` with its error log if it does not come up.
    explicit nginx(nginx_options how);
    ~nginx();
    nginx(const nginx&) = delete;
    nginx& operator=(const nginx&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// Requires a certificate.
    [[nodiscard]] std::uint16_t tls_port() const;
    /// "http://127.0.0.1:PORT" + path.
    [[nodiscard]] std::string url(std::string_view path = "/") const;
    [[nodiscard]] std::string tls_url(std::string_view path = "/") const;

    /// Its access log. nginx writes a line when it has sent the reply: the last ones may come after the client has
    /// them.
    [[nodiscard]] std::vector<nginx_log_line> log() const;
    /// The log, once it has so many lines; shorter if that does not happen within the limit.
    [[nodiscard]] std::vector<nginx_log_line> wait_for_log(std::size_t lines,
                                                           std::chrono::milliseconds limit = patience) const;
    [[nodiscard]] std::string error_log() const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// How many connections the lines came over.
[[nodiscard]] std::size_t connection_count(const std::vector<nginx_log_line>& lines);

}  // namespace trawl::test
