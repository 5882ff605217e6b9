#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "batch/list_entry.hpp"

namespace trawl::batch {

/// A line of a config file of curl, taken apart as curl does it.
struct curl_option {
    std::uint64_t line = 0;
    std::string name;  ///< without dashes; of a short one that we know, its long name
    std::string value;
    std::string problem;  ///< why it cannot be; empty: it can
};

[[nodiscard]] curl_option parse_curl_option(std::uint64_t line, std::string_view text);

/// Whether it says how to ask for each URL of its section.
[[nodiscard]] bool is_request_option(std::string_view name) noexcept;

/// The entry for a URL and its output, of a section with these request options.
[[nodiscard]] list_entry make_curl_entry(const curl_option& url, std::string_view output,
                                         std::span<const curl_option> shared, std::string_view warning);

}  // namespace trawl::batch
