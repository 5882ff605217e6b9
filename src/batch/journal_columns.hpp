#pragma once

#include <string>

#include "batch/journal_row.hpp"
#include "batch/sql.hpp"

namespace trawl::batch {

/// The columns that a row of the journal has, in the order that both functions below keep to.
inline constexpr const char* journal_columns =
    "name, path, url, variant, occurrence, naming, input, number, outcome, status, etag, last_modified, size, "
    "mtime_ns, "
    "sha256, digests, finished_at, error_kind, error_message";
inline constexpr int journal_column_count = 19;

/// Texts that a bound row needs and does not hold itself.
struct bound_texts {
    std::string sha256;
    std::string finished_at;
};

/// Binds `row` from parameter 1 on. Both live until the statement's next `reset`.
void bind_row(sql_statement& statement, const journal_row& row, bound_texts& texts);

/// The row that a statement stands on, which selects the columns and, behind them, in_doubt.
[[nodiscard]] journal_row read_row(const sql_statement& statement);

}  // namespace trawl::batch
