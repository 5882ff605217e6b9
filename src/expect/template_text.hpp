#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "expect/syntax_error.hpp"

namespace trawl::expect {

/// Values by name.
using variables = std::map<std::string, std::string, std::less<>>;

/// A text with places to be filled in: `${NAME}`, `${NAME:-otherwise}`, `${SECRET:NAME}`; `$${` is `${` itself. A '$' before
/// anything else is a '$'. Names are letters, digits, '_', '-' and '.', and do not begin with a digit. Behind the name,
/// `|url` percent-encodes the value but for unreserved characters (RFC 3986), and `|json` makes it the inside of a JSON
/// text: `${NAME|url}`, `${NAME|json:-otherwise}`.
///
/// Threads     A value.
class template_text {
public:
    enum class filter : std::uint8_t { none, url, json };

    /// A place to be filled in.
    struct reference {
        std::string name;
        bool is_secret = false;
        filter written_for = filter::none;
        std::optional<std::string> otherwise;
        std::size_t at = 0;  ///< in the text, of the '$'
        std::size_t length = 0;
    };

    /// A value for a reference; nullopt: not known yet.
    using lookup = std::function<std::optional<std::string>(const reference&)>;

    /// The empty text.
    template_text() = default;

    /// Errors      An unclosed `${`, a name that is none, a filter that there is not.
    [[nodiscard]] static boost::system::result<template_text, syntax_error> parse(std::string_view text);
    /// A text without places, whatever stands in it.
    [[nodiscard]] static template_text plain(std::string text);

    /// As it was parsed.
    [[nodiscard]] const std::string& source() const noexcept { return source_; }
    [[nodiscard]] bool is_plain() const noexcept { return references_.empty(); }
    /// Those that are not filled in yet, in their order.
    [[nodiscard]] const std::vector<reference>& references() const noexcept { return references_; }

    /// With those places filled in that `known` has a value for. What it gives is not looked into for further places.
    /// `otherwise` is left to the caller: it is used by `filled` alone.
    [[nodiscard]] template_text bound(const lookup& known) const;

    /// With the places as they are, but for their filters: to be shown.
    [[nodiscard]] template_text unfiltered() const;

    /// The whole text. A name that `values` does not have gives its `otherwise`, else nothing: callers have made sure
    /// that there is none.
    [[nodiscard]] std::string filled(const variables& values = {}) const;

private:
    std::string source_;
    std::vector<std::string> pieces_;  // one more than references
    std::vector<reference> references_;
};

}  // namespace trawl::expect
