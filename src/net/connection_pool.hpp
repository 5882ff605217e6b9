#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/connection.hpp"
#include "net/dialer.hpp"
#include "net/resolver.hpp"
#include "net/tls.hpp"
#include "net/watchdog.hpp"
#include "trawl/async/semaphore.hpp"
#include "trawl/http/connect_options.hpp"
#include "trawl/http/proxy.hpp"
#include "trawl/http/trace.hpp"
#include "trawl/http/url.hpp"

namespace trawl::net {

struct pool_options {
    /// Connections to one origin, idle ones included. Requires > 0.
    std::size_t max_per_host = 6;
    /// Over all origins; the one idle longest goes first.
    std::size_t max_idle = 256;
    async::clock::duration idle_lifetime = std::chrono::seconds{30};
    reply_limits replies;
    /// How connections are made; its family is the resolver's affair too.
    http::connect_options connections;
    /// For https proxies: without a client certificate. Null: as for origins. Must outlive the pool.
    tls_context* proxy_tls = nullptr;
};

/// Connections by origin (scheme, host and port) and by the proxy on the way to it, its credentials included. All are
/// made under the same TLS options: other options, another pool.
///
/// Cancelling  A cancelled waiter leaves the line; a cancelled connect closes its sockets. Both free their place.
/// Lifetime    Must outlive its leases and the coroutines that use it (asserted). What it is made with must outlive it.
/// Threads     Not thread-safe: all calls on the executor's one thread.
/// Limits      No memory for origins without connections and requests.
/// Example     tests/unit/client/session_fault_test.cpp
class connection_pool {
    struct origin;

    // One of an origin's `max_per_host`, or the wish for one; keeps the origin.
    class place {
    public:
        place(connection_pool& owner, origin& where) noexcept;
        place(place&& other) noexcept;
        place& operator=(place&&) = delete;
        ~place();

        connection_pool* pool;
        origin* at;
        async::semaphore::permit slot;
    };

public:
    /// A connection for one exchange. When this is destroyed it goes back to the pool if it `is_reusable()`, else it is
    /// closed.
    class lease {
    public:
        lease(lease&&) noexcept = default;
        lease& operator=(lease&&) = delete;
        ~lease();

        [[nodiscard]] connection& operator*() const noexcept { return *connection_; }
        [[nodiscard]] connection* operator->() const noexcept { return connection_.get(); }
        /// Whether it has served before.
        [[nodiscard]] bool was_used() const noexcept { return was_used_; }
        /// Whether a proxy at the other end forwards requests: they stand in absolute form (RFC 9112 section 3.2.2) then,
        /// with `proxy_authorization`. Never so for https: that goes through a tunnel.
        [[nodiscard]] bool is_forwarded() const noexcept { return place_.at->is_forwarded; }

    private:
        friend class connection_pool;
        lease(place&& mine, std::unique_ptr<connection> what, bool was_used) noexcept;

        place place_;
        std::unique_ptr<connection> connection_;
        bool was_used_;
    };

    connection_pool(async::executor executor, resolver& names, tls_context& tls, pool_options options);
    ~connection_pool();
    connection_pool(const connection_pool&) = delete;
    connection_pool& operator=(const connection_pool&) = delete;

    /// `fresh` where an idle connection was found dead: the other idle ones will be too, and are closed.
    enum class wanted { any, fresh };

    /// An idle connection to this origin, if there is one that is not stale, the limit allows it, and nobody waits for
    /// it. None is `fresh`. `through` is the proxy for it, null for none.
    [[nodiscard]] std::optional<lease> try_acquire(const http::url& where, const http::proxy* through, wanted kind);

    /// A connection to this origin, idle or made now, waiting in line where the origin has its limit.
    ///
    /// Errors      Phase `queue` (`timed_out`), and those of `dialer::dial`.
    /// Lifetime    `through` and `told` must live until this returns; `told` gets the times of the phases and the
    ///             address, after an error too.
    [[nodiscard]] async::awaitable<http::result<lease>> acquire(http::url where, const http::proxy* through,
                                                                connect_limits limits, wanted kind, http::trace& told);

    void close_idle() noexcept;

    [[nodiscard]] std::size_t idle_count() const noexcept { return idle_.size(); }
    /// Idle and leased.
    [[nodiscard]] std::size_t open_count() const noexcept { return idle_.size() + leased_; }
    [[nodiscard]] std::uint64_t made_count() const noexcept { return made_; }

private:
    struct idle_connection {
        origin* at;
        std::unique_ptr<connection> what;
        async::clock::time_point since;
    };
    using idle_list = std::list<idle_connection>;

    struct origin {
        explicit origin(std::size_t limit) noexcept : slots(limit) {}

        const std::string* key = nullptr;
        async::semaphore slots;
        std::size_t users = 0;
        bool is_forwarded = false;
        // The one used last is last.
        std::vector<idle_list::iterator> idle;
    };

    [[nodiscard]] const std::string& key_of(const http::url& where, const http::proxy* through);
    [[nodiscard]] origin& origin_of(const http::url& where, const http::proxy* through);
    [[nodiscard]] std::unique_ptr<connection> take_idle(origin& at);
    void park(origin& at, std::unique_ptr<connection> what);
    void close_idle_of(origin& at) noexcept;
    void close_oldest() noexcept;
    void sweep() noexcept;
    void forget_if_unused(origin& at) noexcept;

    pool_options options_;
    dialer dialer_;
    watchdog guard_;
    watchdog::entry sweeper_;
    std::unordered_map<std::string, origin> origins_;
    // The one idle longest is first.
    idle_list idle_;
    std::size_t leased_ = 0;
    std::uint64_t made_ = 0;
    // Made again for each look-up, in memory that is there.
    std::string key_;
};

}  // namespace trawl::net
