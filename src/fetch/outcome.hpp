#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/system/error_code.hpp>

#include "fetch/job.hpp"
#include "files/sha256.hpp"
#include "trawl/http/response.hpp"

namespace trawl::fetch {

/// The whole body arrived, and is where it should be.
struct fetched {
    std::string path;  ///< as the user would type it; empty if the body was not kept
    std::optional<files::sha256_digest> sha256;
    std::uint64_t size = 0;     ///< of the file
    std::int64_t modified = 0;  ///< of the file: nanoseconds since the epoch; 0 if it is no regular file
};

/// The server said that the file of an earlier run is still right (304).
struct not_modified {
    std::string path;
    std::optional<files::sha256_digest> sha256;
};

/// The whole file was there: recorded by an earlier run, or a .part that turned out to be all of it. Nothing was fetched.
struct already_complete {
    std::string path;
    std::optional<files::sha256_digest> sha256;
    std::uint64_t size = 0;     ///< as in `fetched`
    std::int64_t modified = 0;  ///< as in `fetched`; 0 if it stands as it was recorded
};

/// The body came whole, but is not what the input, or the server itself, says that it must be. It was not kept.
struct checksum_mismatch {
    /// "sha256 is ba78..., not e3b0...".
    std::string detail;
};

/// The server answered, but not with 2xx.
struct http_error {};

/// No whole reply came.
struct network_failure {
    http::error why;
};

/// Not asked for at all: the input is no URL that can be fetched.
struct skipped {
    http::error why;
    /// It is well so: `why` has words for it alone.
    bool is_meant = false;
};

/// robots.txt of its origin does not let us ask for it.
struct robots_denied {
    /// "line 12: Disallow: /private", "unreachable: HTTP 503".
    std::string rule;
    /// The rules themselves could not be had: another run may fare better.
    bool is_passing = false;
};

/// The body came, but could not be kept.
struct write_failure {
    std::string path;
    boost::system::error_code why;
};

/// The run was interrupted first.
struct cancelled {};

/// What happened to a job.
using outcome = std::variant<fetched, not_modified, already_complete, checksum_mismatch, http_error, network_failure,
                             skipped, robots_denied, write_failure, cancelled>;

/// The word for it in records: "ok", "not_modified", "already_complete", "checksum_mismatch", "http_error", "network_error", "timeout",
/// "truncated", "too_large", "skipped", "robots_denied", "write_error", "cancelled".
[[nodiscard]] std::string_view name(const outcome& how) noexcept;

/// Whether the file is there as it was asked for: fetched, not_modified, already_complete.
[[nodiscard]] bool is_success(const outcome& how) noexcept;

/// What the last reply's head said.
struct reply_facts {
    int status = 0;
    int version = 0;  ///< 10 or 11
    std::string content_type;
    std::string etag;
    std::string last_modified;
    http::url final_url;
    std::uint64_t bytes = 0;          ///< of the body on the wire
    std::uint64_t bytes_decoded = 0;  ///< of the body as saved

    explicit reply_facts(http::url where) : final_url(std::move(where)) {}
};

/// One try that did not end the job.
struct attempt {
    int status = 0;  ///< 0 if there was no reply
    std::optional<http::error> failure;
    async::clock::duration took{};
    async::clock::duration waited{};  ///< before the next one
    bool was_mismatch = false;        ///< the body came whole, but was not what it had to be
};

/// What an attempter made of a reply, beside the facts: the frontier that goes with it knows what it is.
struct product {
    product() = default;
    product(const product&) = delete;
    product& operator=(const product&) = delete;
    virtual ~product() = default;
};

/// Everything that a record says of a job.
struct report {
    job what;
    outcome how = cancelled{};
    std::chrono::system_clock::time_point started;
    async::clock::duration queued{};  ///< from the job's start to its first request: host slots and delays
    async::clock::duration took{};    ///< from the first request to the outcome, retries and their pauses included
    std::optional<reply_facts> reply;
    std::size_t place = 0;          ///< which of the job's places the last attempt asked
    http::trace trace;              ///< of the last attempt
    std::vector<attempt> attempts;  ///< those before the last one
    bool has_part = false;          ///< whether an attempt has left a .part to go on with
    std::string final_name;  ///< in place of the job's: Content-Disposition's, or another for a taken one; empty: none
    /// What the reply with the first bytes of the .part said that the whole must come to.
    std::vector<files::digest> part_digests;
    /// Of the last attempt; null: none. The frontier may take it.
    std::shared_ptr<fetch::product> product;

    explicit report(job done) : what(std::move(done)) {}
};

}  // namespace trawl::fetch
