#pragma once

#include <string>

#include "trawl/http/url.hpp"

namespace trawl::output {

/// The URL as indexes of archives sort it, as `warcio` writes it: the labels of the host from the last to the first,
/// without "www." and the like, everything in lower case, the arguments of the query sorted.
/// "https://www.Example.org:8443/A?b&a" is "org,example:8443)/a?a&b".
[[nodiscard]] std::string surt(const http::url& where);

}  // namespace trawl::output
