#pragma once

#include <string>
#include <string_view>

namespace trawl::http {

/// The value of Authorization, or of Proxy-Authorization, for a user name and password (RFC 7617): "Basic ...". Any
/// bytes may be given; what comes of them is printable.
[[nodiscard]] std::string basic_authorization(std::string_view username, std::string_view password);

}  // namespace trawl::http
