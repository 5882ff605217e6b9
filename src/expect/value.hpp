#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace trawl::expect {

/// What the values of a subject are: it says which operands fit, and how both are shown.
enum class value_kind : std::uint8_t {
    whole,    ///< status, redirects, what `count` gives
    text,     ///< url, body, tls.issuer, cert.san
    loose,    ///< header, cookie: texts that may be read as numbers
    json,     ///< json
    time,     ///< time, tls.expires_in: nanoseconds
    size,     ///< size: bytes
    version,  ///< http_version, tls.version: 11 is 1.1
    digest,   ///< sha256
    failure,  ///< error
};

/// Holds each 64-bit integer and each double as it is.
using number = long double;

/// A value that was observed: what it can be read as.
///
/// Lifetime    Of what it was read from.
struct seen {
    std::optional<expect::number> number;
    std::optional<std::string_view> text;
    const boost::json::value* json = nullptr;
    std::string_view kind = {};  ///< of a failure, whose text is its message
};

/// Texts that are shown are cut behind so many bytes.
inline constexpr std::size_t most_shown = 200;

/// "abc", with its quotes; what is no UTF-8 as U+FFFD; of a long text, the beginning and "...".
[[nodiscard]] std::string quoted_text(std::string_view text);

/// The beginning of a text, up to the limit, and "..." if there is more.
[[nodiscard]] std::string cut(std::string text);

/// A value as messages tell it: 404, "text/plain", 1.23 s, 2048 bytes (2 KiB), 13.5 days.
[[nodiscard]] std::string shown(value_kind kind, const seen& value);

/// A time for people, exact enough to be compared: 812.4 ms, 1.234 s, 2m 05s, 13.5 days.
[[nodiscard]] std::string time_text(number nanoseconds);

/// A text that is a number as a whole: "1", "-2.5", "1e3"; not a whole one that 64 bits do not hold.
[[nodiscard]] std::optional<number> read_number(std::string_view text);
/// "1.1", "HTTP/1.1", "1.2", "TLSv1.2": major * 10 + minor.
[[nodiscard]] std::optional<number> read_version(std::string_view text);

}  // namespace trawl::expect
