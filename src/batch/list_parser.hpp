#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>

#include "batch/aria2_list.hpp"
#include "batch/curl_config.hpp"
#include "batch/line_reader.hpp"
#include "batch/list_entry.hpp"
#include "batch/list_format.hpp"

namespace trawl::batch {

/// Reads a list of what to fetch from chunks of bytes of any size. Blank lines and lines that begin with '#' are passed
/// over, in each format; docs/formats.md has the formats.
///
///     parser.feed(bytes);
///     while (auto entry = parser.next()) { ... }
///
/// Errors      Each bad line is an entry of its own, with `errc::bad_url`, `unsupported_scheme` or `too_large`; what
///             follows it is read as usual. A list in UTF-16 is one bad line 1, and the rest is ignored.
/// Threads     One at a time.
/// Limits      Memory: what is fed and not yet asked for, and one entry, of 1 MiB at most. A line of over 1 MiB is bad,
///             and not kept.
class list_parser {
public:
    explicit list_parser(list_format format = list_format::automatic) : format_(format) {}

    /// Adds the next bytes of the list. Requires that `finish` was not called.
    void feed(std::string_view bytes) { lines_.feed(bytes); }

    /// The list ends here: a last line without its line end counts.
    void finish();

    /// The next entry, or nothing: more must be fed, or the list is at its end.
    [[nodiscard]] std::optional<list_entry> next();

    /// Whether `release` has one.
    [[nodiscard]] bool holds() const noexcept { return ready_.empty() && aria2_.has_entry(); }

    /// An entry that `next` did not give because an indented line of options may follow it; nothing if there is none.
    /// For who will not wait for more of the list: options that come later are bad lines.
    [[nodiscard]] std::optional<list_entry> release();

private:
    void read(const line_reader::line& line);
    void read_text(std::uint64_t number, std::string_view line);
    void read_by_shape(std::uint64_t number, std::string_view line);
    void read_aria2(std::uint64_t number, std::string_view line);
    void give(list_entry entry);
    void give_held();

    list_format format_;
    line_reader lines_;
    aria2_list aria2_;
    std::unique_ptr<curl_config> curl_;  // made by the first line that is of one
    std::deque<list_entry> ready_;
    bool has_content_ = false;  // a line that counts was read
    bool is_finished_ = false;
    bool is_utf16_told_ = false;
};

}  // namespace trawl::batch
