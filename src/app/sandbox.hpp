#pragma once

#include "app/check_options.hpp"
#include "app/crawl_options.hpp"
#include "app/options.hpp"

namespace trawl::app {

/// Confines writing to what a run's options name, as `run_options::sandbox` has it; makes the folder of the run, and files
/// that are made at its start anyway, as only what is there can be allowed. docs/architecture.md lists all that is written.
///
/// Errors      Throws `cannot_start`: a folder that cannot be made; "on" where the kernel cannot. "auto" goes without
///             then, and also where commands are run for each job: they write where they like.
/// Threads     Confines those only that start later: call it before the first line is logged.
void confine(const fetch_options& options);
void confine(const crawl_options& options);
void confine(const check_options& options);

}  // namespace trawl::app
