#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::files {

/// The names given out in one run: no two claims get the same, and none is a file where another one needs a folder.
/// Names are relative paths, compared byte by byte, as Linux's file systems do.
///
/// Threads     One at a time.
/// Limits      4.7 to 10 bytes a name, and as many a folder, whatever its length: names are kept as hashes. About one
///             name in 10^8 finds its hash taken by another name and gets a number that it did not need; a name is never
///             given out twice.
class name_registry {
public:
    name_registry();

    /// The path itself for the first who wants it, then "stem-1.ext", "stem-2.ext" and on, passing over those that are
    /// taken. Where one of its folders is a file already, it and all others that want this folder go to "folder-1" (or
    /// the first number that is no file); where the path itself is a folder already, it gets a number. What each claim
    /// gets depends on the claims before it alone. Requires a path without empty components. With a number a name is
    /// cut to `max_name_size`.
    [[nodiscard]] std::string claim(std::string wanted);

    /// Takes this path as it is; false: it, or one of its folders, is taken in a way that does not go with that.
    [[nodiscard]] bool claim_exactly(std::string_view path);

    /// Whether it is somebody's: a file, or a folder.
    [[nodiscard]] bool is_taken(std::string_view name) const;

    /// Whether a file may stand there beside what was claimed, though perhaps in the place of one: no folder has this
    /// path, and none of its folders is a file.
    [[nodiscard]] bool fits(std::string_view path);

private:
    // Open addressing with linear probing; filled to a limit, then kept as it is while the next one, twice as large,
    // fills: nothing is ever moved, so the names themselves are not needed again. A folder stands in it with a '/' at
    // its end.
    struct table {
        std::vector<std::uint32_t> slots;  // 0: empty
        std::size_t free;
    };

    // The number given last for a name that is asked for often; 0 for the name itself.
    struct last_number {
        std::uint64_t hash = 0;
        std::uint64_t number = 0;
    };

    using number_cache = std::array<last_number, 256>;

    [[nodiscard]] std::string with_free_folders(std::string_view path);
    [[nodiscard]] std::string free_folder(std::string path);
    [[nodiscard]] std::uint64_t free_number(std::string_view name, std::uint64_t taken) const;
    [[nodiscard]] bool is_file(std::string_view name) const;
    [[nodiscard]] bool is_folder(std::string_view name) const;
    [[nodiscard]] bool holds(std::uint64_t hash) const;
    void take_folders_of(std::string_view path);
    void take(std::string_view name);
    void add_table(std::size_t size);

    std::vector<table> tables_;
    bool has_folders_ = false;
    number_cache file_numbers_{};
    number_cache folder_numbers_{};
};

}  // namespace trawl::files
