#pragma once

#include <cstdint>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/url.hpp"

namespace trawl::fetch {

/// What the rates of a run and of one host let an attempt do. The scheduler makes it; the fetcher asks it.
///
/// Lifetime    As long as the slot it belongs to.
/// Threads     Not thread-safe: all calls on the executor's one thread.
class traffic {
public:
    traffic() = default;
    traffic(const traffic&) = delete;
    traffic& operator=(const traffic&) = delete;
    virtual ~traffic() = default;

    /// Returns when so many bytes of a body may have come: at once where no rate of bytes is set.
    ///
    /// Cancelling  Ends the wait.
    [[nodiscard]] virtual async::awaitable<void> pass(std::uint64_t bytes) = 0;

    /// Whether `pass` ever waits.
    [[nodiscard]] virtual bool limits_bytes() const noexcept = 0;

    /// Returns when one more request may be sent to this URL's host, beside the one that the slot was given for: a further
    /// range of a file, where a redirect leads, a second request of the same attempt. Waits for that host's rate, its
    /// delay and its pauses.
    [[nodiscard]] virtual async::awaitable<void> start_another(const http::url& where) = 0;

    /// Whether one more request to the slot's own host would have to wait now. A job that has not asked for anything itself may
    /// be put off then: others have its place meanwhile.
    [[nodiscard]] virtual bool is_held_back() const noexcept { return false; }

    /// What the slot's host asks to lie between the starts of two requests (Crawl-delay), from now on: the slot's own
    /// request is free to go, the next one waits so long from now. Zero: it asks for nothing. At most a minute of it
    /// counts; a longer delay of the user's stays.
    ///
    /// Limits      Costs nothing to say again.
    virtual void set_delay(async::clock::duration wish) = 0;
};

}  // namespace trawl::fetch
