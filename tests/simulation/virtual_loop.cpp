#include "simulation/virtual_loop.hpp"

#include "trawl/async/detail/next_due.hpp"

namespace trawl::simulation {

namespace {

constexpr std::chrono::hours for_ever{24 * 365};
constexpr int most_at_one_instant = 100'000;

}  // namespace

virtual_loop::virtual_loop() : end_of_time_(loop_, start_ + for_ever) {
    end_of_time_.async_wait([](const boost::system::error_code&) {});
}

// Whether that came to an end. Counts what it runs.
bool virtual_loop::run_ready(const std::function<bool()>& is_over, int& count) {
    for (; count < most_at_one_instant; ++count) {
        elsewhere_.wait();
        if (is_over() || loop_.poll_one() == 0) {
            return true;
        }
    }
    return false;
}

virtual_loop::ended virtual_loop::run_until(const std::function<bool()>& is_over, async::clock::duration latest) {
    int count = 0;
    while (true) {
        if (!run_ready(is_over, count)) {
            return ended::restless;
        }
        if (is_over()) {
            return ended::as_wanted;
        }
        const auto pause = async::detail::next_due() - async::clock::now();
        if (is_stuck()) {
            return ended::stuck;
        }
        if (now() + pause > latest) {
            return ended::too_late;
        }
        // Else the kernel has not told the loop yet that its timers are to be looked at.
        if (pause > async::clock::duration::zero()) {
            clock_.advance(pause);
            count = 0;
        }
    }
}

bool virtual_loop::settle() {
    const auto never = [] { return false; };
    int count = 0;
    while (run_ready(never, count) && async::detail::next_due() <= async::clock::now()) {
    }
    return !is_stuck();
}

bool virtual_loop::is_stuck() const noexcept {
    return async::detail::next_due() >= end_of_time_.expiry();
}

}  // namespace trawl::simulation
