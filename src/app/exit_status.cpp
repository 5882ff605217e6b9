#include "app/exit_status.hpp"

namespace trawl::app {

int exit_status_of(const run_end& end) noexcept {
    const auto& failed = end.failures;
    const bool counts = end.fail_on.is_reached(failed.all(), end.inputs);
    if (end.signal != 0) {
        return 128 + end.signal;
    }
    if (end.is_internal_error) {
        return internal_error;
    }
    if (end.is_output_lost || (counts && failed.output > 0)) {
        return write_failed;
    }
    if (counts && failed.network > 0) {
        return network;
    }
    if ((counts && failed.status > 0) || end.is_threshold_missed) {
        return http_status;
    }
    return end.is_list_broken || end.had_nothing_to_do || (counts && failed.input > 0) ? usage : all_done;
}

}  // namespace trawl::app
