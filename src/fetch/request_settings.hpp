#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/job.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/request.hpp"

namespace trawl::fetch {

/// What the requests of a run have in common.
struct request_settings {
    std::string method = "GET";
    http::headers fields;
    std::shared_ptr<const std::string> body;
    /// Who we are at a place: it wins over user name and password in the place's URL, which it can look at. Null, or
    /// nullopt: whom the URL says.
    std::function<std::optional<http::credentials>(const http::url&)> login;
    /// Whether the session decodes what comes (its `accept_codings`): what was coded is never gone on with.
    bool decodes = false;
    /// Keeps what an attempt got that failed or was cancelled, and goes on from there: now, or in a later run.
    bool resumes = true;
    /// Connections that one big file may come over. Requires > 0.
    unsigned split = 1;
    /// Bytes that each of them fetches at least. Requires > 0.
    std::uint64_t split_min = std::uint64_t{1} << 20;
    /// Bytes a second, over any `min_speed_time` of waiting for a body: a connection that gives less is dropped
    /// (too_slow). 0: no such limit.
    std::uint64_t min_speed = 0;
    async::clock::duration min_speed_time = std::chrono::seconds{30};
    /// Whether Repr-Digest and Content-Digest (RFC 9530) of a reply count.
    bool verifies_fields = true;
    /// Gives a file the name that Content-Disposition has for it: called once a job, when its body is whole, with a
    /// safe name in the folder of the job's own; what it returns is free. Null: the job's own name stands.
    std::function<std::string(const job& what, std::string wanted)> claim_name;
    /// The next free name like `wanted`, where a file stands that is not the job's own to replace. Null: nobody remembers
    /// whose files those are, and the job's replaces what is there.
    std::function<std::string(const job& what, std::string wanted)> next_name;
    /// Of a file that is gone on with; a body by itself is held to the session's limit. nullopt: none.
    std::optional<std::uint64_t> max_size;

    /// What else a file must come to that has got a name from `claim_name`. Null: nothing.
    std::function<std::vector<files::digest>(const job& what, const std::string& final_name)> digests_of;

    /// Calls something where the three above may be called: the loop that gives the names is another. Null: on the spot.
    std::function<async::awaitable<void>(std::function<void()>)> at_names;

    request_settings() = default;
};

}  // namespace trawl::fetch
