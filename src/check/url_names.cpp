#include "check/url_names.hpp"

#include <cstdint>

#include "base/printable.hpp"

namespace trawl::check {

namespace {

constexpr std::size_t most_of_bad_input = 200;

// What is no URL may still have a password in it.
std::string text_of(const fetch::job& what) {
    if (what.target) {
        return what.target->redacted();
    }
    const std::string_view input = what.input;
    if (input.empty() || input.find('@') != std::string_view::npos || input.find("%40") != std::string_view::npos) {
        return "input " + std::to_string(what.number);
    }
    return base::printable(input.substr(0, most_of_bad_input));
}

}  // namespace

std::string url_names::name_of(const fetch::job& what, std::string_view method, std::string_view list) {
    std::string plain = std::string(method) + ' ' + text_of(what);
    if (!what.target && what.line > 0) {
        plain += " (" + (list.empty() ? "line " : base::printable(list) + ":") + std::to_string(what.line) + ')';
    }
    std::uint64_t count = taken_.count(plain);
    if (count == 1) {
        return plain;
    }
    if (what.line > 0) {
        std::string of_line = plain + " (line " + std::to_string(what.line) + ')';
        if (taken_.count(of_line) == 1) {
            return of_line;
        }
    }
    while (true) {
        std::string numbered = plain + " (" + std::to_string(count++) + ')';
        if (taken_.count(numbered) == 1) {
            return numbered;
        }
    }
}

}  // namespace trawl::check
