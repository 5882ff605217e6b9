#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/completion_hook.hpp"
#include "app/options.hpp"
#include "batch/failed_list.hpp"
#include "batch/journal.hpp"
#include "output/formatted_records.hpp"
#include "output/record_writer.hpp"

namespace trawl::app {

/// Whether bodies, records, or anything else but talk goes to standard output.
[[nodiscard]] bool is_stdout_taken(const output_options& asked);

/// All that a run writes besides bodies: records, texts, what commands are told, the list of what failed, the journal,
/// cookies.
///
/// Errors      What cannot be written is logged, and `is_lost`.
/// Lifetime    The options and the loop's context must outlive it.
/// Threads     All calls on the loop's thread.
class run_outputs {
public:
    /// `history` may be null, else must outlive it. `on_reader_left` is called when nobody reads standard output any more.
    /// Throws `cannot_start`.
    run_outputs(async::executor loop, const fetch_options& options, batch::journal* history,
                std::function<void()> on_reader_left);

    /// Null if there are none.
    [[nodiscard]] output::record_writer* records() noexcept { return records_.get(); }
    [[nodiscard]] batch::failed_list* failures() noexcept { return failures_.get(); }
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

    /// Writes what is written when all has ended. Blocks.
    void close();

    void lose(const std::string& why);
    [[nodiscard]] bool is_lost() const noexcept { return is_lost_ || (hook_ && hook_->failures() > 0); }

private:
    [[nodiscard]] std::function<void()> keep_history() const;
    std::unique_ptr<output::record_writer> open_records(const std::string& path);
    std::unique_ptr<completion_hook> make_hook();
    void records_failed(const std::string& path, boost::system::error_code why);

    async::executor loop_;
    const fetch_options& options_;
    batch::journal* history_;
    std::function<void()> on_reader_left_;
    bool is_lost_ = false;
    std::unique_ptr<batch::failed_list> failures_;
    std::unique_ptr<output::record_writer> records_;
    std::unique_ptr<output::record_writer> formatted_;
    std::optional<output::formatted_records> format_;
    std::unique_ptr<completion_hook> hook_;
};

}  // namespace trawl::app
