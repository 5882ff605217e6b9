#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "trawl/async/clock.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/tls_facts.hpp"

namespace trawl::expect {

class json_body;

/// How long a request took. A phase that did not happen (of a connection used again) took no time.
struct phase_times {
    using duration = async::clock::duration;
    duration total{};  ///< from the first request to the end of the body, redirects included; without waits of our own
    duration dns{};
    duration connect{};
    duration tls{};
    duration ttfb{};
    duration transfer{};
};

/// What is known of a request when its expectations are looked at: a whole reply, or the failure that there was in place of
/// one. A failure may have come behind a head (a body cut short): `status` and `fields` stand then, too.
///
/// Threads     A value, for one thread at a time: the JSON of the body is parsed when it is first asked for.
struct observation {
    std::optional<http::error> failure;
    int status = 0;   ///< 0: no reply
    int version = 0;  ///< 10 or 11
    http::headers fields;
    bool is_of_head = false;  ///< the reply to a HEAD: it has no body, whatever its fields say of one
    /// As UTF-8; empty unless an expectation wants it.
    std::string body;
    /// Why there is no whole `body` although it was wanted: "over 16 MiB (--max-body)"; empty: it is whole.
    std::string body_is_missing;
    std::uint64_t size = 0;              ///< of the body, decoded
    std::string sha256;                  ///< of the body, decoded; lower-case hexadecimal; empty unless wanted
    std::string url;                     ///< that answered, or that was asked last
    std::vector<std::string> redirects;  ///< where each that was followed led to
    /// What the replies of this request have set and not taken away again, redirects included: name and value.
    std::vector<std::pair<std::string, std::string>> cookies;
    /// Of the first connection: the host that was named, not where it redirects to. Null: no TLS, or not wanted.
    std::shared_ptr<const http::tls_facts> tls;
    phase_times times;
    std::chrono::system_clock::time_point now;

    /// Made by the first expectation that needs it.
    mutable std::shared_ptr<const json_body> parsed;
};

}  // namespace trawl::expect
