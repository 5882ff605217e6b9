#include "output/run_recorder.hpp"

#include <utility>

#include "base/log.hpp"
#include "output/job_text.hpp"
#include "output/record.hpp"

namespace trawl::output {

run_recorder::run_recorder(record_writer* records, std::string method, std::vector<record_consumer*> consumers)
    : records_(records), method_(std::move(method)), consumers_(std::move(consumers)) {
}

void run_recorder::finished(const fetch::report& done) {
    totals_.add(done);
    if (base::is_logged(base::log_level::info)) {
        base::log(base::log_level::info, outcome_text(done));
    }
    const auto& own = done.what.details;
    const std::string& method = own && !own->method.empty() ? own->method : method_;
    if (records_ != nullptr) {
        records_->add(done, method);
    }
    if (!consumers_.empty()) {
        std::string record;
        append_record(record, done, method);
        for (auto* consumer : consumers_) {
            consumer->take(done, record);
        }
    }
}

async::awaitable<void> run_recorder::ready() {
    if (records_ != nullptr) {
        co_await records_->room();
    }
    for (auto* consumer : consumers_) {
        co_await consumer->room();
    }
}

}  // namespace trawl::output
