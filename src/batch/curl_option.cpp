#include "batch/curl_option.hpp"

#include <array>
#include <utility>

#include "batch/entry_text.hpp"

namespace trawl::batch {

namespace {

constexpr std::array<std::pair<char, std::string_view>, 21> short_names{
    {{'o', "output"},      {'H', "header"},     {'X', "request"}, {'b', "cookie"},      {'d', "data"},
     {'A', "user-agent"},  {'e', "referer"},    {':', "next"},    {'O', "remote-name"}, {'L', "location"},
     {'s', "silent"},      {'S', "show-error"}, {'f', "fail"},    {'Z', "parallel"},    {'#', "progress-bar"},
     {'C', "continue-at"}, {'G', "get"},        {'I', "head"},    {'T', "upload-file"}, {'F', "form"},
     {'r', "range"}}};

std::string long_name(std::string_view name) {
    if (name.starts_with("--")) {
        return std::string(name.substr(2));
    }
    if (name.size() == 2 && name.front() == '-') {
        for (const auto& [letter, known] : short_names) {
            if (letter == name[1]) {
                return std::string(known);
            }
        }
    }
    return std::string(name);
}

char unescaped(char c) {
    switch (c) {
        case 't':
            return '\t';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 'v':
            return '\v';
        default:
            return c;
    }
}

/// From behind the opening quote; false if there is no closing one.
bool read_quoted(std::string_view text, std::string& value) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            return true;
        }
        if (text[i] == '\\' && i + 1 < text.size()) {
            value += unescaped(text[++i]);
        } else {
            value += text[i];
        }
    }
    return false;
}

}  // namespace

curl_option parse_curl_option(std::uint64_t number, std::string_view line) {
    const bool is_dashed = line.starts_with('-');
    const auto separates = [is_dashed](char c) { return is_blank(c) || (!is_dashed && (c == '=' || c == ':')); };
    std::size_t end = 0;
    while (end < line.size() && !separates(line[end])) {
        ++end;
    }
    curl_option found{number, long_name(line.substr(0, end)), {}, {}};
    while (end < line.size() && separates(line[end])) {
        ++end;
    }
    line.remove_prefix(end);
    if (line.starts_with('"')) {
        if (!read_quoted(line.substr(1), found.value)) {
            found.problem = "a value without its closing quote";
        }
        return found;
    }
    const std::size_t blank = line.find_first_of(" \t");
    found.value = line.substr(0, blank);
    if (blank != line.npos && !trimmed(line.substr(blank)).starts_with('#')) {
        found.problem = "a value with blanks in it must stand in quotes";
    }
    return found;
}

}  // namespace trawl::batch
