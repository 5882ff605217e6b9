#pragma once

#include <cstdint>
#include <vector>

namespace trawl::test {

/// A port of 127.0.0.1 where connecting never ends: its backlog is full and nobody accepts.
class blackhole {
public:
    blackhole();
    ~blackhole();
    blackhole(const blackhole&) = delete;
    blackhole& operator=(const blackhole&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    std::uint16_t port_ = 0;
    // The listening socket, and the connections that fill its backlog.
    std::vector<int> sockets_;
};

}  // namespace trawl::test
