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

// That can stand before another letter.
constexpr std::string_view letters_without_value = "OLsSfZ#";

std::string long_name(char letter) {
    for (const auto& [short_name, known] : short_names) {
        if (letter == short_name) {
            return std::string(known);
        }
    }
    return {letter};
}

std::string_view take(std::string_view& text, std::size_t size) {
    const std::string_view taken = text.substr(0, size);
    text.remove_prefix(taken.size());
    return taken;
}

bool separates(char c) {
    return is_blank(c) || c == '=' || c == ':';
}

/// Takes the option off its line, with or without dashes; "-sSLovalue" is "-o value".
std::string take_name(std::string_view& line) {
    if (line.starts_with("--")) {
        line.remove_prefix(2);
        return std::string(take(line, line.find_first_of("= \t")));
    }
    if (!line.starts_with('-')) {
        return std::string(take(line, line.find_first_of(" \t=:")));
    }
    line.remove_prefix(1);
    while (line.size() > 1 && !is_blank(line[1]) && letters_without_value.find(line[0]) != line.npos) {
        line.remove_prefix(1);
    }
    return line.empty() ? std::string() : long_name(take(line, 1).front());
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
    curl_option found{number, take_name(line), {}, {}};
    if (line.starts_with('=') && is_dashed) {
        line.remove_prefix(1);
    }
    while (!line.empty() && (is_dashed ? is_blank(line.front()) : separates(line.front()))) {
        line.remove_prefix(1);
    }
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
