#include "net/lookup.hpp"

#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/error.hpp>

namespace trawl::net {
namespace {

namespace ip = boost::asio::ip;

boost::system::error_code meaning(int code, int system) {
    switch (code) {
        case EAI_NONAME:
        case EAI_NODATA:
        case EAI_ADDRFAMILY:
            return boost::asio::error::host_not_found;
        case EAI_AGAIN:
            return boost::asio::error::host_not_found_try_again;
        case EAI_MEMORY:
            return boost::asio::error::no_memory;
        case EAI_SYSTEM:
            return {system, boost::system::system_category()};
        default:
            return boost::asio::error::no_recovery;
    }
}

int native(address_family family) {
    switch (family) {
        case address_family::v4:
            return AF_INET;
        case address_family::v6:
            return AF_INET6;
        case address_family::any:
            break;
    }
    return AF_UNSPEC;
}

ip::address address_of(const addrinfo& entry) {
    if (entry.ai_family == AF_INET6) {
        sockaddr_in6 from{};
        std::memcpy(&from, entry.ai_addr, sizeof from);
        ip::address_v6::bytes_type bytes;
        std::memcpy(bytes.data(), &from.sin6_addr, bytes.size());
        return ip::address_v6(bytes, from.sin6_scope_id);
    }
    sockaddr_in from{};
    std::memcpy(&from, entry.ai_addr, sizeof from);
    return ip::address_v4(ntohl(from.sin_addr.s_addr));
}

}  // namespace

lookup_answer system_lookup(const std::string& host, address_family family) {
    addrinfo hints{};
    hints.ai_family = native(family);
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* first = nullptr;
    lookup_answer answer;
    if (const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &first); code != 0) {
        answer.error = meaning(code, errno);
        return answer;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(first, &::freeaddrinfo);
    for (const addrinfo* entry = first; entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6) {
            answer.addresses.push_back(address_of(*entry));
        }
    }
    if (answer.addresses.empty()) {
        answer.error = boost::asio::error::host_not_found;
    }
    return answer;
}

}  // namespace trawl::net
