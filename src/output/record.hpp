#pragma once

#include <string>
#include <string_view>

#include "fetch/outcome.hpp"

namespace trawl::output {

/// Appends what happened to a job as one JSON object and a line feed. Every key is always there, in this order, null
/// when unknown:
///
///     input line url final_url method outcome status http_version remote_ip reused bytes bytes_decoded sha256 path
///     content_type etag last_modified started timing_ms{queue,dns,connect,tls,ttfb,transfer,total}
///     redirects[{status,url,timing_ms}] attempts[{status,error,took_ms,waited_ms}] error{kind,phase,message} depth
///     referrer
///
/// `timing_ms` is of the last hop of the last attempt, each phase by itself; its `queue` counts the wait for the host
/// too, its `total` is everything from `started` to the outcome. `attempts` has every attempt, the last one included;
/// `waited_ms` is the pause behind it. `path` and
/// `sha256` are there only for a file that is whole, whichever run fetched it.
///
/// Limits      Passwords in URLs are written as "***". Valid JSON and no control characters, whatever the input and the
///             server's bytes. Allocates nothing but what `out` needs to grow, failures and passwords apart.
void append_record(std::string& out, const fetch::report& done, std::string_view method);

}  // namespace trawl::output
