#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "fetch/frontier.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::app {

/// What a plan came to.
struct plan_counts {
    std::uint64_t jobs = 0;
    std::uint64_t bad = 0;
};

/// Where a job's file would be, as the user would type it.
using path_maker = std::function<std::string(const fetch::job& what)>;

/// Writes on standard output what a run would do, a line for each input: what, the URL, and the file, with tabs between them.
///
///     get     http://example.org/a    files/a
///     check   ...                     is there, but may have changed on the server
///     done    ...                     is there
///     bad     the input               why
///
/// Errors      Throws what `frontier::next` throws, and `boost::system::system_error` if it cannot be written.
[[nodiscard]] async::awaitable<plan_counts> write_plan(fetch::frontier& jobs, path_maker path_of);

}  // namespace trawl::app
