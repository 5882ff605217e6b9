#pragma once

#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/url.hpp"

namespace trawl::fetch {

/// Whoever keeps the limits of the hosts that a scheduler's tasks meet on their way, but are not for: where redirects lead.
///
/// Threads     All calls on the scheduler's executor.
class elsewhere {
public:
    elsewhere() = default;
    elsewhere(const elsewhere&) = delete;
    elsewhere& operator=(const elsewhere&) = delete;
    virtual ~elsewhere() = default;

    /// Returns when one more request may be sent to this URL's host.
    ///
    /// Cancelling  Ends the wait.
    [[nodiscard]] virtual async::awaitable<void> start_another(http::url where) = 0;

    /// Its host wants to be left alone for so long.
    virtual void pause(http::url answered, async::clock::duration wish) = 0;
};

}  // namespace trawl::fetch
