#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::files {

/// Consecutive bytes of a file: [begin, at) is there, [at, end) is missing.
struct segment {
    /// The end of a file whose length nobody has told.
    static constexpr std::uint64_t open_end = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t begin = 0;
    std::uint64_t at = 0;
    std::uint64_t end = open_end;

    friend bool operator==(const segment&, const segment&) = default;
};

/// What a NAME.part is a part of, and which bytes of it are there.
struct part_state {
    std::string url;            ///< of the job: its target without user-info and fragment
    std::string from;           ///< the URL that sent it, in the same form: where redirects led
    std::string etag;           ///< as sent; empty: none
    std::string last_modified;  ///< as sent; empty: none
    std::string coding;         ///< Content-Encoding that its bytes have; empty: none
    std::optional<std::uint64_t> total;
    /// One after another without gaps, from 0 to `total` (to `segment::open_end` when that is not known). One for a sequential
    /// download; empty means nothing is there yet.
    std::vector<segment> segments;

    friend bool operator==(const part_state&, const part_state&) = default;
};

/// How many bytes are there, in all.
[[nodiscard]] std::uint64_t kept_size(const part_state& part) noexcept;

/// Whether the segments are as `part_state` says they must be; empty ones are not.
[[nodiscard]] bool is_sound(const std::vector<segment>& segments, std::optional<std::uint64_t> total) noexcept;

/// What NAME.part.json says.
struct part_record {
    part_state part;
    std::string boot;             ///< id of the boot of the system that it was written in
    std::vector<segment> synced;  ///< as `part.segments`, when the bytes were last known to be on the disk

    friend bool operator==(const part_record&, const part_record&) = default;
};

/// One line of JSON with its line feed: {"version":2,"url":...,"segments":[[begin,at,end],...],...,"check":"..."};
/// an open end is null.
[[nodiscard]] std::string to_json(const part_record& record);

/// Reads what `to_json` wrote, blanks after it ignored; nullopt for anything else: torn, edited, of another version.
[[nodiscard]] std::optional<part_record> parse_part_record(std::string_view text);

}  // namespace trawl::files
