#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "batch/curl_option.hpp"
#include "batch/list_entry.hpp"

namespace trawl::batch {

/// Whether the first line of a list can only be one of a config file of curl: "url = ...", "-o ...", "--next".
[[nodiscard]] bool looks_like_curl_config(std::string_view line) noexcept;

/// Reads a config file of curl (-K). Within a section, which ends with "next", the first "output" is for the first
/// "url", the second for the second; header, request, data, user-agent and referer are for each of them, wherever they
/// stand. What trawl does anyway is passed over; of other options each is warned of once. A line that begins with '{' is
/// an entry as `parse_json_line` reads it.
///
/// Threads     One at a time.
/// Limits      A section of over 1 MiB is given as far as it was read; options for all of it that come later make bad
///             entries.
class curl_config {
public:
    /// Reads a line, without blanks around it and not empty. Puts what is whole behind `into`.
    void read(std::uint64_t number, std::string_view line, std::deque<list_entry>& into);

    /// The file ends here.
    void finish(std::deque<list_entry>& into);

private:
    struct transfer {
        curl_option url;
        std::string output;
    };
    void add(curl_option what, std::deque<list_entry>& into);
    void add_shared(curl_option what, std::deque<list_entry>& into);
    void add_output(curl_option what, std::deque<list_entry>& into);
    void give(std::deque<list_entry>& into);

    std::vector<transfer> transfers_;
    std::size_t outputs_ = 0;                 // of this section, so far
    std::size_t given_ = 0;                   // transfers of this section that are given already
    std::vector<curl_option> early_outputs_;  // whose url has not come
    std::vector<curl_option> shared_;         // of this section
    std::size_t size_ = 0;                    // bytes held
    std::string warning_;
    std::set<std::string, std::less<>> warned_;
};

}  // namespace trawl::batch
