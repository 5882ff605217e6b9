#include "crawl/url_family.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "crawl/session_id.hpp"
#include "crawl/url_key.hpp"

namespace trawl::crawl {

namespace {

constexpr std::size_t longest_shown = 200;
constexpr std::size_t most_segments_compared = 64;
constexpr std::size_t uuid_size = 36;
constexpr std::size_t shortest_hex_token = 12;
constexpr std::size_t shortest_token = 16;
constexpr std::size_t changes_of_token = 3;  // from digits to letters, or back

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_alphanumeric(char c) noexcept {
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

int value_of(std::string_view digits) noexcept {
    int value = 0;
    (void)std::from_chars(digits.data(), digits.data() + std::min<std::size_t>(digits.size(), 9), value);
    return value;
}

bool is_all_digits(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// A run of digits, or of digits and letters that no person has chosen.
struct number {
    std::size_t start;
    std::size_t size;
    bool is_token;
};

std::size_t size_of_run(std::string_view text, std::size_t from, bool (*belongs)(char) noexcept) noexcept {
    const auto start = text.begin() + static_cast<std::ptrdiff_t>(from);
    return static_cast<std::size_t>(std::find_if_not(start, text.end(), belongs) - start);
}

bool is_hex(char c) noexcept {
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

// The run of letters and digits that begins there looks random: a hash, a session id, a key. Names that people give have
// their digits beside each other, if any.
bool is_token(std::string_view run) noexcept {
    if (run.size() < shortest_hex_token) {
        return false;
    }
    std::size_t changes = 0;
    for (std::size_t i = 1; i < run.size(); ++i) {
        changes += is_digit(run[i]) != is_digit(run[i - 1]) ? 1 : 0;
    }
    const bool is_mixed = !is_all_digits(run) && std::ranges::any_of(run, is_digit);
    return is_mixed &&
           (std::ranges::all_of(run, is_hex) || (run.size() >= shortest_token && changes >= changes_of_token));
}

// "550e8400-e29b-41d4-a716-446655440000" at that place.
bool is_uuid(std::string_view text, std::size_t from) noexcept {
    const auto what = text.substr(from, uuid_size);
    for (std::size_t i = 0; i < what.size(); ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? what[i] != '-' : !is_hex(what[i])) {
            return false;
        }
    }
    return what.size() == uuid_size && size_of_run(text, from + 24, is_alphanumeric) == 12;
}

// Digits of escapes are none.
std::vector<number> numbers_of(std::string_view text, std::size_t from) {
    std::vector<number> found;
    for (std::size_t i = from; i < text.size();) {
        if (text[i] == '%') {
            i += 3;
            continue;
        }
        const std::size_t run = size_of_run(text, i, is_alphanumeric);
        const std::size_t token = is_uuid(text, i) ? uuid_size : is_token(text.substr(i, run)) ? run : 0;
        if (token > 0) {
            found.push_back({i, token, true});
            i += token;
            continue;
        }
        for (const std::size_t end = i + std::max<std::size_t>(run, 1); i < end;) {
            const std::size_t size = size_of_run(text, i, is_digit);
            if (size > 0) {
                found.push_back({i, size, false});
            }
            i += std::max<std::size_t>(size, 1);
        }
    }
    return found;
}

bool is_month_and_day(std::string_view digits) noexcept {
    const int month = value_of(digits.substr(0, 2));
    const int day = digits.size() >= 4 ? value_of(digits.substr(2, 2)) : 1;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool may_be_year(std::string_view digits) noexcept {
    return digits.size() == 4 && digits.front() != '0' && digits < "3000";
}

// A year with a month, week or day beside it, or all in one.
bool may_be_date(std::string_view text, const std::vector<number>& numbers) {
    bool has_year = false;
    bool has_part = false;
    for (const auto& each : numbers) {
        if (each.is_token) {
            return false;
        }
        const auto digits = text.substr(each.start, each.size);
        if (digits.size() >= 6 && digits.size() % 2 == 0 && digits.size() <= 14 && may_be_year(digits.substr(0, 4)) &&
            is_month_and_day(digits.substr(4))) {
            return true;
        }
        has_year = has_year || may_be_year(digits);
        has_part = has_part || (digits.size() <= 3 && value_of(digits) <= 366);
    }
    return has_year && has_part;
}

// The name of the parameter whose value begins at `at`, in the text up to there.
std::string_view parameter_name_before(std::string_view text, std::size_t at) noexcept {
    if (at == 0 || text[at - 1] != '=') {
        return {};
    }
    const auto before = text.substr(0, at - 1);
    const auto start = before.find_last_of("?&;/");
    return start == std::string_view::npos ? std::string_view() : before.substr(start + 1);
}

bool is_month_behind(std::string_view text, std::size_t end) noexcept {
    if (end + 3 > text.size() || std::string_view("-_/").find(text[end]) == std::string_view::npos) {
        return false;
    }
    const auto month = text.substr(end + 1, 2);
    return is_all_digits(month) && is_month_and_day(month) && (end + 3 == text.size() || !is_digit(text[end + 3]));
}

// The year that a number is by what stands behind it; 0: it is none.
int written_year(std::string_view text, const number& what) {
    const bool stands_alone = !is_alphanumeric(text[what.start - 1]);
    const auto digits = text.substr(what.start, what.size);
    const auto end = what.start + what.size;
    // "20310517", "203105172359", "20310517235959"
    const bool is_compact = (what.size == 8 || what.size == 12 || what.size == 14) &&
                            is_month_and_day(digits.substr(4)) && may_be_year(digits.substr(0, 4)) &&
                            (end == text.size() || !is_alphanumeric(text[end]));
    const bool is_split = what.size == 4 && is_month_behind(text, end);
    return stands_alone && (is_compact || is_split) ? value_of(digits.substr(0, 4)) : 0;
}

// The year that a number is by its parameter's name; 0: it is none.
int named_year_of(std::string_view text, const number& what) {
    const auto digits = text.substr(what.start, what.size);
    const auto name = parameter_name_before(text, what.start);
    if (digits.size() == 4) {
        return name == "year" || name == "yr" || name == "yyyy" || name == "jahr" ? value_of(digits) : 0;
    }
    const bool is_named = name.find("date") != std::string_view::npos || name == "day";
    return is_named && digits.size() == 8 && is_month_and_day(digits.substr(4)) ? value_of(digits.substr(0, 4)) : 0;
}

std::vector<std::string_view> split(std::string_view text, std::string_view at) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find_first_of(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

std::string cut(std::string_view text) {
    return text.size() <= longest_shown ? std::string(text) : std::string(text.substr(0, longest_shown)) + "...";
}

// Where a sequence of `period` segments comes so many times in a row.
std::optional<std::size_t> find_row(const std::vector<std::string_view>& parts, std::size_t period, std::size_t times) {
    std::size_t equal = 0;
    for (std::size_t i = 0; i + period < parts.size(); ++i) {
        equal = parts[i] == parts[i + period] ? equal + 1 : 0;
        if (equal >= (times - 1) * period) {
            const std::size_t start = i + 1 - equal;
            const bool has_words = std::any_of(parts.begin() + static_cast<std::ptrdiff_t>(start),
                                               parts.begin() + static_cast<std::ptrdiff_t>(start + period),
                                               [](std::string_view part) { return !is_all_digits(part); });
            if (has_words) {
                return start;
            }
        }
    }
    return std::nullopt;
}

std::string times_text(std::string_view what, std::size_t times) {
    return cut(what) + " " + std::to_string(times) + " times";
}

std::string path_repetition(const std::vector<std::string_view>& parts, std::size_t times) {
    for (std::size_t period = 1; period * times <= parts.size(); ++period) {
        if (const auto start = find_row(parts, period, times)) {
            std::string what;
            for (std::size_t i = 0; i < period; ++i) {
                what.append("/").append(parts[*start + i]);
            }
            return "the path repeats " + times_text(what, times) + " in a row";
        }
    }
    for (const auto part : parts) {
        if (!is_all_digits(part) && static_cast<std::size_t>(std::ranges::count(parts, part)) >= times + 2) {
            return "the path has /" + times_text(part, times + 2);
        }
    }
    return {};
}

}  // namespace

url_family::url_family(const http::url& where)
    : pattern(normal_form(where, {.ignore_scheme = true})), has_session(remove_session_ids(pattern)) {
    const std::string text = std::exchange(pattern, {});
    const auto path_end = std::min(text.find('?'), text.size());
    const auto path_start = where.host_field().size() + 2;
    const auto numbers = numbers_of(text, path_start);
    has_numbers = !numbers.empty();
    may_be_date = crawl::may_be_date(text, numbers);

    std::size_t copied = 0;
    for (const auto& each : numbers) {
        if (copied <= path_end && each.start > path_end) {
            path_size = pattern.size() + path_end - copied;
        }
        pattern.append(text, copied, each.start - copied).append("#");
        copied = each.start + each.size;
        if (each.is_token) {
            continue;
        }
        year = std::max(year, written_year(text, each));
        named_year = std::max(named_year, named_year_of(text, each));
    }
    if (copied <= path_end) {
        path_size = pattern.size() + path_end - copied;
    }
    pattern.append(text, copied);

    text_hash = fingerprint(text);
    pattern_hash = fingerprint(pattern);
    path_hash = fingerprint(std::string_view(text).substr(0, path_end));
    if (path_end < text.size()) {
        for (const auto each : split(std::string_view(text).substr(path_end + 1), "&;")) {
            if (!each.empty()) {
                parameters.push_back(path_hash + fingerprint(each));
            }
        }
    }
}

std::string url_family::shown(bool is_path) const {
    return cut(std::string_view(pattern).substr(2, is_path ? path_size - 2 : std::string_view::npos));
}

bool may_have_family(const http::url& where) noexcept {
    const auto path = where.path();
    return !where.query().empty() ||
           std::ranges::any_of(path, [](char c) { return is_digit(c) || c == ';' || c == '('; });
}

std::string repetition_of(const http::url& where, std::uint32_t times) {
    auto parts = split(where.path().substr(1), "/");
    if (parts.back().empty()) {
        parts.pop_back();
    }
    parts.resize(std::min(parts.size(), most_segments_compared));
    if (parts.size() >= times) {
        if (auto found = path_repetition(parts, times); !found.empty()) {
            return found;
        }
    }
    if (where.query().empty()) {
        return {};
    }
    auto parameters = split(where.query().substr(1), "&;");
    std::ranges::sort(parameters);
    for (std::size_t i = 0; i + times <= parameters.size(); ++i) {
        if (!parameters[i].empty() && parameters[i] == parameters[i + times - 1]) {
            return "the query has " + times_text(parameters[i], times);
        }
    }
    return {};
}

std::size_t segment_count(std::string_view path) noexcept {
    return static_cast<std::size_t>(std::ranges::count(path, '/')) - (path.ends_with('/') ? 1 : 0);
}

}  // namespace trawl::crawl
