#pragma once

#include <functional>
#include <string>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::app {

/// What signals do to a run. The first one stops it: what is in flight may end within the grace. The second, or the end
/// of the grace, ends it at once.
///
/// Lifetime    What the actions use must outlive `watch`.
class interruption {
public:
    struct actions {
        std::function<void()> stop;
        std::function<void()> end_at_once;
        /// "3 requests in flight"; empty: nothing.
        std::function<std::string()> what_runs;
    };

    interruption(async::executor loop, async::clock::duration grace, actions what);

    /// Cancelling  Ends it; that is how it is meant to end.
    [[nodiscard]] async::awaitable<void> watch();

    /// The first one's number; 0: there was none.
    [[nodiscard]] int signal() const noexcept { return signal_; }

private:
    void signalled(int number);

    async::clock::duration grace_;
    actions actions_;
    std::function<void(int)> on_signal_ = [this](int number) { signalled(number); };
    async::timer end_of_grace_;
    int signal_ = 0;
};

/// "3 requests", "1 request".
[[nodiscard]] std::string counted(std::size_t count, const std::string& one);

}  // namespace trawl::app
