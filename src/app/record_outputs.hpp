#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/completion_hook.hpp"
#include "app/options.hpp"
#include "output/formatted_records.hpp"
#include "output/record_writer.hpp"

namespace trawl::app {

/// What a run tells of its jobs while it goes on: records, texts, commands.
///
/// Errors      What cannot be written is logged, and `is_lost`.
/// Lifetime    The loop's context must outlive it.
/// Threads     All calls on the loop's thread.
class record_outputs {
public:
    struct settings {
        record_options asked;
        /// Whether bodies, records, or anything else but talk goes to standard output.
        bool is_stdout_taken = false;
        /// Called, on a thread of theirs, before something is told: it must not be forgotten any more. May be null.
        std::function<void()> before_each;
        /// Called when nobody reads standard output any more.
        std::function<void()> on_reader_left;
    };

    /// Throws `cannot_start`.
    record_outputs(async::executor loop, settings how);

    /// Null if there are none.
    [[nodiscard]] output::record_writer* records() noexcept { return records_.get(); }
    [[nodiscard]] std::vector<output::record_consumer*> consumers();

    /// Waits until all that was told is written, and every command has run.
    [[nodiscard]] async::awaitable<void> finish();

    /// Ends the commands that run, and runs no more.
    void stop_commands() {
        if (hook_) {
            hook_->stop();
        }
    }
    [[nodiscard]] std::size_t pending_commands() const { return hook_ ? hook_->pending() : 0; }

    void lose(const std::string& why);
    [[nodiscard]] bool is_lost() const noexcept { return is_lost_ || (hook_ && hook_->failures() > 0); }

private:
    std::unique_ptr<output::record_writer> open_records(const std::string& path);
    std::unique_ptr<completion_hook> make_hook();
    void records_failed(const std::string& path, boost::system::error_code why);

    async::executor loop_;
    settings how_;
    bool is_lost_ = false;
    std::unique_ptr<output::record_writer> records_;
    std::unique_ptr<output::record_writer> formatted_;
    std::optional<output::formatted_records> format_;
    std::unique_ptr<completion_hook> hook_;
};

}  // namespace trawl::app
