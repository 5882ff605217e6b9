#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "trawl/async/clock.hpp"
#include "trawl/http/tls_facts.hpp"
#include "trawl/http/url.hpp"

namespace trawl::http {

/// How long each phase took: not cumulative. nullopt where the phase did not happen (a connection used again has no dns, connect, tls).
struct timings {
    using duration = async::clock::duration;
    std::optional<duration> queue;  ///< waiting for a connection of the pool, in all
    std::optional<duration> dns;
    std::optional<duration> connect;
    std::optional<duration> tls;
    std::optional<duration> ttfb;      ///< from the start of sending to the head of the final reply
    std::optional<duration> transfer;  ///< from the head to the end of the body
    duration total{};                  ///< of a hop: all of it; else of the whole request up to now, redirects included
};

/// One redirect that was followed.
struct hop {
    int status;
    url from;
    timings took;
};

/// What happened on the way to a reply or to an error: told even when there is no reply.
struct trace {
    std::vector<hop> redirects;
    timings took;                                    ///< of the last hop
    std::optional<boost::asio::ip::address> remote;  ///< of the last connection
    bool reused = false;                             ///< whether the last connection had served before
    /// Of the connection to the origin that the request names, if it wants them; null: no TLS, or none was made.
    std::shared_ptr<const http::tls_facts> tls_facts;
};

}  // namespace trawl::http
