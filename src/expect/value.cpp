#include "expect/value.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <system_error>

#include "base/byte_size.hpp"
#include "base/duration_text.hpp"
#include "base/utf8.hpp"
#include "expect/json_value.hpp"

namespace trawl::expect {

namespace {

constexpr std::string_view ellipsis = "...";
constexpr number second = 1e9L;
constexpr number hour = 3600 * second;
constexpr number day = 24 * hour;

/// With so many digits behind the point, at most.
std::string decimal(number of, int digits) {
    std::array<char, 64> room{};
    const auto end = std::to_chars(room.data(), room.data() + room.size(), static_cast<double>(of),
                                   std::chars_format::fixed, digits);
    std::string text(room.data(), end.ptr);
    if (text.find('.') != text.npos) {
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.find_last_not_of('.') + 1);
    }
    return text;
}

std::string size_text(number bytes) {
    const auto whole = static_cast<std::uint64_t>(bytes);
    std::string text = std::to_string(whole) + (whole == 1 ? " byte" : " bytes");
    if (whole >= 1024) {
        text += " (" + base::to_text(base::byte_size(whole)) + ")";
    }
    return text;
}

std::string version_text(number version) {
    const int both = static_cast<int>(version);
    return std::to_string(both / 10) + "." + std::to_string(both % 10);
}

}  // namespace

std::string cut(std::string text) {
    if (text.size() > most_shown) {
        std::size_t end = most_shown;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
            --end;
        }
        text.resize(end);
        text += ellipsis;
    }
    return text;
}

std::string quoted_text(std::string_view text) {
    std::string made = "\"";
    constexpr std::size_t most = most_shown - 8;  // room for a last character, the ellipsis and the quotes
    while (!text.empty() && made.size() < most) {
        const auto next = base::decode_utf8(text);
        made += next.is_valid ? text.substr(0, next.length) : "\xef\xbf\xbd";
        text.remove_prefix(next.length);
    }
    return made.append(text.empty() ? "" : ellipsis) += '"';
}

std::string time_text(number nanoseconds) {
    const number size = std::abs(nanoseconds);
    if (size < second) {
        return decimal(nanoseconds / 1e6L, size < 1e6L ? 3 : 1) + " ms";
    }
    if (size < 60 * second) {
        return decimal(nanoseconds / second, 3) + " s";
    }
    if (size < hour && nanoseconds > 0) {
        return base::to_text(std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds)));
    }
    // Rounded down: what is not yet 14 days is not told as 14 days.
    return size < 2 * day ? decimal(std::floor(nanoseconds / hour * 10) / 10, 1) + " hours"
                          : decimal(std::floor(nanoseconds / day * 10) / 10, 1) + " days";
}

std::string shown(value_kind kind, const seen& value) {
    switch (kind) {
        case value_kind::whole:
            return decimal(*value.number, 0);
        case value_kind::time:
            return time_text(*value.number);
        case value_kind::size:
            return size_text(*value.number);
        case value_kind::version:
            return version_text(*value.number);
        case value_kind::json:
            return json_text(*value.json, most_shown);
        case value_kind::digest:
            return std::string(*value.text);
        case value_kind::failure:
            return cut(std::string(value.kind).append(" (").append(*value.text) += ')');
        default:
            return quoted_text(*value.text);
    }
}

std::optional<number> read_number(std::string_view text) {
    if (text.empty() || (!(text[0] >= '0' && text[0] <= '9') && text[0] != '-')) {
        return std::nullopt;  // "inf", "nan", ".5"
    }
    const char* const end = text.data() + text.size();
    std::int64_t small = 0;
    if (const auto read = std::from_chars(text.data(), end, small); read.ptr == end && read.ec == std::errc()) {
        return static_cast<number>(small);
    }
    std::uint64_t large = 0;
    if (const auto read = std::from_chars(text.data(), end, large); read.ptr == end && read.ec == std::errc()) {
        return static_cast<number>(large);
    }
    if (text.find_first_not_of("0123456789", text[0] == '-' ? 1 : 0) == text.npos) {
        return std::nullopt;  // rounded, other identifiers would be the same
    }
    double value = 0;
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ptr != end || read.ec != std::errc() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return static_cast<number>(value);
}

std::optional<number> read_version(std::string_view text) {
    for (const std::string_view name : {"HTTP/", "http/", "TLSv", "TLS"}) {
        if (text.starts_with(name)) {
            text.remove_prefix(name.size());
            break;
        }
    }
    const bool is_version = text.size() == 1 || (text.size() == 3 && text[1] == '.');
    if (!is_version || text[0] < '0' || text[0] > '9' || text.back() < '0' || text.back() > '9') {
        return std::nullopt;
    }
    return (text[0] - '0') * 10 + (text.size() == 3 ? text[2] - '0' : 0);
}

}  // namespace trawl::expect
