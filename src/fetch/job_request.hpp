#pragma once

#include <cstddef>
#include <string>

#include "fetch/job.hpp"
#include "fetch/request_settings.hpp"
#include "fetch/resume.hpp"
#include "trawl/http/request.hpp"

namespace trawl::fetch {

[[nodiscard]] const std::string& method_of(const request_settings& settings, const job& what) noexcept;

/// What a job asks one of its places: the run's request, with what the job says of its own in place of it.
///
/// Limits      Authorization, Cookie and Host that the job has of its own are for its target: a mirror of another origin
///             does not get them.
[[nodiscard]] http::request request_for(const request_settings& settings, const job& what, std::size_t place);

/// The same for a range of it. Content codings are not asked for.
[[nodiscard]] http::request range_request(const request_settings& settings, const job& what, std::size_t place,
                                          const wanted_range& range);

/// Asks for the whole only if what an earlier run fetched is not right any more. Requires a job with `known`.
void add_condition(http::request& ask, const known_file& known);

/// Whether a request of the job asks for a range of its own accord.
[[nodiscard]] bool has_own_range(const request_settings& settings, const job& what) noexcept;

}  // namespace trawl::fetch
