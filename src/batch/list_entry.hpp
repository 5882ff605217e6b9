#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "fetch/job.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/url.hpp"

namespace trawl::batch {

/// What a list says of one file.
struct list_entry {
    /// Where it begins: from 1, as editors count.
    std::uint64_t line = 0;
    /// The URL as it was given; of an entry that could not be read, its text: any bytes, not for a terminal as they
    /// are, and empty if it is too long.
    std::string text;
    http::result<http::url> url;
    /// Whether what is wrong is not the URL itself.
    bool is_bad_line = false;
    /// What the file is to be called, relative to the output folder; empty: the list does not say.
    std::string name;
    /// Null: none.
    std::shared_ptr<const fetch::job_details> details;
    /// The entry as it stands in the list; null: `text` is all of it. What came from a config file of curl is put as a
    /// line of JSON.
    std::shared_ptr<const std::string> source_text;
    /// What was passed over, for people; empty: nothing.
    std::string warning;

    list_entry(std::uint64_t where, std::string input, http::result<http::url> target)
        : line(where), text(std::move(input)), url(std::move(target)) {}
};

/// An entry that cannot be read.
[[nodiscard]] list_entry bad_entry(std::uint64_t line, std::string_view text, std::string reason,
                                   http::errc code = http::errc::bad_url);

}  // namespace trawl::batch
