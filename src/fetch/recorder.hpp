#pragma once

#include "fetch/outcome.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::fetch {

/// Who is told what happened: records, progress, summary.
class recorder {
public:
    recorder() = default;
    recorder(const recorder&) = delete;
    recorder& operator=(const recorder&) = delete;
    virtual ~recorder() = default;

    /// A job has ended. Called once for each, on the loop; must not block.
    virtual void finished(const report& done) = 0;

    /// Waits while the recorder has more to write than it wants to hold: no further job starts before.
    [[nodiscard]] virtual async::awaitable<void> ready() = 0;
};

}  // namespace trawl::fetch
