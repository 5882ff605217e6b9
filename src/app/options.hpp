#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/fail_threshold.hpp"
#include "batch/list_format.hpp"
#include "fetch/host_limits.hpp"
#include "files/name_template.hpp"
#include "http/retry.hpp"
#include "output/record_format.hpp"
#include "trawl/http/session.hpp"

namespace trawl::app {

/// What every command has.
struct common_options {
    bool quiet = false;
    int verbosity = 0;     ///< 0 warnings, 1 what is done, 2 details
    std::string log_file;  ///< empty: none
    /// What takes secrets that only the run knows out of the lines of the log (and for GitHub Actions commands, too); null: there are
    /// none. Called on any thread.
    std::function<std::string(std::string_view)> without_secrets;
};

struct input_options {
    std::vector<std::string> urls;
    std::string list;  ///< empty: none; "-": standard input
    batch::list_format format = batch::list_format::automatic;
    std::string checksums;  ///< empty: none
    bool only_failed = false;
    bool allow_empty = false;
    bool dry_run = false;
};

struct output_options {
    std::string folder = ".";
    std::string file;  ///< empty: named after the URL; "-": standard output
    bool discard = false;
    std::optional<files::name_template> names;  ///< nullopt: the path's last segment
    std::string naming;                         ///< how `names` was asked for; empty if it was not
    bool tree = false;
    bool content_disposition = false;
    bool sync = false;
    bool no_state = false;
    std::string failed_list;  ///< empty: none; "-": standard output
};

struct request_options {
    std::string method = "GET";
    std::shared_ptr<const std::string> body;
    unsigned split = 1;
};

struct credential_options {
    /// For every origin that is asked; nullopt: none.
    std::optional<http::credentials> login;
    /// Empty: none.
    std::string netrc_file;
    bool allow_basic = true;
    std::string load_cookies;  ///< empty: none
    std::string save_cookies;  ///< empty: none
};

/// What a run tells scripts.
struct record_options {
    std::string results;  ///< empty: none; "-": standard output
    /// Of what is written on standard output for each job; nullopt: nothing.
    std::optional<output::record_format> format;
    std::vector<std::string> on_complete;  ///< a command's words; empty: none
    fail_threshold fail_on;
};

/// What every command has that asks servers for many things.
struct run_options {
    common_options common;
    record_options records;
    http::headers fields;
    credential_options credentials;
    std::size_t concurrency = 64;
    fetch::host_rules hosts;
    std::optional<fetch::rate> rate;
    std::optional<std::uint64_t> bytes_per_second;
    std::optional<std::uint64_t> min_speed;
    async::clock::duration min_speed_time = std::chrono::seconds{30};
    http::retry_policy retries;
    async::clock::duration grace = std::chrono::seconds{10};
    std::string sandbox = "auto";
    http::session_options session;
};

/// `trawl fetch`, as it was asked for.
struct fetch_options : run_options {
    input_options input;
    output_options output;
    request_options request;
    std::optional<async::clock::duration> deadline;
    /// That fetch; one is the run's own loop.
    unsigned threads = 1;
};

}  // namespace trawl::app
