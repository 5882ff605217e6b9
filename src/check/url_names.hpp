#pragma once

#include <string>
#include <string_view>

#include "batch/occurrence_counter.hpp"
#include "fetch/job.hpp"

namespace trawl::check {

/// Names for checks of URLs: "GET https://example.org/a", and behind it " (line 7)" or " (2)" where that is taken;
/// of a line that is no URL always "GET http:// (urls.txt:7)": what it says does not tell which it is.
///
/// Threads     One at a time.
/// Limits      10 to 19 bytes a name.
class url_names {
public:
    /// One that no URL gets.
    void reserve(std::string_view name) { (void)taken_.count(name); }

    /// A name without a password, safe for a terminal. Requires a job of a list. `list`: its file; empty: it has no name.
    [[nodiscard]] std::string name_of(const fetch::job& what, std::string_view method, std::string_view list);

private:
    batch::occurrence_counter taken_;
};

}  // namespace trawl::check
