#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "batch/byte_source.hpp"
#include "batch/checksum_list.hpp"
#include "batch/failed_list.hpp"
#include "batch/journal.hpp"
#include "batch/list_format.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::batch {

/// What a run's jobs are made from.
struct list_settings {
    /// Those of the command line, which come first.
    std::vector<std::string> urls;
    /// Null: none.
    std::unique_ptr<byte_source> list;
    list_format format = list_format::automatic;
    /// Without it the jobs have no names, none is remembered, and there is no journal.
    bool names_files = true;
    /// Without names: the path that the one file gets, which checksums may know; empty: they know URLs.
    std::string output;
    /// The name that a URL asks for, and the number of its input; what it gets may have a number in it. Null:
    /// `files::safe_name`.
    std::function<std::string(const http::url& url, std::uint64_t number)> name_for;
    /// Tells `name_for` from others in the journal: the template's text. Files that were named otherwise keep their
    /// names, and are not looked for.
    std::string naming;
    /// What the run's requests are, to tell files apart in the journal: GET without a body is what it is by default.
    std::string method = "GET";
    std::shared_ptr<const std::string> body;
    /// Null: no run before this one is known, and nothing is kept.
    journal* history = nullptr;
    /// Asks the server about finished files too (--sync).
    bool checks_finished = false;
    /// Takes only what failed before (--only-failed): what no run has tried is left out, without a job. Without URLs
    /// and list these are all that failed. Requires `history`.
    bool only_failed = false;
    /// Null: none.
    checksum_list* checksums = nullptr;
    /// Null: none.
    failed_list* failures = nullptr;

    list_settings() = default;
};

}  // namespace trawl::batch
