#include "check/run_statistics.hpp"

#include <cassert>

namespace trawl::check {

namespace {

using expect::timed_phase;

constexpr std::size_t at(timed_phase which) noexcept {
    return static_cast<std::size_t>(which);
}

}  // namespace

void run_statistics::add(const check_result& how) {
    behind_failures_ += how.is_behind_failure ? 1 : 0;
    if (how.stands == standing::skipped || how.stands == standing::not_run) {
        return;
    }
    ++runs_;
    failed_ += how.stands == standing::failed || how.stands == standing::error ? 1 : 0;
    flaky_ += how.stands == standing::flaky ? 1 : 0;
    if (!how.times) {
        return;
    }
    phases_[at(timed_phase::total)].add(how.times->total);
    phases_[at(timed_phase::dns)].add(how.times->dns);
    phases_[at(timed_phase::connect)].add(how.times->connect);
    phases_[at(timed_phase::tls)].add(how.times->tls);
    phases_[at(timed_phase::ttfb)].add(how.times->ttfb);
    phases_[at(timed_phase::transfer)].add(how.times->transfer);
}

async::clock::duration run_statistics::percentile(timed_phase of, double percent) const {
    return phases_[at(of)].percentile(percent);
}

std::uint64_t run_statistics::replies() const {
    return phases_[at(timed_phase::total)].count();
}

async::clock::duration run_statistics::slowest() const noexcept {
    assert(replies() > 0);
    return phases_[at(timed_phase::total)].slowest();
}

}  // namespace trawl::check
