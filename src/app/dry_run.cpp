#include "app/dry_run.hpp"

#include <string>

#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "base/printable.hpp"
#include "files/write_all.hpp"
#include "output/reason.hpp"
#include "output/redact.hpp"

namespace trawl::app {

namespace {

std::string plan_line(const fetch::job& what, const path_maker& path_of) {
    if (!what.target) {
        return "bad\t" + base::printable(output::redacted_input(what)) + "\t" +
               base::printable(output::reason_of_input(what).message) + "\n";
    }
    const char* const step = !what.known ? "get" : what.known->is_enough ? "done" : "check";
    return std::string(step) + "\t" + what.target->redacted() + "\t" + base::printable(path_of(what)) + "\n";
}

}  // namespace

async::awaitable<plan_counts> write_plan(fetch::frontier& jobs, path_maker path_of) {
    plan_counts counts;
    while (const auto what = co_await jobs.next()) {
        ++counts.jobs;
        counts.bad += what->target ? 0 : 1;
        if (const auto written = files::write_all(STDOUT_FILENO, plan_line(*what, path_of)); written.failure) {
            throw boost::system::system_error(written.failure, "cannot write the plan");
        }
    }
    co_return counts;
}

}  // namespace trawl::app
