#pragma once

#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "expect/value.hpp"

namespace trawl::expect {

/// What a number with its unit is worth, or what is wrong with it: "a time needs its unit: 800ms or 800s".
using quantity = boost::system::result<number, std::string>;

/// Nanoseconds: "800ms", "1.5 s", "1h30m", "14 days", "-1d". Only 0 goes without a unit.
[[nodiscard]] quantity read_time(std::string_view text);

/// Bytes: "512", "10KiB", "1.5 MB", "2 bytes"; k, M, G alone are powers of 1024.
[[nodiscard]] quantity read_size(std::string_view text);

}  // namespace trawl::expect
