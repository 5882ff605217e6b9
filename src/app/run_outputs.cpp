#include "app/run_outputs.hpp"

#include <utility>

#include "app/run_parts.hpp"
#include "app/run_start.hpp"
#include "files/confinement.hpp"
#include "files/direct.hpp"

namespace trawl::app {

namespace {

record_outputs::settings settings_of(const fetch_options& options, batch::journal* history,
                                     std::function<void()> on_reader_left) {
    record_outputs::settings how;
    if (!options.input.dry_run) {
        how.asked = options.records;
    }
    how.is_stdout_taken = is_stdout_taken(options);
    // What is told of a job must not be forgotten again, whatever happens to us.
    if (history != nullptr) {
        how.before_each = [history] { history->commit(); };
    }
    how.on_reader_left = std::move(on_reader_left);
    return how;
}

}  // namespace

bool is_stdout_taken(const fetch_options& options) {
    const auto& told = options.records;
    return told.format || files::is_standard_output(told.results) || files::is_standard_output(options.output.file) ||
           files::is_standard_output(options.output.failed_list);
}

run_outputs::run_outputs(async::executor loop, const fetch_options& options, batch::journal* history,
                         std::function<void()> on_reader_left)
    : record_outputs(std::move(loop), settings_of(options, history, std::move(on_reader_left))),
      options_(options),
      history_(history),
      failures_(open_failed_list(options_)) {
}

void run_outputs::close() {
    if (history_ != nullptr) {
        history_->commit();
    }
    if (failures_) {
        if (const auto failed = failures_->finish()) {
            lose("cannot write " + options_.output.failed_list + ": " +
                 files::why_not_written(options_.output.failed_list, failed));
        }
    }
    if (const auto failed = save_cookies(options_); !failed.empty()) {
        lose(failed);
    }
}

}  // namespace trawl::app
