#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "trawl/http/error.hpp"
#include "trawl/http/url.hpp"

namespace trawl::batch {

/// One line of a URL list that is neither blank nor a comment.
struct list_line {
    /// From 1, as editors count.
    std::uint64_t number;
    /// Without the blanks around it. Of a bad line it may be any bytes, not for a terminal as they are; of one that is
    /// too long, empty.
    std::string text;
    http::result<http::url> url;
};

/// Reads a list of URLs, one a line, from chunks of bytes of any size. Lines end with LF or CR LF (any number of CRs);
/// blank lines and lines that begin with '#' are passed over; spaces and tabs around a URL are dropped; a UTF-8 byte
/// order mark may stand first. A URL is read as `http::parse_typed_url` reads it.
///
///     parser.feed(bytes);
///     while (auto line = parser.next()) { ... }
///
/// Errors      Each bad line is an entry of its own, with `errc::bad_url`, `unsupported_scheme` or `too_large`; what
///             follows it is read as usual. A control character other than a tab at the edge makes a line bad. A list
///             in UTF-16 is one bad line 1, and the rest is ignored.
/// Threads     One at a time.
/// Limits      Memory: what is fed and not yet asked for, and one line. A line of over 1 MiB is bad, and not kept.
class list_parser {
public:
    /// Adds the next bytes of the list. Requires that `finish` was not called.
    void feed(std::string_view bytes);

    /// The list ends here: a last line without its line end counts.
    void finish();

    /// The next entry, or nothing: more must be fed, or the list is at its end.
    [[nodiscard]] std::optional<list_line> next();

private:
    std::optional<list_line> read_mark();
    std::optional<std::string_view> take_line();
    std::optional<std::string_view> take_last_line();
    [[nodiscard]] std::optional<list_line> entry(std::string_view line);
    void drop_taken();

    std::string buffer_;
    std::size_t taken_ = 0;     // bytes of buffer_ that are done with
    std::size_t searched_ = 0;  // no LF before this
    std::uint64_t number_ = 0;  // of the line taken last
    bool started_ = false;      // the byte order mark has been looked for
    bool finished_ = false;
    bool ignoring_ = false;  // the rest cannot be read
    bool overlong_ = false;  // the line in the buffer began before it, and is too long
};

}  // namespace trawl::batch
