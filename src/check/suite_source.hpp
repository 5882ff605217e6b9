#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "check/entry.hpp"
#include "check/located_text.hpp"

namespace trawl::check {

/// A suite file as it stands, to find places in it. Columns count characters, from 1.
class suite_source {
public:
    /// Nothing: places in it are those of the command line.
    suite_source() = default;
    suite_source(std::string path, std::string text);

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// A line as it stands, without its end; empty: there is none of that number.
    [[nodiscard]] std::string_view line(std::uint32_t number) const;

    /// Where a byte of the text stands: exactly if the text stands on one line, its escapes counted as they are written;
    /// of a text of several lines, its beginning.
    [[nodiscard]] place place_of(const located_text& text, std::size_t at = 0) const;

    /// What a line holds from this place on.
    [[nodiscard]] std::string_view line_from(const located_text& text) const;

    /// Where a byte of the file stands.
    [[nodiscard]] located_text at_byte(std::size_t at) const;

private:
    std::string path_;
    std::string text_;
    std::vector<std::size_t> lines_;  // where each begins
};

}  // namespace trawl::check
