#include "url/url_parser.hpp"

#include <algorithm>

#include "url/host.hpp"
#include "url/percent.hpp"

namespace trawl::http {

namespace {

constexpr std::size_t max_shown_scheme = 32;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_slash(char c) {
    return c == '/' || c == '\\';
}

bool equals_lower_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, [](char a, char b) { return (is_letter(a) ? (a | 0x20) : a) == b; });
}

bool is_edge_blank(char c) {
    return static_cast<unsigned char>(c) <= ' ';
}

bool is_removed(char c) {
    return c == '\t' || c == '\n' || c == '\r';
}

std::uint32_t offset(std::size_t value) {
    return static_cast<std::uint32_t>(value);
}

std::uint16_t default_port(bool https) {
    return https ? 443 : 80;
}

enum class dots { none, one, two };

// In a path segment, '.' may also be spelled "%2e".
dots dot_segment(std::string_view segment) {
    int count = 0;
    while (!segment.empty()) {
        const bool encoded =
            segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] | 0x20) == 'e';
        if ((!encoded && segment[0] != '.') || ++count > 2) {
            return dots::none;
        }
        segment.remove_prefix(encoded ? 3 : 1);
    }
    return count == 0 ? dots::none : count == 1 ? dots::one : dots::two;
}

}  // namespace

std::string_view cleaned_input(std::string_view text, std::string& storage) {
    while (!text.empty() && is_edge_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_edge_blank(text.back())) {
        text.remove_suffix(1);
    }
    if (std::ranges::none_of(text, is_removed)) {
        return text;
    }
    storage.clear();
    std::ranges::remove_copy_if(text, std::back_inserter(storage), is_removed);
    return storage;
}

std::string_view scheme_of(std::string_view text) noexcept {
    if (text.empty() || !is_letter(text.front())) {
        return {};
    }
    const auto end = std::ranges::find_if_not(
        text, [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
    return end != text.end() && *end == ':' ? std::string_view(text.begin(), end) : std::string_view();
}

result<url> url_parser::parse(std::string_view text, const url* base) {
    url_parser parser(base);
    if (!parser.run(text)) {
        return error(parser.code_, phase::queue, {}, std::move(parser.reason_));
    }
    return std::move(parser.out_);
}

bool url_parser::fail(errc code, std::string_view reason) {
    code_ = code;
    reason_ = reason;
    return false;
}

bool url_parser::run(std::string_view text) {
    const std::string_view scheme = scheme_of(text);
    if (scheme.empty()) {
        return base_ != nullptr ? parse_relative(text) : fail(errc::bad_url, "no scheme");
    }
    const bool https = equals_lower_case(scheme, "https");
    if (!https && !equals_lower_case(scheme, "http")) {
        return fail(errc::unsupported_scheme, scheme.substr(0, max_shown_scheme));
    }
    text.remove_prefix(scheme.size() + 1);
    const bool authority = text.size() >= 2 && is_slash(text[0]) && is_slash(text[1]);
    // "http:x" is relative to a base of the same scheme.
    if (!authority && base_ != nullptr && base_->is_https() == https) {
        return parse_relative(text);
    }
    out_.text_.reserve(text.size() + 16);
    out_.text_ = https ? "https://" : "http://";
    out_.scheme_end_ = https ? 5 : 4;
    return parse_authority(text);
}

bool url_parser::parse_relative(std::string_view text) {
    if (text.size() >= 2 && is_slash(text[0]) && is_slash(text[1])) {
        out_.text_.reserve(text.size() + 16);
        out_.text_.assign(base_->text_, 0, base_->scheme_end_ + 3);
        out_.scheme_end_ = base_->scheme_end_;
        return parse_authority(text);
    }
    out_.text_.reserve(base_->text_.size() + text.size() + 16);
    if (!text.empty() && is_slash(text[0])) {
        start_with_base(base_->path_start_);
        append_path(text.substr(1));
    } else if (text.empty() || text[0] == '#') {
        start_with_base(base_->fragment_start_);
        append_fragment(text);
    } else if (text[0] == '?') {
        start_with_base(base_->query_start_);
        append_query(text);
    } else {
        start_with_base(base_->path_start_ + base_->path().rfind('/'));
        append_path(text);
    }
    return true;
}

void url_parser::start_with_base(std::size_t length) {
    std::string text = std::move(out_.text_);
    out_ = *base_;
    text.assign(base_->text_, 0, length);
    out_.text_ = std::move(text);
}

bool url_parser::parse_authority(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of("/\\"), text.size()));
    const std::size_t end = std::min(text.find_first_of("/\\?#"), text.size());
    std::string_view authority = text.substr(0, end);
    out_.username_end_ = offset(out_.text_.size());
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) {
        append_credentials(authority.substr(0, at));
        authority.remove_prefix(at + 1);
    }
    out_.host_start_ = offset(out_.text_.size());
    if (!append_host_and_port(authority)) {
        return false;
    }
    text.remove_prefix(end);
    out_.path_start_ = offset(out_.text_.size());
    append_path(!text.empty() && is_slash(text[0]) ? text.substr(1) : text);
    return true;
}

