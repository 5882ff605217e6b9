#pragma once

#include <string>

#include "fetch/outcome.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::output {

/// Who makes something else of records than a file of them.
class record_consumer {
public:
    record_consumer() = default;
    record_consumer(const record_consumer&) = delete;
    record_consumer& operator=(const record_consumer&) = delete;
    virtual ~record_consumer() = default;

    /// Takes the record of one job, with its line feed. Never waits.
    virtual void take(const fetch::report& done, const std::string& record) = 0;

    /// Waits while it has more to do than it wants to hold.
    [[nodiscard]] virtual async::awaitable<void> room() = 0;
};

}  // namespace trawl::output
