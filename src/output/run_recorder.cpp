#include "output/run_recorder.hpp"

#include <utility>

#include "base/log.hpp"
#include "output/job_text.hpp"

namespace trawl::output {

run_recorder::run_recorder(record_writer* records, std::string method) : records_(records), method_(std::move(method)) {
}

void run_recorder::finished(const fetch::report& done) {
    totals_.add(done);
    if (base::is_logged(base::log_level::info)) {
        base::log(base::log_level::info, outcome_text(done));
    }
    if (records_ != nullptr) {
        records_->add(done, method_);
    }
}

async::awaitable<void> run_recorder::ready() {
    if (records_ != nullptr) {
        co_await records_->room();
    }
}

}  // namespace trawl::output
