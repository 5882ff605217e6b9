#pragma once

#include <string>
#include <string_view>

namespace trawl::output {

/// Appends a field of CSV (RFC 4180), in quotes where it needs them. What a terminal would act upon, and what is no
/// UTF-8, is written as `base::printable` does: a field never has a line end.
void append_csv_field(std::string& out, std::string_view text);

}  // namespace trawl::output
