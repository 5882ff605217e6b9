#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

namespace trawl::simulation {

/// Knows of the work that other threads do for a loop: what has it is given this executor, which counts its outstanding work, in
/// place of the loop's. While somebody waits for that after each handler, what other threads do takes its place in the
/// order of events as if the loop had done it.
class elsewhere {
public:
    explicit elsewhere(boost::asio::io_context& loop) noexcept : loop_(loop) {}
    elsewhere(const elsewhere&) = delete;
    elsewhere& operator=(const elsewhere&) = delete;

    /// Must not outlive this.
    [[nodiscard]] boost::asio::any_io_executor executor();

    /// Waits until no work is left, or what is left has been posted to the loop. Blocks.
    void wait();

private:
    class counted;

    void begin();
    void end();

    boost::asio::io_context& loop_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t under_way_ = 0;
};

}  // namespace trawl::simulation
