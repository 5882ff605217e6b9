#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trawl::html {

/// A place in a text, line and column from 1, the column in characters. Lines end with LF.
struct place {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    /// Goes over this text, UTF-8.
    void pass(std::string_view text) noexcept;
};

}  // namespace trawl::html
