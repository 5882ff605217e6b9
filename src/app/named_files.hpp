#pragma once

#include <string>
#include <vector>

namespace trawl::app {

/// A file that an option names; an empty path: it was not given.
struct named_file {
    const char* option;
    std::string path;
};

/// Refuses two outputs in one file or both on standard output, and an output in place of what is read. `on_stdout`: the
/// option that has standard output already; empty: none.
///
/// Errors      Throws `option_error`.
void refuse_files_named_twice(const std::vector<named_file>& written, const std::vector<std::string>& read,
                              std::string on_stdout);

}  // namespace trawl::app
