#include "crawl/session_id.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace trawl::crawl {

namespace {

// Whatever their value.
constexpr std::array certain = std::to_array<std::string_view>(
    {"jsessionid", "phpsessid", "sessionid", "session_id", "sessid", "oscsid", "zenid", "cftoken", "cfid", "xtcsid"});
// Only with a value that looks like one.
constexpr std::array possible = std::to_array<std::string_view>({"sid", "s", "session", "sess", "ssid", "psid"});

constexpr std::size_t least_random = 16;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

// Many names of things are UUIDs, few session ids are.
bool is_uuid(std::string_view text) noexcept {
    return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

bool looks_random(std::string_view value) noexcept {
    return value.size() >= least_random && !is_uuid(value) && std::ranges::any_of(value, is_digit) &&
           std::ranges::any_of(value, is_letter) && std::ranges::all_of(value, [](char c) {
               return is_digit(c) || is_letter(c) || c == '-' || c == '_' || c == ',';
           });
}

bool is_session(std::string_view parameter) {
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos) {
        return false;
    }
    std::string name(parameter.substr(0, equals));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    const auto value = parameter.substr(equals + 1);
    return std::ranges::find(certain, name) != certain.end() || name.starts_with("aspsessionid") ||
           (std::ranges::find(possible, name) != possible.end() && looks_random(value));
}

// Parameters behind ';' up to the next one or the segment's end.
bool remove_from_path(std::string& path) {
    bool found = false;
    for (auto start = path.find(';'); start != std::string::npos;) {
        const auto end = std::min(path.find_first_of(";/", start + 1), path.size());
        if (is_session(std::string_view(path).substr(start + 1, end - start - 1))) {
            path.erase(start, end - start);
            found = true;
            start = path.find(';', start);
        } else {
            start = path.find(';', end);
        }
    }
    for (auto start = path.find("/(S("); start != std::string::npos; start = path.find("/(S(", start)) {
        const auto end = path.find("))/", start);
        if (end == std::string::npos) {
            break;
        }
        path.erase(start, end + 2 - start);
        found = true;
    }
    return found;
}

bool remove_from_query(std::string& query) {
    bool found = false;
    std::string rest;
    for (std::size_t start = 1; start <= query.size();) {
        const auto end = std::min(query.find_first_of("&;", start), query.size());
        const auto parameter = std::string_view(query).substr(start, end - start);
        if (is_session(parameter)) {
            found = true;
        } else {
            rest.append(rest.empty() ? "?" : "&").append(parameter);
        }
        start = end + 1;
    }
    if (found) {
        query = std::move(rest);
    }
    return found;
}

}  // namespace

bool remove_session_ids(std::string& url) {
    const auto mark = std::min(url.find('?'), url.size());
    std::string query = url.substr(mark);
    url.resize(mark);
    const bool in_path = remove_from_path(url);
    const bool in_query = remove_from_query(query);
    url += query;
    return in_path || in_query;
}

}  // namespace trawl::crawl
