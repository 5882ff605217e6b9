#include "http/digest_fields.hpp"

#include <optional>
#include <utility>

#include "http/base64.hpp"
#include "http/field_syntax.hpp"

namespace trawl::http {
namespace {

constexpr std::size_t max_digests = 32;

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
        if (digests.size() == max_digests) {
            break;
        }
    }
    return digests;
}

}  // namespace trawl::http
