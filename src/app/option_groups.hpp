#pragma once

#include "app/option_set.hpp"
#include "app/options.hpp"

namespace trawl::app {

/// What was asked for, while some of it is known as text only: because another option decides what it means, or because
/// the environment stands in for it.
///
/// Lifetime    Refers to what it is given.
struct run_draft {
    explicit run_draft(run_options& into) : result(into) {}

    run_options& result;  // NOLINT: of the draft that this is a part of
    /// A JSON object with what the command's records have beyond the usual members.
    const char* record_members = "{}";
    const char* quiet_text = "Only errors: no progress, no summary";
    std::vector<std::string> fields;
    /// Where --retry-on says whether it has the word "assert"; null: the command expects nothing of replies.
    bool* retries_assertions = nullptr;
    bool has_retry_classes = false;  ///< --retry-on was given
    std::optional<option_set::duration> retry_max_time;
    std::optional<option_set::duration> max_retry_after{result.retries.max_retry_after};
    std::optional<option_set::duration> min_speed_time{result.min_speed_time};
    std::optional<option_set::duration> grace{result.grace};
    std::string user;
    std::string bearer;
    std::string auth = "any";
    bool netrc = false;
    bool cookies = false;
    std::string proxy;
    std::optional<std::string> no_proxy;
    std::string proxy_user;
    bool only_ipv4 = false;
    bool only_ipv6 = false;
    bool insecure = false;
    std::string tls_min = "1.2";
};

/// The same of `trawl fetch`.
struct fetch_draft {
    fetch_options result;
    run_draft run{result};
    std::optional<std::string> method;
    std::optional<std::string> data;

    fetch_draft() = default;
    fetch_draft(const fetch_draft&) = delete;
    fetch_draft& operator=(const fetch_draft&) = delete;
};

// Each adds the options of one subject, which every command has that asks servers for many things. `into` must outlive the
// reading.
void add_record_options(option_set& to, run_draft& into);
void add_list_format_option(option_set& to, batch::list_format& into);
void add_field_options(option_set& to, run_draft& into);
void add_credential_options(option_set& to, run_draft& into);
void add_limit_options(option_set& to, run_draft& into);
void add_retry_options(option_set& to, run_draft& into);
void add_rate_options(option_set& to, run_draft& into);
void add_connection_options(option_set& to, run_draft& into);
void add_tls_options(option_set& to, run_draft& into);
void add_sandbox_option(option_set& to, run_draft& into);
void add_message_options(option_set& to, run_draft& into);

/// Works out what needs more than one of these to be known, and refuses what does not go together. Errors: throws
/// `option_error`, as all of these.
void finish_run_options(run_draft& draft);

// What `finish_run_options` is made of.
void finish_field_options(run_draft& draft);
void finish_credential_options(run_draft& draft);
void finish_limit_options(run_draft& draft);
/// Once limits, rates and credentials are finished.
void check_threads(const fetch_options& given);
void finish_connection_options(run_draft& draft);
void finish_tls_options(run_draft& draft);

// Those of `trawl fetch` alone.
void add_input_options(option_set& to, fetch_draft& into);
void add_output_options(option_set& to, fetch_draft& into);
void add_failed_list_option(option_set& to, fetch_draft& into);
void add_request_options(option_set& to, fetch_draft& into);
void add_deadline_option(option_set& to, fetch_draft& into);
void add_threads_option(option_set& to, fetch_draft& into);
void add_unsafe_retry_options(option_set& to, fetch_draft& into);
void finish_input_options(fetch_draft& draft);
void finish_output_options(fetch_draft& draft);
void finish_request_options(fetch_draft& draft);

/// "trawl" of "trawl/0.1.0 (+https://example.org/bot)".
[[nodiscard]] std::string first_product(const std::string& user_agent);

/// Sets one limit of one host as the option of this name would. Errors: throws `option_error`; false if none is called so.
[[nodiscard]] bool set_host_limit(fetch::host_limits& limits, const std::string& option, const std::string& value);

}  // namespace trawl::app
