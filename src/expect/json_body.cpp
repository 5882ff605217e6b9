#include "expect/json_body.hpp"

#include <algorithm>
#include <cstddef>

#include <boost/json/error.hpp>
#include <boost/json/stream_parser.hpp>

#include "base/utf8.hpp"
#include "expect/value.hpp"

namespace trawl::expect {

namespace json = boost::json;

namespace {

constexpr std::size_t deepest = 256;

std::string place(std::string_view text, std::size_t at) {
    const auto before = text.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto line_end = before.rfind('\n');
    auto in_line = line_end == before.npos ? before : before.substr(line_end + 1);
    std::size_t column = 1;
    for (; !in_line.empty(); ++column) {
        in_line.remove_prefix(base::decode_utf8(in_line).length);
    }
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

bool is_delimiter(char c) noexcept {
    return std::string_view(" \t\r\n,:[]{}\"").find(c) != std::string_view::npos;
}

/// What stands there, whole: a secret can be found in it then.
std::string word_at(std::string_view text, std::size_t at) {
    constexpr std::size_t longest = 40;
    if (is_delimiter(text[at])) {
        return std::string(text.substr(at, 1));
    }
    std::size_t end = at;
    while (end < text.size() && !is_delimiter(text[end])) {
        ++end;
    }
    while (at > 0 && !is_delimiter(text[at - 1])) {
        --at;
    }
    if (end - at <= longest) {
        return std::string(text.substr(at, end - at));
    }
    end = at + longest;
    while (end > at && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) {
        --end;
    }
    return std::string(text.substr(at, end - at)) + "...";
}

std::string reason(std::string_view text, std::size_t at, const boost::system::error_code& failed) {
    if (failed == json::error::incomplete) {
        return "it ends too early";
    }
    if (failed == json::error::too_deep) {
        return "nested more than " + std::to_string(deepest) + " deep";
    }
    if (at < text.size() && (!failed || failed == json::error::syntax)) {
        return "unexpected " + quoted_text(word_at(text, at));
    }
    return failed.message();
}

}  // namespace

json_body::json_body(std::string_view text) : root_(&memory_) {
    if (text.find_first_not_of(" \t\r\n") == text.npos) {
        wrong_ = "the body is no JSON: it is empty";
        return;
    }
    json::parse_options how;
    how.max_depth = deepest;
    json::stream_parser parser({}, how);
    parser.reset(&memory_);
    boost::system::error_code failed;
    const std::size_t at = parser.write_some(text.data(), text.size(), failed);
    if (!failed && at == text.size()) {
        parser.finish(failed);
    }
    if (failed || at < text.size()) {
        wrong_ = "the body is no JSON: " + place(text, at) + ": " + reason(text, at, failed);
        return;
    }
    root_ = parser.release();
}

}  // namespace trawl::expect
