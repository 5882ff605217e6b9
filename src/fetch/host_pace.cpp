#include "fetch/host_pace.hpp"

namespace trawl::fetch {

namespace {

using duration = host_pace::duration;

constexpr double weight_of_new = 0.25;
/// What a host that is overloaded gets at least, so that doubling leads somewhere.
constexpr duration least_relief = std::chrono::milliseconds{500};

duration scaled(duration what, double factor) noexcept {
    const double wish = static_cast<double>(what.count()) * factor;
    return wish >= static_cast<double>(host_pace::longest.count()) ? host_pace::longest
                                                                   : duration(static_cast<duration::rep>(wish));
}

}  // namespace

void host_pace::ask_for(duration wish) noexcept {
    asked_for_ = std::clamp(wish, duration::zero(), longest);
    choose_delay();
}

void host_pace::learn(load_sign sign, duration first_byte) noexcept {
    if (limits_.adaptive_delay <= 0) {
        return;
    }
    if (sign == load_sign::overloaded) {
        set_adaptive(std::max(least_relief, 2 * adaptive_));
    } else if (sign == load_sign::answered) {
        smoothed_ = smoothed_ ? *smoothed_ + scaled(first_byte - *smoothed_, weight_of_new) : first_byte;
        const auto target = scaled(*smoothed_, limits_.adaptive_delay);
        // At once up; down by halves, so that one fast answer does not undo what an overload has taught.
        set_adaptive(std::max(target, (adaptive_ + target) / 2));
    }
}

void host_pace::set_adaptive(duration wish) noexcept {
    adaptive_ = wish < least_adaptive ? duration::zero() : std::min(wish, longest);
    choose_delay();
}

duration host_pace::fail(time_point began, time_point now) noexcept {
    if (failures_ > 0 && began < failed_at_) {
        return duration::zero();
    }
    failed_at_ = now;
    ++failures_;
    duration pause = limits_.failure_backoff;
    for (std::size_t i = 1; i < failures_ && pause < longest; ++i) {
        pause *= 2;
    }
    return std::min(pause, longest);
}

void host_pace::resume(duration wish, std::size_t failures) noexcept {
    failures_ = failures;
    ask_for(wish);
}

}  // namespace trawl::fetch
