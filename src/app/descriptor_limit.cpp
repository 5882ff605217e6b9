#include "app/descriptor_limit.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace trawl::app {

namespace {

// The loop, the standard streams, list, records, log, folders, and what look-ups of names open.
constexpr std::size_t own_descriptors = 64;

}  // namespace

std::string fit_to_descriptors(run_options& options, unsigned each) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return {};
    }
    const rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    const bool is_raised = ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
    return fit_to_descriptors(options, each, is_raised ? limit.rlim_max : soft);
}

std::string fit_to_descriptors(run_options& options, unsigned each, std::size_t limit) {
    const std::size_t left = limit > own_descriptors ? limit - own_descriptors : 2;
    auto& idle = options.session.max_idle_connections;
    idle = std::min(idle, left / 4);
    const std::size_t most = std::max<std::size_t>((left - idle) / each, 1);
    if (options.concurrency <= most) {
        return {};
    }
    options.concurrency = most;
    return "only " + std::to_string(most) + (most == 1 ? " request" : " requests") +
           " at a time: the limit of open descriptors is " + std::to_string(limit) + " (ulimit -n)";
}

}  // namespace trawl::app
