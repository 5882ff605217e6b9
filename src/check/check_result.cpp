#include "check/check_result.hpp"

namespace trawl::check {

std::string_view name(standing how) noexcept {
    switch (how) {
        case standing::passed:
            return "passed";
        case standing::flaky:
            return "flaky";
        case standing::failed:
            return "failed";
        case standing::error:
            return "error";
        case standing::skipped:
            return "skipped";
        case standing::not_run:
            break;
    }
    return "not_run";
}

std::string_view name(blame whose) noexcept {
    switch (whose) {
        case blame::assertion:
            return "assertion";
        case blame::network:
            return "network";
        case blame::input:
            return "input";
        case blame::nobody:
            break;
    }
    return {};
}

}  // namespace trawl::check
