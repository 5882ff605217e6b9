#pragma once

#include <string>
#include <vector>

#include "fetch/recorder.hpp"
#include "output/record_consumer.hpp"
#include "output/record_writer.hpp"
#include "output/summary.hpp"

namespace trawl::output {

/// What the engine tells its reports to: they are counted, written as records if there is a writer, and given to who else
/// wants them.
///
/// Lifetime    `records` may be null, else must outlive it; the consumers must.
class run_recorder final : public fetch::recorder {
public:
    run_recorder(record_writer* records, std::string method, std::vector<record_consumer*> consumers = {});

    void finished(const fetch::report& done) override;
    [[nodiscard]] async::awaitable<void> ready() override;

    [[nodiscard]] const summary& totals() const noexcept { return totals_; }

private:
    record_writer* records_;
    std::string method_;
    std::vector<record_consumer*> consumers_;
    summary totals_;
};

}  // namespace trawl::output
