#pragma once

#include <string>
#include <string_view>

namespace trawl::http {

enum class host_kind { name, address, invalid };

/// Parses a host as it stands in an http or https URL and appends its serialized form: the standard's "host parser"
/// (section 3.5). Not for an empty host. After `invalid` the end of `out` is unspecified.
[[nodiscard]] host_kind append_host(std::string& out, std::string_view text);

}  // namespace trawl::http
