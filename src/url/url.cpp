#include "trawl/http/url.hpp"

#include <algorithm>

#include "url/url_parser.hpp"

namespace trawl::http {

namespace {

constexpr std::size_t max_text = 1024 * 1024;

std::string_view between(const std::string& text, std::size_t start, std::size_t end) {
    return std::string_view(text).substr(start, end - start);
}

error too_long() {
    return {errc::too_large, phase::queue, {}, "a URL of over 1 MiB"};
}

error bad_url(std::string reason) {
    return {errc::bad_url, phase::queue, {}, std::move(reason)};
}

// "example.org:8080/x" and "localhost:80" have the form of a scheme and what follows it.
bool is_host_and_port(std::string_view name, std::string_view rest) {
    const bool host =
        name.find('.') != std::string_view::npos ||
        std::ranges::equal(name, std::string_view("localhost"), [](char a, char b) { return (a | 0x20) == b; });
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    const std::string_view behind = rest.substr(digits);
    return host && digits > 0 &&
           (behind.empty() || std::string_view("/\\?#").find(behind.front()) != std::string_view::npos);
}

}  // namespace

std::string_view url::scheme() const noexcept {
    return between(text_, 0, scheme_end_);
}

bool url::is_https() const noexcept {
    return scheme_end_ == std::string_view("https").size();
}

std::string_view url::username() const noexcept {
    return between(text_, scheme_end_ + 3, username_end_);
}

std::string_view url::password() const noexcept {
    // "user:password@": the ':' and the '@' are not part of it.
    return host_start_ > username_end_ + 1 ? between(text_, username_end_ + 1, host_start_ - 1) : std::string_view();
}

std::string_view url::host() const noexcept {
    return between(text_, host_start_, host_end_);
}

std::string_view url::host_name() const noexcept {
    const bool bracketed = text_[host_start_] == '[';
    return bracketed ? between(text_, host_start_ + 1, host_end_ - 1) : host();
}

bool url::host_is_address() const noexcept {
    return host_is_address_;
}

std::uint16_t url::port() const noexcept {
    return port_;
}

bool url::has_default_port() const noexcept {
    return host_end_ == path_start_;
}

std::string_view url::path() const noexcept {
    return between(text_, path_start_, query_start_);
}

std::string_view url::query() const noexcept {
    return fragment_start_ - query_start_ > 1 ? between(text_, query_start_, fragment_start_) : std::string_view();
}

std::string_view url::fragment() const noexcept {
    return text_.size() - fragment_start_ > 1 ? between(text_, fragment_start_, text_.size()) : std::string_view();
}

std::string_view url::target() const noexcept {
    return between(text_, path_start_, fragment_start_);
}

std::string_view url::host_field() const noexcept {
    return between(text_, host_start_, path_start_);
}

std::string url::redacted() const {
    if (host_start_ == scheme_end_ + 3) {
        return text_;
    }
    std::string text = text_;
    if (password().empty()) {
        return text.replace(scheme_end_ + 3, host_start_ - scheme_end_ - 4, "***");
    }
    return text.replace(username_end_ + 1, host_start_ - username_end_ - 2, "***");
}

url url::without_credentials() const {
    url out = *this;
    const std::uint32_t start = scheme_end_ + 3;
    const std::uint32_t removed = host_start_ - start;
    out.text_.resize(fragment_start_);
    out.text_.erase(start, removed);
    out.username_end_ = start;
    out.host_start_ = start;
    out.host_end_ -= removed;
    out.path_start_ -= removed;
    out.query_start_ -= removed;
    out.fragment_start_ -= removed;
    return out;
}

bool url::same_origin(const url& other) const noexcept {
    return is_https() == other.is_https() && port_ == other.port_ && host() == other.host();
}

result<url> parse_url(std::string_view text) {
    if (text.size() > max_text) {
        return too_long();
    }
    std::string storage;
    return url_parser::parse(cleaned_input(text, storage), nullptr);
}

result<url> resolve_url(std::string_view reference, const url& base) {
    if (reference.size() > max_text) {
        return too_long();
    }
    std::string storage;
    return url_parser::parse(cleaned_input(reference, storage), &base);
}

result<url> parse_typed_url(std::string_view text) {
    if (text.size() > max_text) {
        return too_long();
    }
    std::string storage;
    text = cleaned_input(text, storage);
    if (text.starts_with('"') || text.starts_with('\'')) {
        return bad_url("it stands in quotes");
    }
    if (text.starts_with("http//") || text.starts_with("https//")) {
        return bad_url("the ':' behind its scheme is missing");
    }
    const std::string_view scheme = scheme_of(text);
    if (!scheme.empty() && !is_host_and_port(scheme, text.substr(scheme.size() + 1))) {
        return url_parser::parse(text, nullptr);
    }
    const std::size_t slashes = std::min(text.find_first_not_of("/\\"), text.size());
    if (slashes != 0 && slashes != 2) {
        return bad_url("a path, without a host");
    }
    return url_parser::parse("http://" + std::string(text.substr(slashes)), nullptr);
}

}  // namespace trawl::http
