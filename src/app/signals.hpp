#pragma once

#include <array>
#include <csignal>
#include <functional>

#include "trawl/async/awaitable.hpp"

namespace trawl::app {

/// Tells the number of each SIGINT, SIGTERM and SIGHUP as it comes, until it is cancelled; those that were
/// ignored when the program started stay so. The third ends the program at once with 128 and its number: what is recorded
/// done is on disk at any moment.
///
/// Lifetime    `told` must outlive it.
[[nodiscard]] async::awaitable<void> watch_signals(const std::function<void(int)>& told);

/// While it lives, before the loop runs: each of these signals ends the program at once, with the same status.
///
/// Threads     One at a time in a program.
class signals_end_program {
public:
    signals_end_program();
    ~signals_end_program();
    signals_end_program(const signals_end_program&) = delete;
    signals_end_program& operator=(const signals_end_program&) = delete;

private:
    std::array<struct sigaction, 3> before_{};
};

}  // namespace trawl::app
