#pragma once

#include <string>

#include <boost/system/error_code.hpp>

#include "trawl/http/cookie_jar.hpp"

namespace trawl::app {

/// Adds the cookies of a Netscape cookie file; lines that hold none are warned about.
///
/// Errors      Throws `bad_value` if it cannot be read; a file that is not there is one if `must_exist`.
void load_cookies(http::cookie_jar& into, const std::string& path, bool must_exist);

/// Writes all cookies to a Netscape cookie file, which takes its name when it is whole, and which nobody else may read.
[[nodiscard]] boost::system::error_code save_cookies(const http::cookie_jar& from, const std::string& path);

}  // namespace trawl::app
