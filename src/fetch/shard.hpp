#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "fetch/elsewhere.hpp"
#include "fetch/engine.hpp"
#include "fetch/shard_box.hpp"
#include "fetch/shard_means.hpp"
#include "trawl/async/event.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::fetch {

/// One thread of a run, with a loop, an engine and means of its own. It shares nothing with other threads: jobs are moved to it, and
/// reports are moved back. Before it follows a redirect to a host of another shard, it asks that one.
///
/// Lifetime    Must outlive its `end`, and what its events use must too.
/// Threads     All calls on the run's loop; what it does is posted from there to its own, and its events are posted back.
class shard final : private elsewhere {
public:
    /// Called on the run's loop.
    struct events {
        /// Whose the URL's host is.
        std::function<shard&(const http::url&)> owner_of;
        std::function<void(shard_parcel)> arrived;
        /// Something in it threw: the run is to be cancelled.
        std::function<void(std::exception_ptr)> failed;
        /// The last one: its thread is about to end.
        std::function<void()> ended;
    };

    shard(async::executor run_loop, engine_options options, const make_shard_means& make, events told);
    shard(const shard&) = delete;
    shard& operator=(const shard&) = delete;
    ~shard() override;

    /// Throws `std::system_error` if there cannot be another thread.
    void start();

    void give(std::vector<job> more);
    void acknowledge(std::size_t reports);
    /// As the engine's. Jobs in the box are given back.
    void stop();
    void cancel();
    void expire();
    /// Lets it end, once every job has its report.
    void close();
    /// Behind `ended`.
    void join();

    [[nodiscard]] bool is_started() const noexcept { return thread_.joinable(); }
    [[nodiscard]] std::size_t in_flight() const noexcept { return box_.in_flight(); }
    /// As of the last call; asks for newer figures.
    [[nodiscard]] fetch_traffic traffic_lately();
    [[nodiscard]] std::string path_of(const job& what) const { return means_->fetch().path_of(what); }

    /// Behind `join`, or before `start`.
    [[nodiscard]] fetch_traffic traffic() const { return means_->traffic(); }
    [[nodiscard]] const std::vector<host_pause>& host_pauses() const noexcept { return engine_.host_pauses(); }

private:
    void live() noexcept;
    async::awaitable<void> start_another(http::url where) override;
    void pause(http::url answered, async::clock::duration wish) override;
    void admit(http::url where, shard& asking, std::uint64_t visit);
    async::awaitable<void> guide(http::url where, shard& asking, std::uint64_t visit);
    async::awaitable<void> work();
    void tell_failed(std::exception_ptr why);

    async::executor run_loop_;
    events told_;
    boost::asio::io_context loop_{1};
    std::unique_ptr<shard_means> means_;
    shard_box box_;
    engine engine_;
    /// Requests of others to hosts that are ours, and ours that wait to be sent to hosts of others.
    async::task_group guests_;
    std::unordered_map<std::uint64_t, async::event*> visits_;
    std::uint64_t last_visit_ = 0;
    std::atomic<std::uint64_t> bytes_{0};
    std::atomic<bool> is_asked_{false};
    std::thread thread_;
};

}  // namespace trawl::fetch
