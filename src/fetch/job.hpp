#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "files/digest.hpp"
#include "files/sha256.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::fetch {

/// What an input says of itself beyond its URL and name. Most inputs have none of it.
struct job_details {
    /// Empty: the run's.
    std::string method;
    /// On top of the run's; they win over fields of the same name.
    http::headers fields;
    /// Null: the run's.
    std::shared_ptr<const std::string> body;
    /// What the file must come to.
    std::vector<files::digest> digests;
    std::optional<std::uint64_t> size;
    /// Other places that have the same file, tried in turn behind the target.
    std::vector<http::url> mirrors;
    /// Links away from what the user named.
    std::uint32_t depth = 0;
    /// The URL of the page that it was met on first; empty for what the user named.
    std::string referrer;
};

/// What an earlier run recorded of the file that a job asks for, when that file is still there as it was.
struct known_file {
    std::string etag;
    std::string last_modified;
    std::uint64_t size = 0;
    files::sha256_digest sha256{};
    /// Where it is, if Content-Disposition gave it another name than the job's; relative to the output folder.
    std::string final_name;
    /// Nothing need be asked for: it is what the job wants. Else a conditional request tells.
    bool is_enough = false;
};

/// One thing to get. Every input is one, a line that is no URL included: every input has one outcome.
struct job {
    /// The input's place: from 1, in the order of the inputs.
    std::uint64_t number = 0;
    /// The line it stood on, or began on; 0 if it came from the command line.
    std::uint64_t line = 0;
    /// The URL as it was given; of a line that could not be read, the line.
    std::string input;
    http::result<http::url> target;
    /// Whether it is not the URL that is bad, but what else the line says: `target` has what is wrong.
    bool is_bad_line = false;
    /// Where the body goes, relative to the output folder; empty if it goes nowhere.
    std::string name;
    /// Whether a file that has this name may be replaced: an earlier run fetched it for this input, or the user gave the
    /// name, or nobody remembers. Else it is somebody's own.
    bool owns_name = true;
    /// Where an earlier run put it, if that is not `name`: that file is its own.
    std::string own_path;
    /// Null: none.
    std::shared_ptr<const job_details> details;
    std::shared_ptr<const known_file> known;
    /// The whole input as it stood in the list, to be given back; null: `input` is all of it.
    std::shared_ptr<const std::string> source_text;

    explicit job(http::result<http::url> where) : target(std::move(where)) {}

    /// How many places have the file: its target and its mirrors.
    [[nodiscard]] std::size_t place_count() const noexcept { return 1 + (details ? details->mirrors.size() : 0); }
    /// One of them; 0 is the target. Requires a target that is a URL.
    [[nodiscard]] const http::url& place(std::size_t index) const {
        return index == 0 ? *target : details->mirrors[index - 1];
    }
};

}  // namespace trawl::fetch
