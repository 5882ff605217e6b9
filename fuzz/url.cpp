#include "trawl/http/url.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "check.hpp"
#include "crawl/url_key.hpp"
#include "files/name.hpp"
#include "files/name_template.hpp"
#include "output/surt.hpp"
#include "pieces.hpp"
#include "targets.hpp"
#include "trawl/http/headers.hpp"
#include "url/percent.hpp"
#include "url/punycode.hpp"

using trawl::fuzz::check;
namespace http = trawl::http;
namespace files = trawl::files;

namespace {

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
}

void check_parts(const http::url& parsed) {
    check(is_plain(parsed.href()), "a URL is printable ASCII");
    check(parsed.scheme() == "http" || parsed.scheme() == "https", "a URL is of a scheme that is known");
    check(!parsed.host().empty() && parsed.path().starts_with('/'), "a URL has a host and a path");
    check(parsed.host_name().find_first_of("/\\?#@ ") == std::string_view::npos, "a host ends with its end");
    check(http::is_field_value(parsed.target()) && parsed.target().starts_with(parsed.path()), "a target can be sent");
    check(http::is_field_value(parsed.host_field()), "a Host field can be sent");
    check(parsed.href().ends_with(std::string(parsed.target()) + std::string(parsed.fragment())) ||
              parsed.fragment().empty(),
          "the target and the fragment end a URL");
}

void check_same(const http::url& parsed) {
    const auto again = http::parse_url(parsed.href());
    check(again && *again == parsed && again->port() == parsed.port() && again->host() == parsed.host() &&
              again->path() == parsed.path() && again->query() == parsed.query() &&
              again->host_is_address() == parsed.host_is_address(),
          "a URL that was parsed parses to itself");
    const auto resolved = http::resolve_url(parsed.href(), parsed);
    check(resolved && *resolved == parsed, "a URL is the same whatever its base");
    check(parsed.same_origin(*again), "a URL has one origin");
}

void check_credentials(const http::url& parsed) {
    const auto bare = parsed.without_credentials();
    check(bare.username().empty() && bare.password().empty() && bare.fragment().empty(), "no credentials are left");
    check(bare.same_origin(parsed) && bare.target() == parsed.target(), "without credentials it is the same request");
    check_same(bare);
    const auto shown = http::parse_url(parsed.redacted());
    check(shown && shown->same_origin(parsed) && shown->target() == parsed.target(), "what is shown is the same URL");
    check(parsed.password().empty() ? shown->username().empty() || shown->username() == "***"
                                    : shown->password() == "***",
          "credentials are not shown");
}

bool is_safe_component(std::string_view name) {
    return !name.empty() && name.size() <= 255 && !name.starts_with('.') &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos &&
           std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
}

void check_names(const http::url& parsed) {
    const std::string name = files::safe_name(parsed);
    check(is_safe_component(name) && name.size() <= files::max_name_size, "a file's name is one");
    check(is_safe_component(files::file_name_from(http::percent_decoded(parsed.target()))), "so is an untrusted one");
    std::string path = files::name_template::tree().name_for(parsed, 1);
    check(path.size() <= files::max_path_size, "a path is not too long");
    for (path += '/'; !path.empty(); path.erase(0, path.find('/') + 1)) {
        check(is_safe_component(std::string_view(path).substr(0, path.find('/'))), "each folder's name is one");
    }
}

// An escape that is none stays in a normal form as it is; behind one that was undone it may look like another.
bool has_broken_escape(std::string_view text) {
    for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
        if (at + 2 >= text.size() || http::hex_value(text[at + 1]) < 0 || http::hex_value(text[at + 2]) < 0) {
            return true;
        }
    }
    return false;
}

void check_url(const http::url& parsed) {
    check_parts(parsed);
    check_same(parsed);
    check_credentials(parsed);
    check_names(parsed);
    const trawl::crawl::key_options all{.sort_query = true, .drop_tracking = true};
    const std::string known = trawl::crawl::normal_form(parsed, all);
    const auto again = http::parse_url(known);
    check(again && (has_broken_escape(parsed.href()) || trawl::crawl::normal_form(*again, all) == known),
          "a normal form is in normal form");
    check(!trawl::output::surt(parsed).empty(), "a URL can be sorted");
}

void check_punycode(std::string_view text) {
    if (const auto label = http::punycode_decoded(text.substr(0, 63))) {
        const auto again = http::punycode_decoded(http::punycode_encoded(*label));
        check(again == label, "a label is decoded from what it was encoded to");
    }
}

}  // namespace

// A reference; or a base, a line feed and a reference.
void trawl::fuzz::url(std::string_view input) {
    std::string_view reference = input;
    const auto base = http::parse_url(take_line(reference));
    if (base) {
        check_url(*base);
        if (const auto resolved = http::resolve_url(reference, *base)) {
            check_url(*resolved);
        }
    }
    if (const auto parsed = http::parse_url(input)) {
        check_url(*parsed);
    }
    if (const auto typed = http::parse_typed_url(input)) {
        check_url(*typed);
    }
    check_punycode(input);
}
