#pragma once

#include <string>
#include <vector>

#include "app/crawl_options.hpp"
#include "files/descriptor.hpp"
#include "output/link_report.hpp"

namespace trawl::app {

/// Where it is told which links are broken.
///
/// Threads     Any. Its calls block.
class link_reports {
public:
    /// Makes the files, or sees that they can be written: what stands in them stays for now. `has_stdout`: nobody else
    /// writes there, so that text does. Throws `cannot_start`.
    link_reports(const crawl_options& options, bool has_stdout);

    /// In place of what they had. Throws `crawl::state_error`, `boost::system::system_error`.
    void write(const std::string& folder);

private:
    struct report {
        link_report_file what;
        files::descriptor own;  ///< closed: it is one that we were given
        int fd = -1;
    };

    static void write_one(const report& each, const std::string& folder);

    std::vector<report> reports_;
};

}  // namespace trawl::app
