#pragma once

#include <string_view>

#include "trawl/http/connect_options.hpp"

namespace trawl::app {

/// Reads "HOST:PORT:ADDRESS[,ADDRESS]..." of --resolve; IPv6 in brackets. HOST may be "*". Errors: throws `bad_value`.
[[nodiscard]] http::address_override parse_address_override(std::string_view text);

/// Reads "HOST1:PORT1:HOST2:PORT2" of --connect-to; each part may be empty. Errors: throws `bad_value`.
[[nodiscard]] http::connect_redirection parse_connect_redirection(std::string_view text);

}  // namespace trawl::app
