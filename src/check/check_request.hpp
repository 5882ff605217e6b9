#pragma once

#include <string>

#include <boost/system/result.hpp>

#include "check/check_settings.hpp"
#include "fetch/job.hpp"
#include "trawl/http/request.hpp"

namespace trawl::check {

/// Of a job of a check frontier; empty texts of its details mean the entry's.
[[nodiscard]] const std::string& method_of(const fetch::job& what) noexcept;

/// What a check asks: the run's fields, in place of them those of the entry, filled in, and in place of these the list's. Without
/// cookies.
///
/// Errors      What cannot be sent: "header X-Token: its value has a line break". Values are not told: they may be secret.
[[nodiscard]] boost::system::result<http::request, std::string> request_of(const check_settings& settings,
                                                                           const fetch::job& what);

}  // namespace trawl::check
