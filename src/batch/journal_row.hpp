#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "files/sha256.hpp"

namespace trawl::batch {

/// What the journal says of one file.
struct journal_row {
    std::string name;  ///< the job's, relative to the output folder: the key
    std::string path;  ///< where the file is if that is not `name`, relative to the output folder
    std::string url;   ///< without user name, password and fragment
    std::string
        variant;  ///< tells requests apart that have the same URL, but another method, body or fields; empty: a plain GET
    std::uint64_t occurrence = 1;  ///< which of the inputs with this URL and variant it was, from 1
    std::string naming;            ///< how `name` was made: a template's text, or "list NAME"; empty: as by default
    std::string input;             ///< of a failed one: the whole input, when it is not the URL alone
    std::uint64_t number = 0;      ///< the input's place in its run
    std::string outcome;           ///< as in records
    int status = 0;                ///< 0: no reply
    std::string etag;
    std::string last_modified;
    /// Of the file; nullopt if none was ever finished.
    std::optional<std::uint64_t> size;
    std::int64_t modified = 0;  ///< nanoseconds since the epoch
    std::optional<files::sha256_digest> sha256;
    std::string digests;                                ///< that it was checked against: "sha512=... md5=..."
    std::chrono::system_clock::time_point finished_at;  ///< not read back
    std::string error_kind;
    std::string error_message;
    /// The machine may have lost bytes of the file since it was finished.
    bool is_in_doubt = false;

    /// Whether the last try ended well.
    [[nodiscard]] bool is_done() const noexcept {
        return outcome == "ok" || outcome == "not_modified" || outcome == "already_complete";
    }
};

}  // namespace trawl::batch
