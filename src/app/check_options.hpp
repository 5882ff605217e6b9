#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "check/expectations.hpp"
#include "check/suite.hpp"
#include "check/unused.hpp"

namespace trawl::app {

/// What is asked.
struct check_input {
    std::vector<std::string> urls;
    std::vector<std::string> suites;
    std::string list;  ///< empty: none; "-": standard input
    batch::list_format format = batch::list_format::automatic;
    bool allow_empty = false;
    bool dry_run = false;

    [[nodiscard]] bool has_list() const noexcept { return !urls.empty() || !list.empty(); }
};

/// How often it is asked.
struct repetition_options {
    std::optional<std::uint64_t> rounds;
    std::optional<async::clock::duration> time;
    std::optional<async::clock::duration> wait_for;
    async::clock::duration wait_every = std::chrono::seconds{1};
    /// A reply that is not as expected is asked for again, as a failure is.
    bool retries_assertions = true;
    /// Somebody said what is asked for again: waiting keeps to it, too.
    bool has_retry_classes = false;

    [[nodiscard]] bool is_repeated() const noexcept { return time || rounds.value_or(1) > 1; }
};

enum class report_format : std::uint8_t { junit, tap, json, markdown, html };

struct report_file {
    report_format format;
    std::string path;  ///< "-": standard output
};

struct check_output {
    std::vector<report_file> reports;
    std::string github = "auto";
};

/// `trawl check`, as it was asked for.
struct check_options : run_options {
    check_input input;
    /// Without the environment.
    check::suite_inputs suites;
    /// Which of that the command line has itself.
    check::own_inputs own;
    /// What the command line expects of the run as a whole.
    std::vector<check::placed_threshold> thresholds;
    repetition_options again;
    check_output output;
    std::string method = "GET";
    std::optional<std::uint64_t> max_body = std::uint64_t{16} << 20;
};

}  // namespace trawl::app
