#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct ssl_session_st;

namespace trawl::net {

struct free_tls_session {
    void operator()(ssl_session_st* session) const noexcept;
};
using tls_session = std::unique_ptr<ssl_session_st, free_tls_session>;

/// TLS sessions to resume, by "host:port"; the server used longest ago makes room for a new one.
///
/// Limits      The two newest of a server: a TLS 1.3 ticket is good for one connection (RFC 8446 appendix C.4), and
///             servers send two.
class tls_session_cache {
public:
    explicit tls_session_cache(std::size_t max_servers) noexcept : limit_(max_servers) {}

    void put(const std::string& server, tls_session session);

    /// The newest one, null if there is none. A TLS 1.2 session stays for others.
    [[nodiscard]] tls_session take(const std::string& server);

    void forget(const std::string& server);

    /// Over all servers.
    [[nodiscard]] std::size_t size() const noexcept;

private:
    static constexpr std::size_t per_server = 2;

    struct server_sessions {
        std::string server;
        std::vector<tls_session> sessions;  // the newest at the back
    };
    using list = std::list<server_sessions>;

    std::size_t limit_;
    list by_use_;  // the latest first
    std::unordered_map<std::string, list::iterator> index_;
};

}  // namespace trawl::net
