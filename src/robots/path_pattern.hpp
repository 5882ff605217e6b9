#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trawl::robots {

/// The path of a rule, or the target of a URL, in the one form in which they are compared (RFC 9309 section 2.2.2).
struct normal_path {
    /// Unreserved characters decoded, all that cannot stand in a URL percent-encoded, hexadecimal digits in upper case.
    /// In a rule '*' and a last '$' are special, and "%2A" and "%24" are the characters; in a target they always are.
    std::string text;
    /// How many octets a rule counts for when several match: as it stands in robots.txt, but "%61" counts as "a" and
    /// what is not ASCII as its percent-encoded form.
    std::size_t weight = 0;
};

[[nodiscard]] normal_path normal_rule(std::string_view value);
[[nodiscard]] std::string normal_target(std::string_view target);

/// Whether a rule of `normal_rule` covers a target of `normal_target`: from the start, as far as the rule goes.
///
/// Limits      Linear in the length of both: a '*' is never tried twice.
[[nodiscard]] bool covers(std::string_view rule, std::string_view target) noexcept;

}  // namespace trawl::robots
