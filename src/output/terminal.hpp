#pragma once

#include <cstddef>
#include <string_view>

namespace trawl::output {

/// What a descriptor is, and what the environment says of it.
struct terminal {
    bool is_terminal = false;  ///< and one that can redraw a line: TERM is neither unset nor "dumb"
    bool has_colour = false;   ///< and NO_COLOR is not set (https://no-color.org)

    [[nodiscard]] static terminal of(int descriptor) noexcept;
    [[nodiscard]] static terminal of_stderr() noexcept;
};

/// Columns of the descriptor's terminal now: what it says itself, else COLUMNS, else 80.
[[nodiscard]] std::size_t terminal_width(int descriptor = 2) noexcept;

/// Writes to stderr if that can be done at once. A terminal that was stopped or a full pipe is passed over: nobody
/// waits for what moves on anyway.
void show_on_stderr(std::string_view text) noexcept;

/// Writes all of it to stderr, waiting for whoever reads it: for before and after a run.
void write_to_stderr(std::string_view text) noexcept;

}  // namespace trawl::output
