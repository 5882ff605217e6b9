#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "files/digest.hpp"

namespace trawl::batch {

/// What files must come to, as sha256sum, sha512sum and md5sum write it: "HEX  name", "HEX *name",
/// "SHA256 (name) = HEX", and "\HEX  name" with escapes in the name. Blank lines and lines that begin with '#' are
/// passed over.
///
/// Threads     One at a time.
/// Limits      Holds the whole list.
class checksum_list {
public:
    checksum_list() = default;

    /// Reads a file; "-" is standard input. Blocks. Throws `fetch::source_error`, with the line's number, for a line
    /// that is none of these.
    [[nodiscard]] static checksum_list read(const std::string& path);

    /// As `read`, for text; `path` is what messages call it.
    [[nodiscard]] static checksum_list parse(std::string_view text, std::string_view path);

    /// What the file of that name must come to, and marks it as asked for; empty if the list does not say. Looked up as
    /// it is, then by its last component, then by `base_name`; a last component that several paths of the list share
    /// finds nothing, nor does one that is for another file: whose whole path `is_given` (null: none is).
    [[nodiscard]] std::vector<files::digest> find(std::string_view name, std::string_view base_name,
                                                  const std::function<bool(const std::string&)>& is_given = {});

    /// The names that nobody asked for, `limit` at most, in the order of the list; and how many they are.
    struct unused {
        std::size_t count = 0;
        std::vector<std::string> names;
    };
    [[nodiscard]] unused never_found(std::size_t limit) const;

private:
    struct line {
        std::string name;
        std::vector<files::digest> digests;
        std::uint64_t number;
        bool is_found = false;
    };

    /// The number of a line that says otherwise; nullopt: it is added.
    [[nodiscard]] std::optional<std::uint64_t> add(std::string name, const files::digest& value, std::uint64_t number);
    [[nodiscard]] line* find_line(std::string_view name, std::string_view base_name,
                                  const std::function<bool(const std::string&)>& is_given);

    std::vector<line> lines_;
    std::unordered_map<std::string, std::size_t> by_path_;
    std::unordered_map<std::string, std::size_t> by_base_name_;  ///< `shared` where paths share it
    static constexpr std::size_t shared = SIZE_MAX;
};

}  // namespace trawl::batch
