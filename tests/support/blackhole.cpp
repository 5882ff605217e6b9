#include "support/blackhole.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace trawl::test {
namespace {

constexpr int patience_ms = 200;
constexpr int most_fillers = 64;

int open_socket(int flags) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (made < 0) {
        throw std::system_error{errno, std::generic_category(), "socket"};
    }
    return made;
}

bool connects(int socket) {
    pollfd waiting{socket, POLLOUT, 0};
    return ::poll(&waiting, 1, patience_ms) > 0;
}

}  // namespace

blackhole::blackhole() {
    sockets_.push_back(open_socket(0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const int listener = sockets_.front();
    if (::bind(listener, generic, size) != 0 || ::listen(listener, 0) != 0 ||
        ::getsockname(listener, generic, &size) != 0) {
        throw std::system_error{errno, std::generic_category(), "listen"};
    }
    port_ = ntohs(address.sin_port);
    // The backlog is full when a connection no longer comes about: on loopback that is a matter of microseconds.
    for (int i = 0; i < most_fillers; ++i) {
        const int filler = open_socket(SOCK_NONBLOCK);
        sockets_.push_back(filler);
        ::connect(filler, generic, size);
        if (!connects(filler)) {
            return;
        }
    }
    throw std::system_error{ETIMEDOUT, std::generic_category(), "the backlog does not fill"};
}

blackhole::~blackhole() {
    for (const int socket : sockets_) {
        ::close(socket);
    }
}

}  // namespace trawl::test
