#pragma once

#include <cstddef>
#include <string_view>

#include <boost/system/error_code.hpp>

namespace trawl::files {

struct write_result {
    std::size_t written = 0;
    boost::system::error_code failure;
};

/// Writes all of it, waiting as long as that takes, also where someone made the descriptor non-blocking: stdout and
/// stderr are shared.
[[nodiscard]] write_result write_all(int descriptor, std::string_view text) noexcept;

}  // namespace trawl::files
