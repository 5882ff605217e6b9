#pragma once

#include "report/check_record.hpp"

namespace trawl::report {

/// One page that needs nothing else, and that lets nothing run: all checks, and below each that did not pass what is known of it.
/// In light or dark, as the reader's browser has it. Well-formed XML, too.
///
/// Goes through the checks twice. Throws what `checks` and `take` throw.
void write_html_report(const run_record& run, const check_walk& checks, const text_sink& take);

}  // namespace trawl::report
