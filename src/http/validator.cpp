#include "http/validator.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "http/date.hpp"
#include "http/field_syntax.hpp"

namespace trawl::http {

namespace {

using std::chrono::sys_seconds;

// Compared with the reply's own Date, which may be that of a cache: the local clock has no part in it, but tells the
// century of a year of two digits.
sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// The only value of this name; empty if there is none, or if there are two that differ.
std::string_view only(const headers& fields, std::string_view name) {
    std::optional<std::string_view> found;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto [each, value] = fields[i];
        if (same_name(each, name)) {
            if (found && *found != trim_blanks(value)) {
                return {};
            }
            found = trim_blanks(value);
        }
    }
    return found.value_or(std::string_view());
}

bool is_etag(std::string_view text) noexcept {
    if (text.starts_with("W/")) {
        text.remove_prefix(2);
    }
    return text.size() >= 2 && text.starts_with('"') && text.ends_with('"') &&
           std::ranges::none_of(text.substr(1, text.size() - 2), [](char each) {
               return each == '"' || static_cast<unsigned char>(each) <= ' ' || each == '\x7f';
           });
}

}  // namespace

bool is_strong_etag(std::string_view text) noexcept {
    return !text.starts_with("W/") && is_etag(text);
}

validator validator_of(const headers& reply) {
    validator found;
    if (const auto etag = only(reply, "ETag"); is_etag(etag)) {
        found.etag = etag;
    }
    const auto text = only(reply, "Last-Modified");
    const auto modified = parse_date(text, now());
    const auto sent = parse_date(only(reply, "Date"), now());
    if (modified && sent && *modified + std::chrono::seconds{1} <= *sent) {
        found.last_modified = text;
    }
    return found;
}

std::string_view if_range(const validator& of) noexcept {
    return is_strong_etag(of.etag) ? of.etag : of.last_modified;
}

bool confirms(const validator& known, const headers& reply) {
    const auto repeats = [&reply](const std::string& ours, std::string_view name) {
        return !ours.empty() && only(reply, name) == ours;
    };
    const bool is_repeated =
        (is_strong_etag(known.etag) && repeats(known.etag, "ETag")) || repeats(known.last_modified, "Last-Modified");
    return is_repeated && !contradicts(known, reply);
}

bool contradicts(const validator& known, const headers& reply) {
    const auto differs = [&reply](const std::string& ours, std::string_view name) {
        return !ours.empty() && reply.contains(name) && only(reply, name) != ours;
    };
    return differs(known.etag, "ETag") || differs(known.last_modified, "Last-Modified");
}

}  // namespace trawl::http
