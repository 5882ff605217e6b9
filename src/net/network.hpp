#pragma once

#include <functional>

#include "net/route.hpp"
#include "net/transport.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/trace.hpp"

namespace trawl::net {

/// What connections are made over: names that are looked up, and TCP; unless a simulation has put its own network in its place.
///
/// Threads     `set` is for a moment when no connection is being made.
struct network {
    /// Gives a connected stream to a host and port, and tells its address if it has one. Takes as long as it likes: the limits for
    /// connecting are kept by who calls it. Errors as those of `dialer::dial`.
    using maker = std::function<async::awaitable<http::result<transport>>(host_port to, http::trace& told)>;

    /// All connections that go over no Unix domain socket are made by `simulated` from now on, without a proxy; as usual again
    /// when it is null.
    static void set(maker simulated);

    /// Null: there is none.
    [[nodiscard]] static const maker& simulated() noexcept;
};

}  // namespace trawl::net