void url_parser::append_credentials(std::string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    append_encoded(out_.text_, text.substr(0, colon), percent_set::userinfo);
    const std::size_t start = out_.username_end_;
    out_.username_end_ = offset(out_.text_.size());
    if (colon + 1 < text.size()) {
        out_.text_ += ':';
        append_encoded(out_.text_, text.substr(colon + 1), percent_set::userinfo);
    }
    if (out_.text_.size() > start) {
        out_.text_ += '@';
    }
}

bool url_parser::append_host_and_port(std::string_view text) {
    const std::size_t bracket = text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0;
    const std::size_t colon = std::min(text.find(':', bracket), text.size());
    if (colon == 0) {
        return fail(errc::bad_url, "no host");
    }
    const host_kind kind = append_host(out_.text_, text.substr(0, colon));
    if (kind == host_kind::invalid) {
        return fail(errc::bad_url, "bad host");
    }
    out_.host_is_address_ = kind == host_kind::address;
    out_.host_end_ = offset(out_.text_.size());
    return append_port(colon < text.size() ? text.substr(colon + 1) : std::string_view());
}

bool url_parser::append_port(std::string_view digits) {
    out_.port_ = default_port(out_.is_https());
    if (digits.empty()) {
        return true;
    }
    std::uint32_t port = 0;
    for (const char c : digits) {
        if (!is_digit(c)) {
            return fail(errc::bad_url, "bad port");
        }
        port = port * 10 + static_cast<std::uint32_t>(c - '0');
        if (port > 0xFFFF) {
            return fail(errc::bad_url, "port over 65535");
        }
    }
    if (port != out_.port_) {
        out_.port_ = static_cast<std::uint16_t>(port);
        out_.text_ += ':';
        out_.text_ += std::to_string(port);
    }
    return true;
}

// Appends a path without its first slash, then the query and fragment. What it is appended to may end with the base's
// path, less its last segment.
void url_parser::append_path(std::string_view text) {
    std::string& out = out_.text_;
    const std::size_t end = std::min(text.find_first_of("?#"), text.size());
    std::string_view path = text.substr(0, end);
    for (bool last = false; !last;) {
        const std::size_t slash = out.size();
        out += '/';
        const std::size_t taken = append_encoded_segment(out, path);
        last = taken == path.size();
        path.remove_prefix(last ? taken : taken + 1);
        const dots kind = dot_segment(std::string_view(out).substr(slash + 1));
        if (kind == dots::none) {
            continue;
        }
        out.resize(slash);
        if (kind == dots::two && out.size() > out_.path_start_) {
            out.resize(out.rfind('/'));
        }
        if (last) {
            out += '/';
        }
    }
    append_query(text.substr(end));
}

void url_parser::append_query(std::string_view text) {
    out_.query_start_ = offset(out_.text_.size());
    const std::size_t end = std::min(text.find('#'), text.size());
    if (text.starts_with('?')) {
        out_.text_ += '?';
        append_encoded(out_.text_, text.substr(1, end - 1), percent_set::query);
    }
    append_fragment(text.substr(end));
}

void url_parser::append_fragment(std::string_view text) {
    out_.fragment_start_ = offset(out_.text_.size());
    if (text.starts_with('#')) {
        out_.text_ += '#';
        append_encoded(out_.text_, text.substr(1), percent_set::fragment);
    }
}

}  // namespace trawl::http
