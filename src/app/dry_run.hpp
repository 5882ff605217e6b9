#pragma once

#include "fetch/destination.hpp"
#include "fetch/frontier.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::app {

/// What a plan came to.
struct plan_counts {
    std::uint64_t jobs = 0;
    std::uint64_t bad = 0;
};

/// Writes on standard output what a run would do, a line for each input: what, the URL, and the file, with tabs between them.
///
///     get     http://example.org/a    files/a
///     check   ...                     is there, but may have changed on the server
///     done    ...                     is there
///     bad     the input               why
///
/// Errors      Throws what `frontier::next` throws, and `boost::system::system_error` if it cannot be written.
[[nodiscard]] async::awaitable<plan_counts> write_plan(fetch::frontier& jobs, const fetch::destination& where);

}  // namespace trawl::app
