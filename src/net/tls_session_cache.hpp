#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

struct ssl_session_st;

namespace trawl::net {

struct free_tls_session {
    void operator()(ssl_session_st* session) const noexcept;
};
using tls_session = std::unique_ptr<ssl_session_st, free_tls_session>;

/// TLS sessions to resume, by "host:port".
///
/// Limits      The newest 64 of a server: a TLS 1.3 ticket is good for one connection (RFC 8446 appendix C.4), so that as
///             many connections made at once can each resume one. Beyond `max_sessions` over all servers those of the
///             server used longest ago make room.
class tls_session_cache {
public:
    explicit tls_session_cache(std::size_t max_sessions) noexcept : limit_(max_sessions) {}

    void put(const std::string& server, tls_session session);

    /// The newest one, null if there is none. A TLS 1.2 session stays for others.
    [[nodiscard]] tls_session take(const std::string& server);

    void forget(const std::string& server);

    /// Over all servers.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    static constexpr std::size_t per_server = 64;

    struct server_sessions {
        std::string server;
        std::deque<tls_session> sessions;  // the newest at the back
    };
    using list = std::list<server_sessions>;

    void drop_oldest(list::iterator of);

    std::size_t limit_;
    std::size_t size_ = 0;
    list by_use_;  // the latest first
    std::unordered_map<std::string, list::iterator> index_;
};

}  // namespace trawl::net
