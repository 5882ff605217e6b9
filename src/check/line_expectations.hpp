#pragma once

#include <memory>
#include <string>

#include <boost/system/result.hpp>

#include "check/entry.hpp"
#include "fetch/job.hpp"

namespace trawl::check {

/// The entry of a list's line that says what its file must come to: `usual` with the size and the SHA-256 as expectations.
///
/// Result      `usual` itself if the line says neither.
/// Errors      What of the line cannot be looked at: a digest of another kind, and no SHA-256 beside it.
[[nodiscard]] boost::system::result<std::shared_ptr<const entry>, std::string> entry_of_line(
    std::shared_ptr<const entry> usual, const fetch::job_details& line);

}  // namespace trawl::check
