#pragma once

#include <cstdint>

namespace trawl::test {

/// A port of 127.0.0.1 that was free a moment ago, for programs that cannot choose one themselves: be ready to try
/// another.
[[nodiscard]] std::uint16_t free_port();

/// A port of 127.0.0.1 that refuses connections, and that nobody else can take meanwhile.
class refusing_port {
public:
    refusing_port();
    ~refusing_port();
    refusing_port(const refusing_port&) = delete;
    refusing_port& operator=(const refusing_port&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    std::uint16_t port_ = 0;
    int socket_ = -1;
};

}  // namespace trawl::test
