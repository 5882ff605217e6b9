#pragma once

#include <optional>
#include <string>

#include "net/head_parser.hpp"
#include "net/route.hpp"
#include "net/transport.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/deadline.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/proxy.hpp"

namespace trawl::net {

/// Has a proxy connect us to `to`: with CONNECT (RFC 9110 section 9.3.6) or SOCKS5, by its kind. What is sent and read
/// on `over` behind it is the target's.
///
/// Errors      phase `proxy`: `proxy` where it refused (the detail says why: its status, its reply's reason) or its reply
///             is none; `timed_out`, `closed`, `reset`, `tls`. Afterwards `over` is of no use. For SOCKS5 the cause tells a
///             target that it could not reach: see `socks5::take`.
/// Cancelling  Leaves `over` of no use.
/// Lifetime    `over` and `by` must live until this returns, `over` unmoved.
/// Limits      A reply to CONNECT has 64 KiB at most, interim ones included.
[[nodiscard]] async::awaitable<http::result<void>> open_tunnel(transport& over, const http::proxy& by, host_port to,
                                                               async::deadline limit);

/// A proxy's reply that is not the target's: what it has against us. Phase `proxy`, `proxy`; the detail names it, its
/// status, and what came of our login.
[[nodiscard]] http::error proxy_refusal(const http::proxy& by, const reply_head& reply);

/// What Proxy-Authorization says to a proxy (RFC 7617); nullopt where the proxy has neither user name nor password.
[[nodiscard]] std::optional<std::string> proxy_authorization(const http::proxy& of);

}  // namespace trawl::net
