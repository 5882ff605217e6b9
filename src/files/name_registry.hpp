#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::files {

/// The names given out in one run: no two claims get the same. Names are compared byte by byte, as Linux's file systems
/// do.
///
/// Threads     One at a time.
/// Limits      4.7 to 10 bytes a name, whatever its length: names are kept as hashes. About one name in 10^8 finds its
///             hash taken by another name and gets a number that it did not need; a name is never given out twice.
class name_registry {
public:
    name_registry();

    /// The name itself for the first who wants it, then "stem-1.ext", "stem-2.ext" and on, passing over those that are
    /// taken. What each claim gets depends on the claims before it alone. Requires a name. With a number a name is cut
    /// to `max_name_size`.
    [[nodiscard]] std::string claim(std::string wanted);

private:
    // Open addressing with linear probing; filled to a limit, then kept as it is while the next one, twice as large,
    // fills: nothing is ever moved, so the names themselves are not needed again.
    struct table {
        std::vector<std::uint32_t> slots;  // 0: empty
        std::size_t free;
    };

    // The number given last for a name that is asked for often; 0 for the name itself.
    struct last_number {
        std::uint64_t hash = 0;
        std::uint64_t number = 0;
    };

    [[nodiscard]] std::uint64_t free_number(std::string_view name, std::uint64_t taken) const;
    [[nodiscard]] bool is_taken(std::string_view name) const;
    void take(std::string_view name);
    void add_table(std::size_t size);

    std::vector<table> tables_;
    std::array<last_number, 256> last_numbers_{};
};

}  // namespace trawl::files
