#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "http/retry.hpp"
#include "trawl/http/session.hpp"

namespace trawl::app {

/// What every command has.
struct common_options {
    bool quiet = false;
    int verbosity = 0;     ///< 0 warnings, 1 what is done, 2 details
    std::string log_file;  ///< empty: none
};

/// `trawl fetch`, as it was asked for.
struct fetch_options {
    common_options common;
    std::vector<std::string> urls;
    std::string list;  ///< empty: none; "-": standard input
    bool allow_empty = false;
    std::string folder = ".";
    std::string output;  ///< empty: named after the URL; "-": standard output
    bool discard = false;
    std::string results;  ///< empty: none; "-": standard output
    std::size_t concurrency = 64;
    std::size_t per_host = 6;
    std::string method = "GET";
    http::headers fields;
    std::shared_ptr<const std::string> body;
    http::retry_policy retries;
    async::clock::duration grace = std::chrono::seconds{10};
    http::session_options session;
};

/// The program has nothing more to do: help was printed, or the command line was wrong.
struct ended {
    int status;
};

/// Reads the command line, and the config file that it names; the command line wins. Prints help and the version on stdout,
/// what is wrong on stderr.
[[nodiscard]] std::variant<fetch_options, ended> read_options(int argc, const char* const* argv);

}  // namespace trawl::app
