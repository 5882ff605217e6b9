#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::batch {

/// Cuts chunks of bytes of any size into lines. They end with LF or CR LF (any number of CRs); a UTF-8 byte order mark
/// may stand first.
///
///     reader.feed(bytes);
///     while (auto line = reader.next()) { ... }
///
/// Threads     One at a time.
/// Limits      Memory: what is fed and not yet asked for, and one line. A line of over 1 MiB is not kept.
class line_reader {
public:
    struct line {
        std::uint64_t number;   ///< from 1
        std::string_view text;  ///< without its end; lives until the next call
        bool is_overlong;       ///< and without text
    };

    /// Adds the next bytes. Requires that `finish` was not called.
    void feed(std::string_view bytes);

    /// The text ends here: a last line without its line end counts.
    void finish();

    /// The next line, or nothing: more must be fed, or it is at its end.
    [[nodiscard]] std::optional<line> next();

    /// Whether it began with the byte order mark of UTF-16: there are no lines then. Known once `next` gave nothing.
    [[nodiscard]] bool is_utf16() const noexcept { return is_utf16_; }

private:
    void read_mark();
    std::optional<line> take_last_line();
    [[nodiscard]] line made(std::string_view text);
    void drop_taken();

    std::string buffer_;
    std::size_t taken_ = 0;     // bytes of buffer_ that are done with
    std::size_t searched_ = 0;  // no LF before this
    std::uint64_t number_ = 0;  // of the line taken last
    bool started_ = false;      // the byte order mark has been looked for
    bool finished_ = false;
    bool is_utf16_ = false;
    bool overlong_ = false;  // the line in the buffer began before it, and is too long
};

}  // namespace trawl::batch
