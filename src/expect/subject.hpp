#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "expect/expectation.hpp"
#include "expect/json_path.hpp"
#include "expect/lexer.hpp"
#include "expect/threshold.hpp"
#include "expect/value.hpp"

namespace trawl::expect {

enum class topic : std::uint8_t {
    status,
    header,
    body,
    json,
    url,
    redirects,
    http_version,
    tls_expires_in,
    tls_version,
    tls_issuer,
    cert_san,
    size,
    sha256,
    cookie,
    time,
    error,
};

/// How a subject is looked at: `redirects` are a number, or, for operators on text, URLs.
enum class reading : std::uint8_t { as_it_is, as_text };

/// What of a reply something is said about.
struct subject {
    topic about = topic::status;
    timed_phase phase = timed_phase::total;
    std::string name;               ///< of a header or cookie
    std::optional<json_path> path;  ///< of json
    std::string shown;              ///< "header Content-Type"

    [[nodiscard]] value_kind kind(reading how) const noexcept;
    /// It may have several values, or none.
    [[nodiscard]] bool is_plural() const noexcept;
    [[nodiscard]] expect::wants wants() const noexcept;
};

/// The values that a subject has in an observation.
///
/// Lifetime    Of the observation.
struct readings {
    std::vector<seen> values;
    std::deque<std::string> made;  ///< texts that values look into
    /// Without values, why: "no such header".
    std::string absent;
    /// It cannot be told what they are: whatever is expected of them does not hold.
    std::string unreadable;
};

/// Skips the blanks behind it. Throws `syntax_error`.
[[nodiscard]] subject read_subject(lexer& from);

/// A phase behind "time": ".ttfb", or nothing. Throws `syntax_error`.
[[nodiscard]] timed_phase read_phase(lexer& from, std::string_view word, std::size_t at);

/// Whether what it is about came at all: a reply, or a whole one.
[[nodiscard]] bool is_observed(const subject& what, const observation& of) noexcept;

[[nodiscard]] readings observe(const subject& what, const observation& of, reading how);

}  // namespace trawl::expect
