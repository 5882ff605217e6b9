#include "app/record_outputs.hpp"

#include <utility>

#include <boost/system/system_error.hpp>

#include "app/run_parts.hpp"
#include "base/log.hpp"
#include "files/confinement.hpp"

namespace trawl::app {

record_outputs::record_outputs(async::executor loop, settings how)
    : loop_(std::move(loop)),
      how_(std::move(how)),
      records_(open_records(how_.asked.results)),
      formatted_(open_records(how_.asked.format ? "-" : "")),
      hook_(make_hook()) {
    if (formatted_) {
        format_.emplace(*how_.asked.format, *formatted_);
    }
}

std::unique_ptr<output::record_writer> record_outputs::open_records(const std::string& path) {
    if (path.empty()) {
        return nullptr;
    }
    const auto on_error = [this, path](boost::system::error_code why) { records_failed(path, why); };
    try {
        return std::make_unique<output::record_writer>(loop_, path, on_error, how_.before_each);
    } catch (const boost::system::system_error& failed) {
        throw cannot_start(write_failed, "cannot write " + path + ": " + files::why_not_written(path, failed.code()));
    }
}

std::unique_ptr<completion_hook> record_outputs::make_hook() {
    if (how_.asked.on_complete.empty()) {
        return nullptr;
    }
    completion_hook::settings how{how_.asked.on_complete, how_.is_stdout_taken, how_.before_each};
    return std::make_unique<completion_hook>(loop_, std::move(how));
}

std::vector<output::record_consumer*> record_outputs::consumers() {
    std::vector<output::record_consumer*> all;
    if (format_) {
        all.push_back(&*format_);
    }
    if (hook_) {
        all.push_back(hook_.get());
    }
    return all;
}

async::awaitable<void> record_outputs::finish() {
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

void record_outputs::records_failed(const std::string& path, boost::system::error_code why) {
    if (why == boost::system::errc::broken_pipe) {
        is_lost_ = true;
        base::log(base::log_level::warn, "the reader of the records has left: stopping");
        how_.on_reader_left();
    } else {
        lose("cannot write " + path + ": " + why.message());
    }
}

void record_outputs::lose(const std::string& why) {
    is_lost_ = true;
    base::log(base::log_level::error, why);
}

}  // namespace trawl::app
