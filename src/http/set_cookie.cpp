#include "http/set_cookie.hpp"

#include <algorithm>

#include "http/cookie_date.hpp"
#include "http/field_syntax.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::http {
namespace {

using namespace std::chrono;

constexpr std::size_t max_attribute_size = 1024;
constexpr seconds longest_life = hours{24 * 400};
constexpr sys_seconds long_ago{};

std::string_view take_until(std::string_view& text, char separator) {
    const auto part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

std::optional<sys_seconds> parse_max_age(std::string_view value, sys_seconds now) {
    const bool is_negative = value.starts_with('-');
    const auto digits = value.substr(is_negative ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    const auto longest = static_cast<std::uint64_t>(longest_life.count());
    const auto age = std::min(parse_number(digits).value_or(longest), longest);
    return is_negative || age == 0 ? long_ago : now + seconds{age};
}

std::string lower_case(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// The attributes of one value; of each, the last one counts.
class attributes {
public:
    attributes(set_cookie& made, sys_seconds now) : made_(made), now_(now) {}

    void add(std::string_view name, std::string_view value) {
        if (value.size() > max_attribute_size) {
            return;
        }
        if (same_name(name, "Expires")) {
            if (const auto date = parse_cookie_date(value)) {
                expires_ = std::min(*date, now_ + longest_life);
            }
        } else if (same_name(name, "Max-Age")) {
            if (const auto end = parse_max_age(value, now_)) {
                max_age_ = end;
            }
        } else if (same_name(name, "Domain")) {
            made_.domain = lower_case(value.substr(value.starts_with('.') ? 1 : 0));
        } else if (same_name(name, "Path")) {
            made_.path = value.starts_with('/') ? value : std::string_view();
        } else if (same_name(name, "Secure")) {
            made_.secure = true;
        } else if (same_name(name, "HttpOnly")) {
            made_.http_only = true;
        }
    }

    void finish() { made_.expiry = max_age_ ? max_age_ : expires_; }

private:
    set_cookie& made_;
    sys_seconds now_;
    std::optional<sys_seconds> expires_;
    std::optional<sys_seconds> max_age_;
};

}  // namespace

bool is_cookie_text(std::string_view text) noexcept {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && byte != '\t') || byte == 0x7F;
    });
}

bool keeps_prefix_promise(std::string_view name, bool secure, bool host_only, std::string_view path) noexcept {
    constexpr std::string_view secure_prefix = "__Secure-";
    constexpr std::string_view host_prefix = "__Host-";
    if (same_name(name.substr(0, host_prefix.size()), host_prefix)) {
        return secure && host_only && path == "/";
    }
    return secure || !same_name(name.substr(0, secure_prefix.size()), secure_prefix);
}

std::optional<set_cookie> parse_set_cookie(std::string_view text, sys_seconds now) {
    if (!is_cookie_text(text)) {
        return std::nullopt;
    }
    const auto pair = take_until(text, ';');
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) {
        return std::nullopt;
    }
    set_cookie made;
    made.name = trim_blanks(pair.substr(0, equals));
    made.value = trim_blanks(pair.substr(equals + 1));
    if (made.name.empty() || made.name.size() + made.value.size() > max_cookie_size) {
        return std::nullopt;
    }
    attributes all{made, now};
    while (!text.empty()) {
        auto value = take_until(text, ';');
        const auto name = trim_blanks(take_until(value, '='));
        all.add(name, trim_blanks(value));
    }
    all.finish();
    if ((made.name + made.path).find('\t') != std::string::npos) {
        return std::nullopt;
    }
    return made;
}

}  // namespace trawl::http
