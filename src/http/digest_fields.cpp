#include "http/digest_fields.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "http/field_syntax.hpp"

namespace trawl::http {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Padding may be missing, as RFC 8941 asks parsers for.
std::optional<std::string> decode_base64(std::string_view text) {
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto digit = base64_digits.find(c);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xFFU);
        }
    }
    return out;
}

bool is_key(std::string_view text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-.*") == std::string_view::npos &&
           !text.empty();
}

/// `key=:base64:`, with parameters behind it or not.
std::optional<field_digest> parse_member(std::string_view member) {
    const auto equals = member.find('=');
    if (equals == std::string_view::npos || !is_key(member.substr(0, equals))) {
        return std::nullopt;
    }
    const auto item = member.substr(equals + 1);
    const auto end = item.find(':', 1);
    if (!item.starts_with(':') || end == std::string_view::npos) {
        return std::nullopt;
    }
    const auto behind = trim_blanks(item.substr(end + 1));
    auto bytes = decode_base64(item.substr(1, end - 1));
    if (!bytes || !(behind.empty() || behind.starts_with(';'))) {
        return std::nullopt;
    }
    return field_digest{std::string(member.substr(0, equals)), std::move(*bytes)};
}

}  // namespace

std::vector<field_digest> parse_digest_field(std::string_view value) {
    std::vector<field_digest> digests;
    for (const auto member : split_list(value)) {
        if (auto parsed = parse_member(member)) {
            std::erase_if(digests, [&](const field_digest& each) { return each.algorithm == parsed->algorithm; });
            digests.push_back(std::move(*parsed));
        }
    }
    return digests;
}

}  // namespace trawl::http
