#include "trawl/http/cookie_jar.hpp"

#include <algorithm>
#include <utility>

#include "http/cookie_file.hpp"
#include "http/cookie_store.hpp"
#include "http/public_suffix.hpp"
#include "http/set_cookie.hpp"

namespace trawl::http {
namespace {

constexpr std::size_t max_field_size = 8190;

std::chrono::sys_seconds in_seconds(cookie_jar::time_point now) {
    return std::chrono::floor<std::chrono::seconds>(now);
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// RFC 6265bis section 5.1.4: up to the last '/', without it.
std::string_view default_path(const url& from) {
    const auto path = from.path();
    const auto slash = path.rfind('/');
    return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

bool is_at_or_below(const url& host, std::string_view domain) {
    const auto name = host.host();
    return name == domain || (!host.host_is_address() && name.size() > domain.size() && name.ends_with(domain) &&
                              name[name.size() - domain.size() - 1] == '.');
}

}  // namespace

class cookie_jar::impl {
public:
    void store(const url& from, set_cookie parsed, std::chrono::sys_seconds now) {
        if (!parsed.domain.empty() && (!is_ascii(parsed.domain) || !is_at_or_below(from, parsed.domain))) {
            return;
        }
        cookie made;
        made.host_only = parsed.domain.empty() || from.host_is_address();
        if (!made.host_only && suffixes_.contains(parsed.domain)) {
            if (parsed.domain != from.host()) {
                return;
            }
            made.host_only = true;
        }
        const bool is_refused = (parsed.secure && !from.is_https()) ||
                                !keeps_prefix_promise(parsed.name, parsed.secure, parsed.domain.empty(), parsed.path);
        if (is_refused) {
            return;
        }
        made.path = parsed.path.empty() ? default_path(from) : std::string_view(parsed.path);
        made.name = std::move(parsed.name);
        made.value = std::move(parsed.value);
        made.expiry = parsed.expiry;
        made.secure = parsed.secure;
        made.http_only = parsed.http_only;
        const std::string_view domain = made.host_only ? from.host() : std::string_view(parsed.domain);
        // A file could not give it back: the dot there says something else.
        if (domain.starts_with('.')) {
            return;
        }
        if (from.is_https() || !cookies_.hides_secure(domain, made, now)) {
            cookies_.put(domain, std::move(made), now);
        }
    }

    /// False: not one that a server could have set.
    bool load(file_cookie line, std::chrono::sys_seconds now) {
        cookie& loaded = line.content;
        if (!loaded.host_only && suffixes_.contains(line.domain)) {
            return false;
        }
        if (!keeps_prefix_promise(loaded.name, loaded.secure, loaded.host_only, loaded.path)) {
            return false;
        }
        cookies_.put(line.domain, std::move(loaded), now);
        return true;
    }

    cookie_store& cookies() { return cookies_; }

private:
    public_suffixes suffixes_;
    cookie_store cookies_;
};

cookie_jar::cookie_jar() : impl_(std::make_unique<impl>()) {
}

cookie_jar::~cookie_jar() = default;

void cookie_jar::store(const url& from, std::string_view set_cookie, time_point now) {
    if (auto parsed = parse_set_cookie(set_cookie, in_seconds(now))) {
        impl_->store(from, std::move(*parsed), in_seconds(now));
    }
}

std::string cookie_jar::cookies_for(const url& to, time_point now) {
    std::string field;
    const auto found =
        impl_->cookies().matching(to.host(), to.host_is_address(), to.path(), to.is_https(), in_seconds(now));
    for (const cookie* each : found) {
        if (field.size() + each->name.size() + each->value.size() + 3 > max_field_size) {
            break;
        }
        field.append(field.empty() ? "" : "; ").append(each->name).append("=").append(each->value);
    }
    return field;
}

std::vector<std::size_t> cookie_jar::load(std::string_view netscape_file, time_point now) {
    std::vector<std::size_t> bad_lines;
    const auto take = [&](std::size_t number, std::optional<file_cookie> line) {
        if (!line || !impl_->load(std::move(*line), in_seconds(now))) {
            bad_lines.push_back(number);
        }
    };
    read_cookie_file(netscape_file, take);
    return bad_lines;
}

std::string cookie_jar::save(time_point now) const {
    std::string file{cookie_file_head};
    impl_->cookies().for_each(
        in_seconds(now), [&](std::string_view domain, const cookie& each) { append_cookie_line(file, domain, each); });
    return file;
}

std::size_t cookie_jar::size() const noexcept {
    return impl_->cookies().size();
}

}  // namespace trawl::http
