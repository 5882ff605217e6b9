#pragma once

#include <functional>
#include <memory>

#include "app/options.hpp"
#include "app/record_outputs.hpp"
#include "batch/failed_list.hpp"
#include "batch/journal.hpp"

namespace trawl::app {

/// Whether bodies, records, or anything else but talk goes to standard output.
[[nodiscard]] bool is_stdout_taken(const fetch_options& options);

/// All that a run of `trawl fetch` writes besides bodies: what it tells, the list of what failed, the journal, cookies.
///
/// Lifetime    The options must outlive it, too.
class run_outputs final : public record_outputs {
public:
    /// `history` may be null, else must outlive it. `on_reader_left` is called when nobody reads standard output any more.
    /// Throws `cannot_start`.
    run_outputs(async::executor loop, const fetch_options& options, batch::journal* history,
                std::function<void()> on_reader_left);

    /// Null if there are none.
    [[nodiscard]] batch::failed_list* failures() noexcept { return failures_.get(); }

    /// Writes what is written when all has ended. Blocks.
    void close();

private:
    const fetch_options& options_;
    batch::journal* history_;
    std::unique_ptr<batch::failed_list> failures_;
};

}  // namespace trawl::app
