#include "app/crawl_query.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

#include <unistd.h>

#include "app/exit_status.hpp"
#include "app/run_start.hpp"
#include "crawl/state.hpp"
#include "files/write_all.hpp"
#include "output/crawl_report.hpp"

namespace trawl::app {

namespace {

/// Nobody takes what is written.
struct not_written {
    boost::system::error_code why;
};

void print(std::string_view text) {
    if (const auto done = files::write_all(STDOUT_FILENO, text); done.failure) {
        throw not_written{done.failure};
    }
}

}  // namespace

int answer_query(const crawl_options& options) try {
    const auto& query = options.query;
    if (query.status) {
        print(output::crawl_status(options.output.folder));
    }
    if (const auto what = output::crawl_table_of(query.what)) {
        const auto how = query.format == "csv" ? output::table_format::csv : output::table_format::json_lines;
        output::export_crawl(options.output.folder, *what, how, print);
    }
    return all_done;
} catch (const crawl::state_error& failed) {
    return refuse(usage, failed.what());
} catch (const not_written& failed) {
    // A reader that has seen enough knows it.
    return failed.why == boost::system::errc::broken_pipe
               ? write_failed
               : refuse(write_failed, "cannot write standard output: " + failed.why.message());
} catch (const std::exception& failed) {
    return refuse(internal_error, std::string("internal error: ") + failed.what());
}

}  // namespace trawl::app
