#pragma once

#include "batch/sql.hpp"
#include "output/link_report.hpp"

namespace trawl::output {

// A report each; they throw what `take` throws, and `batch::sql_error`.

void write_junit_report(batch::sql_database& state, const line_sink& take);
void write_markdown_report(batch::sql_database& state, const link_totals& totals, const line_sink& take);

}  // namespace trawl::output
