#include "http/cookie_file.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "http/field_syntax.hpp"
#include "http/set_cookie.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::http {
namespace {

constexpr std::string_view http_only_mark = "#HttpOnly_";
constexpr std::uint64_t last_second = 253'402'300'799;  // of the year 9999

std::string_view take_until(std::string_view& text, char separator) {
    const auto part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

std::optional<bool> parse_flag(std::string_view text) {
    if (same_name(text, "TRUE")) {
        return true;
    }
    return same_name(text, "FALSE") ? std::optional{false} : std::nullopt;
}

// Of dots before and behind a domain, the one before says nothing that the flag does not say.
std::string parse_domain(std::string_view text) {
    std::string out{text.substr(text.starts_with('.') ? 1 : 0)};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool is_address(std::string_view domain) {
    return domain.starts_with('[') || domain.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::optional<file_cookie> parse_line(std::string_view line) {
    if (!is_cookie_text(line)) {
        return std::nullopt;
    }
    file_cookie made;
    if (line.starts_with(http_only_mark)) {
        made.content.http_only = true;
        line.remove_prefix(http_only_mark.size());
    }
    made.domain = parse_domain(take_until(line, '\t'));
    const auto with_those_below = parse_flag(take_until(line, '\t'));
    made.content.path = take_until(line, '\t');
    const auto is_secure = parse_flag(take_until(line, '\t'));
    const auto expiry = parse_number(take_until(line, '\t'));
    made.content.name = take_until(line, '\t');
    made.content.value = line;
    // A line that begins so would be read as another one.
    const bool is_domain = !made.domain.empty() && made.domain.front() != '.' && made.domain.front() != '#';
    const bool is_whole = is_domain && with_those_below && made.content.path.starts_with('/') && is_secure && expiry &&
                          !made.content.name.empty();
    if (!is_whole || made.content.name.size() + made.content.value.size() > max_cookie_size) {
        return std::nullopt;
    }
    made.content.host_only = !*with_those_below || is_address(made.domain);
    made.content.secure = *is_secure;
    if (*expiry != 0) {
        made.content.expiry =
            std::chrono::sys_seconds{std::chrono::seconds{static_cast<std::int64_t>(std::min(*expiry, last_second))}};
    }
    return made;
}

}  // namespace

void read_cookie_file(std::string_view text,
                      const std::function<void(std::size_t number, std::optional<file_cookie> line)>& take) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto line = take_until(text, '\n');
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        const bool is_comment = line.starts_with('#') && !line.starts_with(http_only_mark);
        if (!is_comment && !trim_blanks(line).empty()) {
            take(number, parse_line(line));
        }
    }
}

void append_cookie_line(std::string& file, std::string_view domain, const cookie& content) {
    const auto expiry = content.expiry ? content.expiry->time_since_epoch().count() : 0;
    file.append(content.http_only ? http_only_mark : "").append(content.host_only ? "" : ".").append(domain);
    file.append(content.host_only ? "\tFALSE\t" : "\tTRUE\t").append(content.path);
    file.append(content.secure ? "\tTRUE\t" : "\tFALSE\t").append(std::to_string(expiry));
    file.append("\t").append(content.name).append("\t").append(content.value).append("\n");
}

}  // namespace trawl::http
