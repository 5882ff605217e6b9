#include "app/link_reports.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "app/run_parts.hpp"
#include "files/direct.hpp"
#include "files/write_all.hpp"

namespace trawl::app {

link_reports::link_reports(const crawl_options& options, bool has_stdout) {
    if (!options.output.check_links) {
        return;
    }
    std::vector<link_report_file> wanted = options.output.reports;
    const auto is_on_stdout = [](const link_report_file& each) { return files::is_standard_output(each.path); };
    if (has_stdout && std::ranges::none_of(wanted, is_on_stdout)) {
        wanted.push_back({output::link_report_format::text, "-"});
    }
    for (link_report_file& each : wanted) {
        report made{std::move(each), {}, -1};
        if (const auto given = files::own_descriptor(made.what.path)) {
            made.fd = *given;
        } else {
            made.own = files::descriptor(::open(made.what.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
            made.fd = made.own.fd();
        }
        if (made.fd < 0) {
            throw cannot_start(write_failed,
                               "cannot write to " + made.what.path + ": " + files::last_error().message());
        }
        reports_.push_back(std::move(made));
    }
}

void link_reports::write(const std::string& folder) {
    for (const report& each : reports_) {
        write_one(each, folder);
    }
}

void link_reports::write_one(const report& each, const std::string& folder) {
    const std::string what = "cannot write to " + each.what.path;
    // What is no file has nothing to be cut off.
    if (each.own.is_open() && ::ftruncate(each.fd, 0) != 0 && errno != EINVAL) {
        throw boost::system::system_error(files::last_error(), what);
    }
    output::write_link_report(folder, each.what.format, [&](std::string_view lines) {
        if (const auto done = files::write_all(each.fd, lines); done.failure) {
            throw boost::system::system_error(done.failure, what);
        }
    });
}

}  // namespace trawl::app
