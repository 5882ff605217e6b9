#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// So many requests within so long: "100/s", "30/m", "5000/h", "2/15s".
struct rate {
    double count = 1;
    async::clock::duration per = std::chrono::seconds{1};

    friend bool operator==(const rate&, const rate&) = default;
};

/// nullopt if it is not such a text, or not over zero.
[[nodiscard]] std::optional<rate> parse_rate(std::string_view text);

/// What one host is asked at most.
struct host_limits {
    /// Tasks that run at a time. Requires > 0.
    std::size_t concurrency = 6;
    /// Finds out how many of these are good for the host: one more while answers come as fast as before, half of them
    /// after a 429, a 503 or a timeout.
    bool is_adaptive = false;
    /// Requests started.
    std::optional<rate> requests;
    /// At least so long between the starts of two requests.
    async::clock::duration delay{};
    /// Of bodies; nullopt: no limit.
    std::optional<std::uint64_t> bytes_per_second;
    /// After so many jobs of the host have failed by network errors, 429 or 5xx, its others are skipped; 0: never.
    std::size_t max_errors = 0;
    /// The delay is at least so many times the smoothed time to the first byte, up to a minute, and doubles after a 429, a
    /// 503 or a timeout; 0: it does not depend on the host's answers.
    double adaptive_delay = 0;
    /// Tasks that run at a time of all hosts that have answered from one address; 0: any number. The hosts' delays are
    /// between the requests of all of them then. Not to be used with a proxy: its address would be everyone's.
    std::size_t per_address = 0;
    /// How long a host is left alone that is overloaded or cannot be reached (a network error, 429, 502 to 504): doubled
    /// for each further time in a row, up to a minute; zero: not at all.
    async::clock::duration failure_backoff{};
    /// After so many such times in a row the host's other jobs are skipped; 0: never.
    std::size_t max_failures_in_a_row = 0;
};

/// Limits by host name.
struct host_rules {
    host_limits otherwise;
    /// The first pattern that matches counts: a name, or "*.example.org" for its sub-domains (not itself); "*" for all.
    std::vector<std::pair<std::string, host_limits>> special;

    /// `host` without a port, in lower case.
    [[nodiscard]] const host_limits& of(std::string_view host) const noexcept;
};

}  // namespace trawl::fetch
