#pragma once

#include <functional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include "simulation/elsewhere.hpp"
#include "support/manual_clock.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::simulation {

/// A loop in a time of its own: everything that can happen at an instant happens, then the clock is put to the instant at which
/// the next timer is due. One at a time.
class virtual_loop {
public:
    virtual_loop();

    /// For what runs on the loop.
    [[nodiscard]] boost::asio::any_io_executor executor() { return loop_.get_executor(); }
    /// For what has threads of its own.
    [[nodiscard]] boost::asio::any_io_executor elsewhere() { return elsewhere_.executor(); }
    /// Since the beginning.
    [[nodiscard]] async::clock::duration now() const noexcept { return async::clock::now() - start_; }

    enum class ended {
        as_wanted,
        stuck,     ///< nothing will ever happen any more
        restless,  ///< something happens all the time, and time does not go on
        too_late   ///< in virtual time
    };
    ended run_until(const std::function<bool()>& is_over, async::clock::duration latest);

    /// Runs what is ready at this instant. Whether there is anything left that would happen later.
    [[nodiscard]] bool settle();

private:
    [[nodiscard]] bool run_ready(const std::function<bool()>& is_over, int& count);
    [[nodiscard]] bool is_stuck() const noexcept;

    test::manual_clock clock_;
    async::clock::time_point start_ = async::clock::now();
    boost::asio::io_context loop_{1};
    simulation::elsewhere elsewhere_{loop_};
    // There is always a timer, so that the loop always says when the next one is due.
    async::timer end_of_time_;
};

}  // namespace trawl::simulation
