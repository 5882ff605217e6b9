#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>

#include "fetch/adaptive_limit.hpp"
#include "fetch/elsewhere.hpp"
#include "fetch/host_lane.hpp"
#include "fetch/host_limits.hpp"
#include "fetch/host_pause.hpp"
#include "fetch/task.hpp"
#include "fetch/traffic.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/async/event.hpp"

namespace trawl::fetch {

struct scheduler_options {
    host_rules hosts;
    /// Requests started, of all hosts together.
    std::optional<rate> requests;
    /// Of all bodies; nullopt: no limit.
    std::optional<std::uint64_t> bytes_per_second;
    /// Tasks known at a time, running ones included: how far ahead of a busy host the scheduler looks for others. Of a host that
    /// waits for its time (a rate, a delay, a pause) only a few count, up to eight times as many in all: another
    /// host's tasks may stand behind them. Requires > 0.
    std::size_t window = 4096;
    /// Is asked for hosts that a task does not belong to; must outlive the scheduler. Null: they are its own.
    elsewhere* others = nullptr;
};

/// Decides when a task may start: hosts take turns, each with a limited number of slots, rates and pauses of its own, and a
/// task that has to wait lets the others go first. A task belongs to the host of the place that it is to ask next.
///
/// Lifetime    Must outlive its slots and its waiters.
/// Threads     Not thread-safe: all calls on one executor.
class scheduler {
    struct host;
    struct address;
    class road;

public:
    /// A host's slot; free again when this is destroyed.
    class slot {
    public:
        slot(slot&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)), host_(other.host_) {}
        slot& operator=(slot&&) = delete;
        ~slot();

        /// What the host's and the run's rates let an attempt in this slot do.
        [[nodiscard]] traffic& lane() const noexcept;

        /// Whether the host has failed too often: its tasks are given at once, not to be tried.
        [[nodiscard]] bool is_given_up() const noexcept;
        /// Why it is: "given up after 3 errors", "parked after 10 failures in a row".
        [[nodiscard]] std::string why_given_up() const;

    private:
        friend class scheduler;
        slot(scheduler& owner, host& of) noexcept : owner_(&owner), host_(&of) {}

        scheduler* owner_;
        host* host_;
    };

    struct start {
        std::unique_ptr<task> what;
        slot place;
    };

    scheduler(boost::asio::any_io_executor executor, scheduler_options options);
    ~scheduler();
    scheduler(const scheduler&) = delete;
    scheduler& operator=(const scheduler&) = delete;

    /// Whether a further task may be taken in at once.
    [[nodiscard]] bool has_room() const noexcept;
    /// Waits until the window has room.
    [[nodiscard]] async::awaitable<void> room();

    /// Takes in a new task. Requires a target that is a URL.
    void add(std::unique_ptr<task> what);

    /// Takes back a task that `next` gave: it may start again after `pause`.
    void add_again(std::unique_ptr<task> what, async::clock::duration pause);

    /// Takes back a task that `next` gave with this slot, as if it had not been given: it is the host's first again.
    void put_back(std::unique_ptr<task> what, const slot& from);

    /// A task that `next` gave has ended.
    void settle() noexcept;

    /// No new task will be added.
    void close() noexcept;

    /// From now on `next` gives what is left at once, whatever its host or its pause.
    void hurry();

    /// The next task that may start, waiting for one; nullopt once it is closed and every task has been settled.
    ///
    /// Cancelling  Ends the wait; no task is lost.
    [[nodiscard]] async::awaitable<std::optional<start>> next();

    /// As `next`, if there is a task that may start now; nullopt: `next` is to be asked.
    [[nodiscard]] std::optional<start> try_next() { return take(); }

    /// An attempt in the slot has ended: an adaptive host draws its conclusions.
    void learn(const slot& from, load_sign sign, async::clock::duration first_byte) noexcept;

    /// The host `answered` of an attempt in the slot wants to be left alone for so long: no request to it starts before,
    /// nor to the slot's host, if that only led to it.
    ///
    /// Result      Whether a pause begins with it: not if the host is paused already. Requires wish > 0.
    bool pause(const slot& from, const http::url& answered, async::clock::duration wish);

