#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "fetch/scheduler.hpp"

namespace trawl::fetch {

/// What attempts in a host's slots may do.
class scheduler::road final : public traffic {
public:
    road(scheduler& owner, const std::string& name, host_lane& lane) noexcept
        : owner_(owner), name_(name), lane_(lane) {}

    async::awaitable<void> pass(std::uint64_t bytes) override { return lane_.pass(bytes); }
    [[nodiscard]] bool limits_bytes() const noexcept override { return lane_.limits_bytes(); }
    async::awaitable<void> start_another(const http::url& where) override {
        if (owner_.options_.others != nullptr && where.host_field() != name_) {
            return owner_.options_.others->start_another(where);
        }
        return owner_.start_another(where);
    }
    [[nodiscard]] bool is_held_back() const noexcept override { return lane_.earliest() > async::clock::now(); }
    void set_delay(async::clock::duration wish) override { lane_.set_delay(wish); }

private:
    scheduler& owner_;
    const std::string& name_;
    host_lane& lane_;
};

/// An address that several hosts may share.
struct scheduler::address {
    std::size_t active = 0;
    async::clock::time_point delayed_until = host_lane::at_once;
    /// Those that could start but for the others, in turn.
    std::deque<host*> waiting;
};

struct scheduler::host {
    std::string name;
    const host_limits& limits;
    host_lane lane;
    scheduler::road road;
    std::optional<adaptive_limit> adaptive;
    std::deque<std::unique_ptr<task>> waiting;
    /// Of those waiting, how many do not count for the window.
    std::size_t surplus = 0;
    std::size_t active = 0;
    /// Requests of other slots that wait to start here.
    std::size_t guests = 0;
    /// Tasks that wait for their time, and looks that are due, in `later_`.
    std::size_t put_off = 0;
    async::clock::time_point next_look = async::clock::time_point::max();
    std::size_t errors = 0;
    bool is_ready = false;
    bool is_given_up = false;
    /// Given up for failures in a row, not for errors in all.
    bool is_parked = false;
    /// Null: unknown, or it does not matter.
    address* at = nullptr;
    bool waits_for_address = false;

    host(scheduler& owner, const http::url& place, const host_limits& allowed)
        : name(place.host_field()), limits(allowed), lane(allowed, owner.rates_), road(owner, name, lane) {
        if (limits.is_adaptive) {
            adaptive.emplace(limits.concurrency);
        }
    }
};

}  // namespace trawl::fetch
