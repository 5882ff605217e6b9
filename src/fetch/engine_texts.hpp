#pragma once

#include <string>

#include "fetch/next_try.hpp"
#include "fetch/scheduler.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// What is said of jobs that have not ended when the run's deadline comes.
inline constexpr const char* deadline_came_first = "the run's deadline came first";

/// Logs that it has come.
void tell_deadline(async::clock::duration deadline);

/// Logs that a task's host is given up.
void tell_given_up(const task& what, const scheduler::slot& place);

/// Logs that the host of a URL wants to be left alone for `wish`, and is for `pause`.
void tell_pause(const http::url& answered, async::clock::duration wish, async::clock::duration pause);

/// Logs that a task is not tried again because its server asks for a longer pause than the longest that is waited for.
void tell_too_long(const task& what, async::clock::duration wish, async::clock::duration longest);

/// What failed, and when what is asked next. Requires an attempt.
[[nodiscard]] std::string retry_text(const task& what, const next_try& next);

}  // namespace trawl::fetch
