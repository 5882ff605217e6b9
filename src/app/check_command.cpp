#include "app/check_command.hpp"

#include <chrono>
#include <utility>

#include "app/check_outputs.hpp"

namespace trawl::app {

namespace {

constexpr const char* about = "Asks URLs, or what a suite names, and says whether the replies are as expected";

constexpr const char* footer =
    "Without --expect, 'status in 200..299' is expected, of the last reply when it redirects. See\n"
    "'trawl help expectations', and 'trawl help suites' for files.\n\n"
    "Durations: 500ms, 10s, 2m, 1h30m; a plain number is seconds; 'none' lifts a limit.\n"
    "Sizes: 512k, 10M, 1.5G.\n\n"
    "Exit status: 0 all passed, 1 internal error, 2 usage, config, suite or input list, 3 network,\n"
    "4 not as expected, 5 output could not be written, 130 or 143 interrupted. Several at once: 5, then 3, then 4, "
    "then "
    "2.\n\n"
    "More: trawl help check, expectations, suites, exit-codes, formats, retries, credentials, config.";

constexpr const char* check_members =
    R"({"name": "", "suite": null, "tags": [], "result": "", "blame": "", "message": "", "expectations": [],)"
    R"("body_start": "", "body_cut": false, "body_binary": 0, "tries": 1, "first_failure": ""})";

}  // namespace

check_draft::check_draft() {
    result.session.accept_codings = true;
    result.session.timeouts.total = std::chrono::seconds(30);
    result.retries.max_retries = 0;
    run.record_members = check_members;
    run.quiet_text = "No progress, and of the checks only what did not pass";
    run.retries_assertions = &result.again.retries_assertions;
}

check_command::check_command(command_line& program) : program_(&program), config_(program, "check") {
    program.add_command("check", about, footer, [this](option_set options) { add_options(options); });
}

void check_command::add_options(option_set& options) {
    add_check_input_options(options, draft_);
    config_.add_to(options);
    add_expectation_options(options, draft_);
    add_suite_options(options, draft_);
    add_repetition_options(options, draft_);
    add_report_options(options, draft_);
    add_record_options(options, draft_.run);
    add_field_options(options, draft_.run);
    add_check_request_options(options, draft_);
    add_credential_options(options, draft_.run);
    add_limit_options(options, draft_.run);
    add_retry_options(options, draft_.run);
    add_rate_options(options, draft_.run);
    add_connection_options(options, draft_.run);
    add_tls_options(options, draft_.run);
    add_sandbox_option(options, draft_.run);
    add_message_options(options, draft_.run);
}

check::own_inputs check_command::own_inputs() const {
    const auto is_given = [this](const char* option) { return program_->was_given("check", option); };
    check::own_inputs own;
    own.variables = is_given("var");
    own.secrets = is_given("secret");
    own.tags = is_given("tag");
    own.skip_tags = is_given("skip-tag");
    return own;
}

check_options check_command::finish() {
    draft_.result.own = own_inputs();  // before the config file adds its own
    config_.apply();
    config_.apply_hosts(draft_.result.hosts);
    finish_check_input(draft_);
    finish_secrets(draft_);
    try {
        finish_expectations(draft_);
    } catch (const option_error&) {
        if (!draft_.result.input.dry_run) {
            remove_stale_reports(draft_.result);
        }
        throw;
    }
    finish_repetition(draft_);
    finish_run_options(draft_.run);
    check_reports(draft_.result);
    return std::move(draft_.result);
}

}  // namespace trawl::app
