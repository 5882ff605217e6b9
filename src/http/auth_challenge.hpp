#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "trawl/http/headers.hpp"

namespace trawl::http {

/// One scheme that a server offers (RFC 9110 section 11.3).
struct auth_challenge {
    std::string scheme;
    /// In order, their values without quotes. Empty too where a token68 stands in their place.
    std::vector<std::pair<std::string, std::string>> parameters;

    /// The first value of this name, whatever its case.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
};

/// The challenges in all fields of this name (WWW-Authenticate, Proxy-Authenticate). What is none is passed over.
[[nodiscard]] std::vector<auth_challenge> auth_challenges(const headers& fields, std::string_view name);

/// The parameters of a field that is a list of them (Authentication-Info, RFC 7615), as one challenge of no scheme.
[[nodiscard]] auth_challenge auth_parameters(const headers& fields, std::string_view name);

}  // namespace trawl::http
