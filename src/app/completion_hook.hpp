#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "output/record_consumer.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::app {

/// Runs a command for each job that has ended, with the job's record on its standard input. A few run at a time; the
/// order is that in which the jobs ended, as far as that goes.
///
/// Errors      A command that cannot be run, or that does not end with 0: a warning, and `failures`. That it does not
///             read its input is none.
/// Lifetime    The destructor ends the commands that run; those not yet run are left out. The loop's context must
///             outlive it.
/// Threads     All calls on the loop's thread.
/// Limits      256 records, if `room` is awaited before each job.
class completion_hook final : public output::record_consumer {
public:
    struct settings {
        std::vector<std::string> command;  ///< its words; not empty
        /// Where the command's output goes: to our standard error, when our standard output is taken.
        bool is_stdout_taken = false;
        /// Called on the hook's threads before each command.
        std::function<void()> before_each;
    };

    completion_hook(async::executor loop, settings how);
    ~completion_hook() override;

    void take(const fetch::report& done, const std::string& record) override;
    [[nodiscard]] async::awaitable<void> room() override;

    /// Waits until a command has been run for each record. Nothing may be taken afterwards.
    [[nodiscard]] async::awaitable<void> finish();

    /// Ends the commands that run, in a second, and runs no more: all of them count as failures.
    void stop();

    /// Commands that run, or wait for their turn.
    [[nodiscard]] std::size_t pending() const;

    [[nodiscard]] std::uint64_t failures() const noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::app
