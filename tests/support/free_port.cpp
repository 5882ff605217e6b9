#include "support/free_port.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace trawl::test {
namespace {

/// A socket bound to a port of 127.0.0.1 that the system chose.
int bound_socket(std::uint16_t& port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (made < 0 || ::bind(made, generic, size) != 0 || ::getsockname(made, generic, &size) != 0) {
        throw std::system_error{errno, std::generic_category(), "bind"};
    }
    port = ntohs(address.sin_port);
    return made;
}

}  // namespace

std::uint16_t free_port() {
    std::uint16_t port = 0;
    ::close(bound_socket(port));
    return port;
}

refusing_port::refusing_port() : socket_(bound_socket(port_)) {
}

refusing_port::~refusing_port() {
    ::close(socket_);
}

}  // namespace trawl::test
