#pragma once

#include <string>

#include "fetch/job.hpp"
#include "fetch/request_settings.hpp"
#include "files/target.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::fetch {

/// What the file of this reply must come to: what the job says; if it names no digest, what the reply says of itself in
/// Repr-Digest and Content-Digest (RFC 9530). The latter is about the reply's own content, so it counts for a whole one
/// only; none of both counts for a body that is decoded.
[[nodiscard]] files::expectations expected_of(const request_settings& settings, const job& what, int status,
                                              const http::headers& reply);

/// "sha256 is ba78..., not e3b0...", "size is 4, not 5".
[[nodiscard]] std::string mismatch_text(const files::expectations& must, const files::findings& found);
[[nodiscard]] std::string mismatch_text(std::uint64_t size, std::uint64_t expected);
[[nodiscard]] std::string too_much_text(std::uint64_t expected);

}  // namespace trawl::fetch
