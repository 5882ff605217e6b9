#pragma once

#include <cstdint>
#include <string>

namespace trawl::check {

/// A text of a suite file, and where its opening quote stands. Line 0: of the command line's `--expect`.
struct located_text {
    std::string text;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    located_text() = default;
    located_text(std::string what, std::uint32_t at_line, std::uint32_t at_column)
        : text(std::move(what)), line(at_line), column(at_column) {}
};

}  // namespace trawl::check
