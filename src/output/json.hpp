#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace trawl::output {

/// Appends `text` as a JSON string (RFC 8259 section 7) that a terminal can show: whatever bytes come in, valid UTF-8
/// goes out. Bytes that are no UTF-8 become U+FFFD; control characters and those that change the direction or the line
/// of text are escaped.
void append_json_string(std::string& out, std::string_view text);

/// As a string, or null if empty.
void append_json_string_or_null(std::string& out, std::string_view text);

void append_json_number(std::string& out, std::uint64_t number);

/// In milliseconds, to three decimals: 1.5 s is `1500.000`. A negative one counts as none: the clocks of two machines
/// or of two phases may differ.
void append_json_milliseconds(std::string& out, std::chrono::nanoseconds duration);

/// As hexadecimal digits.
void append_json_digest(std::string& out, std::span<const unsigned char> digest);

/// ISO 8601 in UTC, to the millisecond: "2026-11-23T10:33:49.123Z".
void append_json_time(std::string& out, std::chrono::system_clock::time_point when);

}  // namespace trawl::output
