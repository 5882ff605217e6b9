#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "app/exit_status.hpp"
#include "app/options.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::app {

/// One run of a command.
class command_run {
public:
    command_run() = default;
    command_run(const command_run&) = delete;
    command_run& operator=(const command_run&) = delete;
    virtual ~command_run() = default;

    /// Result: the exit status.
    [[nodiscard]] virtual int run() = 0;
};

/// Starts the log, makes a run and runs it; what keeps it from being made is told. Result: the exit status.
[[nodiscard]] int start_run(const common_options& common, const std::function<std::unique_ptr<command_run>()>& make);

/// What comes before a run is made: fits it to the limit of open descriptors, looks whether cookies can be saved, reads
/// those to start with. `descriptors_each`: as `fit_to_descriptors`. Throws `cannot_start`, `bad_value`.
void prepare(run_options& options, unsigned descriptors_each, bool is_dry);

/// Writes the cookies of the run where --save-cookies says. Result: why it cannot; empty if it could, or nothing is to be
/// written. Blocks.
[[nodiscard]] std::string save_cookies(const run_options& options);

/// Runs the loop until the work has ended; says which handlers held it for long. Result: what the work threw.
[[nodiscard]] std::exception_ptr run_on(boost::asio::io_context& loop, async::awaitable<void> work);

/// Says what ended a run's work early, and notes what that makes of its exit status. Result: what was said.
std::string tell_failure(const std::exception_ptr& why, run_end& end);

/// Tells on stderr why there is no run; gives the status back.
int refuse(exit_status status, const std::string& why);

}  // namespace trawl::app
