#pragma once

#include "batch/journal_row.hpp"
#include "fetch/outcome.hpp"

namespace trawl::batch {

/// Whether the journal need hear of it: not of a file that an earlier run finished, and that is still right.
[[nodiscard]] bool changes_journal(const fetch::report& done) noexcept;

/// What a report says of its job's file; without what comes from the input: url, variant, occurrence, naming, input.
[[nodiscard]] journal_row journal_row_of(const fetch::report& done);

}  // namespace trawl::batch
