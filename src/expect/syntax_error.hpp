#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trawl::expect {

/// What is wrong with a text that somebody wrote, and which of its bytes.
struct syntax_error {
    std::string what;        ///< "unknown operator 'contain': one of ==, !=, ..."
    std::size_t at = 0;      ///< from 0; the text's size: at its end
    std::size_t length = 1;  ///< of what is wrong

    syntax_error() = default;
    syntax_error(std::string why, std::size_t begin, std::size_t size)
        : what(std::move(why)), at(begin), length(size) {}
};

/// The text on a line of its own, and below it carets under what is wrong, each line indented by two blanks. Safe for a
/// terminal; of a long text, the part around the place.
[[nodiscard]] std::string with_carets(const syntax_error& wrong, std::string_view text);

}  // namespace trawl::expect
