#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "net/lookup.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/deadline.hpp"
#include "trawl/http/error.hpp"

namespace trawl::net {

struct resolver_options {
    address_family family = address_family::any;
    /// Look-ups that run at once; each blocks a thread, made when it is needed and ended when it is idle.
    std::size_t max_threads = 64;
    async::clock::duration found_lifetime = std::chrono::seconds{60};
    /// For names that do not exist. Failures of the resolver itself are never kept.
    async::clock::duration not_found_lifetime = std::chrono::seconds{5};
    std::size_t max_cached = 10'000;
    lookup_function lookup = system_lookup;
};

/// Names to addresses, with a cache. It asks getaddrinfo on threads of its own rather than c-ares: the machine's own
/// configuration (nsswitch modules such as mdns, systemd-resolved or a directory service) is then honoured whatever it
/// is. A getaddrinfo that runs cannot be stopped (libc decides when it gives up), so waiters leave it behind instead.
///
/// Lifetime    Must outlive its waiters. Its destructor does not wait for look-ups that run; the io_context must
///             outlive it.
/// Threads     Not thread-safe: all calls on the executor's one thread.
/// Limits      Look-ups that hang hold up those in line behind them until their waiters have left: then others run in
///             their place. Eight times `max_threads` threads at most.
/// Example     tests/unit/net/resolver_test.cpp
class resolver {
public:
    explicit resolver(async::executor executor, resolver_options options = {});
    ~resolver();
    resolver(const resolver&) = delete;
    resolver& operator=(const resolver&) = delete;

    /// The addresses of a host, at least one. Names are looked up once however many wait for them.
    ///
    /// Result      An address literal (IPv6 without brackets) is itself; `localhost` and `*.localhost` are loopback
    ///             (RFC 6761 section 6.3).
    /// Errors      phase `dns`: `dns_not_found`, `dns_failed`, `timed_out`, `system`; `detail` is the host.
    /// Cancelling  The waiter leaves at once. A look-up that runs goes on for the others and for the cache; one in line
    ///             that nobody waits for is dropped.
    [[nodiscard]] async::awaitable<http::result<std::vector<boost::asio::ip::address>>> resolve(std::string host,
                                                                                                async::deadline limit);

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace trawl::net
