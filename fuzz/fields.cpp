#include <chrono>
#include <optional>
#include <string>

#include "check.hpp"
#include "files/name.hpp"
#include "html/field_links.hpp"
#include "http/auth_challenge.hpp"
#include "http/auth_digest.hpp"
#include "http/content_coding.hpp"
#include "http/content_disposition.hpp"
#include "http/content_range.hpp"
#include "http/cookie_date.hpp"
#include "http/date.hpp"
#include "http/digest_fields.hpp"
#include "http/field_syntax.hpp"
#include "http/media_type.hpp"
#include "http/rate_limit.hpp"
#include "http/redirect.hpp"
#include "http/retry.hpp"
#include "http/validator.hpp"
#include "pieces.hpp"
#include "robots/directives.hpp"
#include "targets.hpp"
#include "trawl/http/headers.hpp"

using trawl::fuzz::check;
namespace http = trawl::http;

namespace {

constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'764'000'000}};

const http::url& location() {
    static const auto made = http::parse_url("https://user:secret@example.org:8443/a/b?c=1#d").value();
    return made;
}

http::headers fields_of(std::string_view text) {
    http::headers fields;
    while (!text.empty()) {
        const std::string_view line = trawl::fuzz::take_line(text);
        const std::size_t colon = std::min(line.find(':'), line.size());
        const auto name = line.substr(0, colon);
        const auto value = http::trim_blanks(line.substr(std::min(colon + 1, line.size())));
        if (http::is_token(name) && http::is_field_value(value)) {
            fields.add(name, value);
        }
    }
    return fields;
}

void check_challenges(const http::headers& fields, std::string_view name) {
    const auto offered = http::auth_challenges(fields, name);
    for (const auto& each : offered) {
        check(http::is_token(each.scheme), "a scheme is a token");
    }
    if (const auto asked = http::strongest_digest(offered)) {
        check(asked->nonce.size() <= http::longest_nonce, "a nonce is not too long");
        const std::string answer = http::digest_authorization(
            *asked, {.username = "us\"er\n", .password = "pass", .method = "GET", .target = "/", .client_nonce = "0a"});
        check(http::is_field_value(answer), "an answer can be sent");
    }
}

void check_redirect(const http::headers& fields) {
    const auto step = http::next_redirect(302, "POST", fields, location());
    if (!step || !*step) {
        return;
    }
    const auto& to = (*step)->target;
    check(to.username().empty() && to.password().empty(), "a redirect brings no credentials");
    check((*step)->same_origin == to.same_origin(location()), "a redirect knows its origin");
    http::headers ours;
    ours.add("Authorization", "Basic c2VjcmV0");
    ours.add("Cookie", "a=b");
    http::adapt_fields(ours, **step);
    check(ours.contains("Authorization") == (*step)->same_origin, "what is for one origin stays there");
}

void check_pauses(const http::headers& fields) {
    constexpr auto year = std::chrono::hours{24 * 366};
    if (const auto pause = http::rate_limit_pause(fields, now)) {
        check(*pause >= pause->zero() && *pause <= year, "a pause has an end");
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (const auto pause = http::parse_retry_after(fields[i].value, now)) {
            check(*pause >= pause->zero() && *pause <= year, "a pause has an end");
        }
    }
}

void check_date(std::string_view text) {
    // A leap second at the end of the last year that can be written is in the next one.
    constexpr std::chrono::sys_days end{std::chrono::year{10'000} / 1 / 1};
    if (const auto when = http::parse_date(text, now); when && *when < end) {
        check(http::parse_date(http::format_date(*when), now) == when, "a date that was read is written as it is");
    }
    (void)http::parse_cookie_date(text);
}

void check_value(std::string_view value) {
    if (const auto name = http::disposition_filename(value)) {
        check(!name->empty() && name->find_first_of("/\\") == std::string::npos, "a name has no folders");
        check(!trawl::files::file_name_from(*name).empty(), "a name can be made safe");
    }
    if (const auto range = http::parse_content_range(value); range && range->part) {
        check(range->part->first <= range->part->last, "a part has a beginning and an end");
        check(!range->total || range->part->last < *range->total, "a part is of the whole");
    }
    check_date(value);
    (void)http::parse_media_type(value);
    (void)trawl::robots::parse_robots_tag(value, "trawl");
    check(http::parse_digest_field(value).size() <= 32, "digests have a limit");
    for (const auto each : http::split_list(value)) {
        check(!each.empty() && http::trim_blanks(each) == each, "an element is trimmed");
        (void)http::unquote(each);
    }
}

}  // namespace

// The fields of a reply, one a line; each value is read as that of any field.
void trawl::fuzz::fields(std::string_view input) {
    const http::headers fields = fields_of(input);
    check_challenges(fields, "WWW-Authenticate");
    (void)http::auth_parameters(fields, "Authentication-Info");
    check_redirect(fields);
    check_pauses(fields);
    if (const auto codings = http::content_codings(fields)) {
        check(codings->size() <= 3, "codings have a limit");
    }
    (void)http::content_range_of(fields);
    const auto version = http::validator_of(fields);
    check(!http::contradicts(version, fields), "a reply does not contradict itself");
    check(http::is_field_value(http::if_range(version)), "a validator can be sent");
    check(trawl::html::links_of_fields(fields, location()).size() <= 1000, "links have a limit");
    for (std::size_t i = 0; i < fields.size(); ++i) {
        check_value(fields[i].value);
    }
}
