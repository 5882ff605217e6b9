#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "batch/entry_builder.hpp"
#include "batch/list_entry.hpp"

namespace trawl::batch {

/// Whether an indented line is an option of aria2: "out=a.iso".
[[nodiscard]] bool looks_like_aria2_option(std::string_view line) noexcept;

/// Whether it looks like an option without its '=', and not like a URL: "http-passwd secret".
[[nodiscard]] bool looks_like_broken_option(std::string_view line) noexcept;

/// Puts the entries of an input file of aria2 together: a line of URLs of one file with tabs between them, then the
/// file's options, a line each. Known are out, dir, header, checksum, user-agent and referer; of others each is warned
/// of once.
///
/// Threads     One at a time.
/// Limits      An entry of over 1 MiB is bad, and what came first of it is kept.
class aria2_list {
public:
    /// An entry begins. Requires that the one before was taken.
    void begin(std::uint64_t number, std::string_view urls);

    /// An entry that options may follow. Requires that the one before was taken.
    void hold(list_entry entry);

    /// False if there is no entry that it could be of.
    [[nodiscard]] bool add_option(std::string_view line);

    [[nodiscard]] bool has_entry() const noexcept { return plain_ || entry_; }

    /// The entry, whole now; nullopt if there is none.
    [[nodiscard]] std::optional<list_entry> take();

private:
    void set_option(std::string_view key, std::string_view value);
    void warn_of(std::string_view key);

    std::optional<list_entry> plain_;  // without an option so far
    std::optional<entry_builder> entry_;
    std::string text_;
    std::string folder_;
    std::string name_;
    std::set<std::string, std::less<>> warned_;
};

}  // namespace trawl::batch
