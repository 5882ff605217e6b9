#include "http/cookie_date.hpp"

#include <algorithm>
#include <array>

#include "http/field_syntax.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::http {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_delimiter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x09 || (byte >= 0x20 && byte <= 0x2F) || (byte >= 0x3B && byte <= 0x40) ||
           (byte >= 0x5B && byte <= 0x60) || (byte >= 0x7B && byte <= 0x7E);
}

/// Takes a number of at least `least` and at most `most` digits from the front; nullopt if the digits are fewer or more.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
    const auto count = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    if (count < least || count > most) {
        return std::nullopt;
    }
    const auto number = parse_number(text.substr(0, count));
    text.remove_prefix(count);
    return static_cast<int>(number.value_or(0));
}

std::optional<seconds> parse_time(std::string_view token) {
    std::array<int, 3> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0 && !token.starts_with(':')) {
            return std::nullopt;
        }
        token.remove_prefix(i > 0 ? 1 : 0);
        const auto number = take_number(token, 1, 2);
        if (!number) {
            return std::nullopt;
        }
        parts[i] = *number;
    }
    // Out of range, it still is the time of this date: a later one does not take its place.
    const bool is_valid = parts[0] <= 23 && parts[1] <= 59 && parts[2] <= 59;
    return is_valid ? hours{parts[0]} + minutes{parts[1]} + seconds{parts[2]} : seconds{-1};
}

std::optional<int> parse_day(std::string_view token) {
    return take_number(token, 1, 2);
}

std::optional<unsigned> parse_month(std::string_view token) {
    for (std::size_t i = 0; i < month_names.size(); ++i) {
        if (same_name(token.substr(0, 3), month_names[i])) {
            return static_cast<unsigned>(i) + 1;
        }
    }
    return std::nullopt;
}

std::optional<int> parse_year(std::string_view token) {
    auto number = take_number(token, 2, 4);
    if (number && *number < 100) {
        *number += *number < 70 ? 2000 : 1900;
    }
    return number;
}

/// Whether this was the part that was missing.
template <class Part>
bool fill(std::optional<Part>& part, std::optional<Part> read) {
    if (part || !read) {
        return false;
    }
    part = read;
    return true;
}

}  // namespace

std::optional<sys_seconds> parse_cookie_date(std::string_view text) {
    std::optional<seconds> time;
    std::optional<int> day;
    std::optional<unsigned> month;
    std::optional<int> year;
    while (!text.empty()) {
        const auto end = static_cast<std::size_t>(std::ranges::find_if(text, is_delimiter) - text.begin());
        const auto token = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!token.empty() && !fill(time, parse_time(token)) && !fill(day, parse_day(token)) &&
            !fill(month, parse_month(token))) {
            fill(year, parse_year(token));
        }
    }
    if (!time || !day || !month || !year || *time < seconds::zero() || *year < 1601) {
        return std::nullopt;
    }
    const year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional{sys_days{date} + *time} : std::nullopt;
}

}  // namespace trawl::http
