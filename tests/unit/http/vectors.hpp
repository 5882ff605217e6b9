#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace trawl::http {

/// A file of TRAWL_VECTORS; null if it is not there.
[[nodiscard]] boost::json::value read_vectors(std::string_view name);

[[nodiscard]] std::string text_of(const boost::json::value& object, std::string_view key);

/// Each character of UTF-8 text as the byte of its number: how vectors hold bytes.
[[nodiscard]] std::string latin1(std::string_view utf8);

}  // namespace trawl::http
