#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "support/patience.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {

/// Real proxies, from Debian: squid and tinyproxy speak HTTP, microsocks and danted SOCKS5.
enum class proxy_name { squid, tinyproxy, microsocks, danted };

struct proxy_program_options {
    /// What it asks for; empty: nothing. Not for danted, whose users are those of the machine.
    std::string username;
    std::string password;
    /// For squid: a second port, with TLS.
    std::optional<certificate_files> certificate;
};

/// One of them on 127.0.0.1, with its own folder, configuration and free ports; serves until destroyed.
class proxy_program {
public:
    /// Returns when it accepts connections; throws `std::runtime_error` with what it wrote if it does not come up, or is
    /// not installed.
    explicit proxy_program(proxy_name which, const proxy_program_options& how = {});
    ~proxy_program();
    proxy_program(const proxy_program&) = delete;
    proxy_program& operator=(const proxy_program&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// Requires a certificate.
    [[nodiscard]] std::uint16_t tls_port() const;

    /// What it has logged: of squid one line for each request, "STATUS METHOD TARGET USER".
    [[nodiscard]] std::string log() const;
    /// Until the log has this text; false if that does not happen within the limit.
    [[nodiscard]] bool wait_for_log(std::string_view text, std::chrono::milliseconds limit = patience) const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::test
