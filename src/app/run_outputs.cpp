#include "app/run_outputs.hpp"

#include <utility>

#include <boost/system/system_error.hpp>

#include "app/cookie_file.hpp"
#include "app/run_parts.hpp"
#include "base/log.hpp"
#include "files/direct.hpp"

namespace trawl::app {

bool is_stdout_taken(const output_options& asked) {
    return asked.format || files::is_standard_output(asked.results) || files::is_standard_output(asked.file) ||
           files::is_standard_output(asked.failed_list);
}

run_outputs::run_outputs(async::executor loop, const fetch_options& options, batch::journal* history,
                         std::function<void()> on_reader_left)
    : loop_(std::move(loop)),
      options_(options),
      history_(history),
      on_reader_left_(std::move(on_reader_left)),
      failures_(open_failed_list(options_)),
      records_(open_records(options_.output.results)),
      formatted_(open_records(options_.output.format ? "-" : "")),
      hook_(make_hook()) {
    if (formatted_) {
        format_.emplace(*options_.output.format, *formatted_);
    }
}

// What is told of a job must not be forgotten again, whatever happens to us.
std::function<void()> run_outputs::keep_history() const {
    if (history_ == nullptr) {
        return nullptr;
    }
    return [journal = history_] { journal->commit(); };
}

std::unique_ptr<output::record_writer> run_outputs::open_records(const std::string& path) {
    if (path.empty() || options_.input.dry_run) {
        return nullptr;
    }
    const auto on_error = [this, path](boost::system::error_code why) { records_failed(path, why); };
    try {
        return std::make_unique<output::record_writer>(loop_, path, on_error, keep_history());
    } catch (const boost::system::system_error& failed) {
        throw cannot_start(write_failed, "cannot write " + path + ": " + failed.code().message());
    }
}

std::unique_ptr<completion_hook> run_outputs::make_hook() {
    if (options_.output.on_complete.empty() || options_.input.dry_run) {
        return nullptr;
    }
    completion_hook::settings how{options_.output.on_complete, is_stdout_taken(options_.output), keep_history()};
    return std::make_unique<completion_hook>(loop_, std::move(how));
}

std::vector<output::record_consumer*> run_outputs::consumers() {
    std::vector<output::record_consumer*> all;
    if (format_) {
        all.push_back(&*format_);
    }
    if (hook_) {
        all.push_back(hook_.get());
    }
    return all;
}

async::awaitable<void> run_outputs::finish() {
    if (hook_) {
        co_await hook_->finish();
    }
    if (formatted_) {
        co_await formatted_->finish();
    }
    if (records_) {
        co_await records_->finish();
    }
}

void run_outputs::close() {
    if (history_ != nullptr) {
        history_->commit();
    }
    if (failures_) {
        if (const auto failed = failures_->finish()) {
            lose("cannot write " + options_.output.failed_list + ": " + failed.message());
        }
    }
    const std::string& cookies = options_.credentials.save_cookies;
    if (!cookies.empty()) {
        if (const auto failed = save_cookies(*options_.session.cookies, cookies)) {
            lose("cannot write " + cookies + ": " + failed.message());
        }
    }
}

void run_outputs::records_failed(const std::string& path, boost::system::error_code why) {
    if (why == boost::system::errc::broken_pipe) {
        is_lost_ = true;
        base::log(base::log_level::warn, "the reader of the records has left: stopping");
        on_reader_left_();
    } else {
        lose("cannot write " + path + ": " + why.message());
    }
}

void run_outputs::lose(const std::string& why) {
    is_lost_ = true;
    base::log(base::log_level::error, why);
}

}  // namespace trawl::app
