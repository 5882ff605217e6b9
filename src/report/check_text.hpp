#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/check_record.hpp"

namespace trawl::report {

// Pieces of text about a check that several reports have.

/// "smoke.toml:12", "smoke.toml", "line 12", or empty.
[[nodiscard]] std::string place_text(std::string_view file, std::uint32_t line);

/// Seconds with a decimal point, whatever the locale: "0.012".
[[nodiscard]] std::string seconds_text(double milliseconds);

/// "binary, 97 bytes"; empty: the body is text, or there is none to be shown.
[[nodiscard]] std::string binary_text(const check_record& of);

/// "total 1.23 s: queue 0 ms, dns 3.1 ms, connect ..."; phases that did not happen are left out. Empty: nothing happened.
[[nodiscard]] std::string times_text(const check_record& of);

/// "2 of 10 runs failed, 1 was flaky"; empty for a check that ran once.
[[nodiscard]] std::string runs_text(const check_record& of);

/// Lines of a text, without their ends (LF, CR LF).
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

/// All that is known of a check that did not pass, some lines with a line feed each: what was asked and what came, each
/// expectation that does not hold, how many do, tries, times, and the start of the body behind "| ". But for the body, text from
/// outside is printable: no line of it begins as it likes.
[[nodiscard]] std::string failure_text(const check_record& of);

/// Not longer than `most` bytes, "..." included, and ended at a character.
[[nodiscard]] std::string cut_text(std::string_view text, std::size_t most);

}  // namespace trawl::report
