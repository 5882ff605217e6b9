#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/waiter_list.hpp"

namespace trawl::async {

/// Counts permits; `acquire` waits while none is left. Waiters are served first come, first served: asyncio's Semaphore
/// with a limit that may change.
///
/// Cancelling  A cancelled waiter leaves the queue, takes no permit and reports `operation_aborted`; a permit already
///             handed to it goes to the next one.
/// Lifetime    Must outlive its permits (asserted). Destroyed with waiters, it ends their waits with
///             `operation_aborted`.
/// Threads     Not thread-safe: all calls on one executor.
/// Example     tests/unit/async/semaphore_test.cpp
class semaphore {
public:
    /// One unit of the semaphore, given back when this is destroyed. Empty after a move and by default.
    class permit {
    public:
        permit() noexcept = default;
        permit(permit&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
        permit& operator=(permit&& other) noexcept {
            std::swap(owner_, other.owner_);
            other.release();
            return *this;
        }
        ~permit() { release(); }

        /// Gives it back now; nothing if it is empty.
        void release() noexcept {
            if (owner_ != nullptr) {
                std::exchange(owner_, nullptr)->give_back();
            }
        }

        /// Whether it holds a unit.
        [[nodiscard]] explicit operator bool() const noexcept { return owner_ != nullptr; }

    private:
        friend class semaphore;
        explicit permit(semaphore& owner) noexcept : owner_(&owner) {}

        semaphore* owner_ = nullptr;
    };

    /// Starts with `limit` free permits.
    explicit semaphore(std::size_t limit) noexcept : limit_(limit) {}
    ~semaphore();

    /// Waits for a permit; does not suspend if one is free and nobody waits.
    [[nodiscard]] awaitable<permit> acquire();

    /// A permit if one is free and nobody waits for it.
    [[nodiscard]] std::optional<permit> try_acquire() noexcept;

    /// Changes how many permits there are. More are handed out at once; fewer take effect as permits come back. With
    /// zero nobody is served until it is raised.
    void set_limit(std::size_t limit);

    [[nodiscard]] std::size_t limit() const noexcept { return limit_; }

    /// Permits that are out, those on their way to a waiter included. May be over a lowered limit.
    [[nodiscard]] std::size_t used() const noexcept { return out_ + waiters_.notified_count(); }

    /// Permits free now.
    [[nodiscard]] std::size_t available() const noexcept { return limit_ > used() ? limit_ - used() : 0; }

private:
    [[nodiscard]] bool is_free() const noexcept { return !waiters_.has_waiting() && available() > 0; }
    [[nodiscard]] permit take() noexcept;
    void give_back() noexcept;
    void serve();

    std::size_t limit_;
    std::size_t out_ = 0;
    detail::waiter_list waiters_;
};

}  // namespace trawl::async
