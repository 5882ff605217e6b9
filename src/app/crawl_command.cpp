#include "app/crawl_command.hpp"

#include <chrono>
#include <utility>

namespace trawl::app {

namespace {

constexpr const char* about = "Follows links from pages to pages, politely, and keeps what it finds";

constexpr const char* footer =
    "Without --jsonl, --warc, --links or --check-links, what is fetched goes into files beneath DIR, as with --mirror. "
    "What the crawl "
    "knows\n"
    "stands in DIR/.trawl: the same command goes on where it was, however it ended.\n\n"
    "Durations: 500ms, 10s, 2m, 1h30m, 7d; a plain number is seconds; 'none' lifts a limit.\n"
    "Sizes: 512k, 10M, 1.5G.\n\n"
    "Exit status: 0 all as asked, 1 internal error, 2 usage, config or seeds, 3 network, 4 HTTP status or broken "
    "links,\n"
    "5 output could not be written, 130 or 143 interrupted. Several at once: 5, then 3, then 4, then 2.\n\n"
    "More: trawl help crawl, exit-codes, records, retries, credentials, config.";

}  // namespace

crawl_draft::crawl_draft() {
    auto& host = result.hosts.otherwise;
    host.concurrency = 2;
    host.adaptive_delay = 1;
    host.failure_backoff = std::chrono::seconds(1);
    host.max_failures_in_a_row = 8;
    // Links lead to streams without an end, too.
    result.session.timeouts.total = std::chrono::minutes(20);
}

crawl_command::crawl_command(command_line& program) : program_(program), config_(program, "crawl") {
    program.add_command("crawl", about, footer, [this](option_set options) { add_options(options); });
}

void crawl_command::add_options(option_set& options) {
    add_crawl_input_options(options, draft_);
    config_.add_to(options);
    add_crawl_output_options(options, draft_);
    add_query_options(options, draft_);
    add_reach_options(options, draft_);
    add_budget_options(options, draft_);
    add_url_options(options, draft_);
    add_trap_options(options, draft_);
    add_robots_options(options, draft_);
    add_record_options(options, draft_.run);
    add_field_options(options, draft_.run);
    add_credential_options(options, draft_.run);
    add_limit_options(options, draft_.run);
    add_retry_options(options, draft_.run);
    options.number({"--park-after", "N", "Leave a host alone for this run after so many failures in a row; 0: never"},
                   draft_.result.hosts.otherwise.max_failures_in_a_row);
    add_rate_options(options, draft_.run);
    add_connection_options(options, draft_.run);
    add_tls_options(options, draft_.run);
    add_sandbox_option(options, draft_.run);
    add_message_options(options, draft_.run);
}

crawl_options crawl_command::finish() {
    config_.apply();
    config_.apply_hosts(draft_.result.hosts);
    finish_crawl_input(draft_);
    finish_reach(draft_, program_.was_given("crawl", "user-agent"));
    finish_run_options(draft_.run);
    finish_crawl_output(draft_);
    auto& session = draft_.result.session;
    session.max_redirects = 0;  // each is a page of its own
    if (!session.cookies) {
        session.cookies = std::make_shared<http::cookie_jar>();
    }
    return std::move(draft_.result);
}

}  // namespace trawl::app
