#include "app/fetch_command.hpp"

#include <utility>

namespace trawl::app {

namespace {

constexpr const char* about = "Fetches URLs into files, many at a time";

constexpr const char* footer =
    "A file under its final name is whole; what is on its way is NAME.part,\n"
    "or has no name yet if it is small.\n\n"
    "Durations: 500ms, 10s, 2m, 1h30m; a plain number is seconds; 'none' lifts a limit.\n"
    "Sizes: 512k, 10M, 1.5G.\n\n"
    "Exit status: 0 all as asked, 1 internal error, 2 usage, config or input list, 3 network, 4 HTTP status,\n"
    "5 output could not be written, 130 or 143 interrupted. Several at once: 5, then 3, then 4, then 2.\n\n"
    "More: trawl help exit-codes, formats, names, records, retries, credentials, config.";

}  // namespace

fetch_command::fetch_command(command_line& program) : program_(program), config_(program, "fetch") {
    program.add_command("fetch", about, footer, [this](option_set options) { add_options(options); });
}

void fetch_command::add_options(option_set& options) {
    add_input_options(options, draft_);
    config_.add_to(options);
    add_output_options(options, draft_);
    add_record_options(options, draft_.run);
    add_failed_list_option(options, draft_);
    add_field_options(options, draft_.run);
    add_request_options(options, draft_);
    add_credential_options(options, draft_.run);
    add_limit_options(options, draft_.run);
    add_deadline_option(options, draft_);
    add_threads_option(options, draft_);
    add_retry_options(options, draft_.run);
    add_unsafe_retry_options(options, draft_);
    add_rate_options(options, draft_.run);
    add_connection_options(options, draft_.run);
    add_tls_options(options, draft_.run);
    add_sandbox_option(options, draft_.run);
    add_message_options(options, draft_.run);
}

fetch_options fetch_command::finish() {
    if (program_.was_given("fetch", "dir") && program_.was_given("fetch", "output")) {
        throw option_error("--output", "does not go with --dir: it is a path of its own");
    }
    config_.apply();
    config_.apply_hosts(draft_.result.hosts);
    finish_input_options(draft_);
    finish_run_options(draft_.run);
    finish_request_options(draft_);
    finish_output_options(draft_);
    check_threads(draft_.result);
    return std::move(draft_.result);
}

}  // namespace trawl::app
