#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "fetch/outcome.hpp"

namespace trawl::output::test {

/// A job as a list's reader would make it.
[[nodiscard]] fetch::job sample_job(std::string_view input, std::uint64_t number = 1, std::uint64_t line = 1);

/// A report of it, ended thus at 2026-11-23T10:33:49.123Z after 12.5 ms, of which 1 ms in the queue.
[[nodiscard]] fetch::report sample_report(std::string_view input, fetch::outcome how, std::uint64_t number = 1,
                                          std::uint64_t line = 1);

/// With the head of a reply: 5 bytes of text, over a connection to 192.0.2.1 that was used before.
[[nodiscard]] fetch::report answered(std::string_view input, fetch::outcome how, int status = 200);

}  // namespace trawl::output::test