    /// Returns when one more request of somebody else's task may be sent to this URL's host.
    [[nodiscard]] async::awaitable<void> start_another(const http::url& where);

    /// The URL's host told somebody else's task that it wants to be left alone for so long. Requires wish > 0.
    void pause(const http::url& answered, async::clock::duration wish);

    /// No request to the slot's host starts for so long, because of what we know and not because it asked for it.
    void hold(const slot& from, async::clock::duration span);

    /// The hosts that asked us to wait, in the order of their first wish.
    [[nodiscard]] const std::vector<host_pause>& pauses() const noexcept { return pauses_.entries(); }

    /// A job has failed in the slot by its host's fault.
    ///
    /// Result      Whether the host is given up with it.
    bool count_error(const slot& from);

    /// An attempt in the slot, which began at `began`, found the host overloaded or out of reach: it is left alone for a
    /// while, and given up after too many such times in a row.
    ///
    /// Result      Whether the host is given up with it.
    bool count_failure(const slot& from, async::clock::time_point began);
    /// An attempt in the slot was answered by a host that is well.
    void count_answer(const slot& from) noexcept;

    /// The slot's host answered from this address. The first one that is told counts.
    void learn_address(const slot& from, const boost::asio::ip::address& remote);

    /// The hosts that were given up for failures in a row, in that order.
    [[nodiscard]] const std::vector<std::string>& parked() const noexcept { return parked_; }

private:
    /// A task that has to wait, or with none: a host that has to be looked at again.
    struct later {
        async::clock::time_point when;
        host* where;
        std::unique_ptr<task> what;
        friend bool operator<(const later& a, const later& b) noexcept { return a.when > b.when; }
    };

    /// What is kept of a host that is forgotten otherwise.
    struct memory {
        async::clock::duration delay{};
        std::size_t failures = 0;
        bool is_parked = false;
        address* at = nullptr;
    };

    host& host_of(const http::url& place);
    void recall(host& which);
    void remember(const host& which);
    void give_up(host& which);
    [[nodiscard]] async::clock::time_point earliest_of(const host& which) const noexcept;
    [[nodiscard]] bool is_crowded(const host& which) const noexcept;
    void wait_for_address(host& which);
    void wake_neighbours(address& of);
    void enqueue(host& where, std::unique_ptr<task> what);
    std::unique_ptr<task> dequeue(host& from);
    void make_ready(host& which);
    void release(host& which) noexcept;
    void forget_if_idle(host& which);
    [[nodiscard]] std::size_t slots_of(const host& which) const noexcept;
    [[nodiscard]] bool may_start(const host& which) const;
    [[nodiscard]] bool may_start_any();
    std::optional<start> take();

    void put_off(later entry);
    void look_again(host& which, async::clock::time_point when);
    void bring_forward(host& which);
    void set_timer();
    void take_due();

    scheduler_options options_;
    run_rates rates_;
    std::unordered_map<std::string, std::unique_ptr<host>> hosts_;
    std::unordered_map<std::string, memory> remembered_;
    std::map<boost::asio::ip::address, std::unique_ptr<address>> addresses_;
    std::vector<std::string> parked_;
    /// Hosts that have a task waiting and a slot free, in turn.
    std::deque<host*> ready_;
    /// A heap; the earliest first.
    std::vector<later> later_;
    /// When the run's own rate lets the next of the ready ones go.
    std::optional<async::clock::time_point> gate_;
    pause_log pauses_;
    async::timer timer_;
    std::optional<async::clock::time_point> timer_set_for_;
    /// For the timer's handler: whether the scheduler is still there.
    std::shared_ptr<void> alive_ = std::make_shared<char>();
    async::event changed_;
    async::event has_room_;
    std::size_t unsettled_ = 0;
    /// Tasks that do not count for the window.
    std::size_t surplus_ = 0;
    bool closed_ = false;
    bool hurried_ = false;
};

}  // namespace trawl::fetch
