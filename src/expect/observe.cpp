#include <chrono>

#include <boost/json/value.hpp>

#include "expect/error_kind.hpp"
#include "expect/json_body.hpp"
#include "expect/subject.hpp"

namespace trawl::expect {

namespace {

namespace json = boost::json;

seen of_number(number value) {
    return {.number = value, .text = {}};
}

seen of_text(std::string_view value) {
    return {.number = {}, .text = value};
}

seen of_loose_text(std::string_view value) {
    return {.number = read_number(value), .text = value};
}

seen of_json(const json::value& value) {
    seen made{.number = {}, .text = {}, .json = &value};
    if (const auto* text = value.if_string()) {
        made.text = std::string_view(*text);
    }
    return made;
}

async::clock::duration time_of(timed_phase phase, const phase_times& times) {
    switch (phase) {
        case timed_phase::total:
            return times.total;
        case timed_phase::dns:
            return times.dns;
        case timed_phase::connect:
            return times.connect;
        case timed_phase::tls:
            return times.tls;
        case timed_phase::ttfb:
            return times.ttfb;
        case timed_phase::transfer:
            return times.transfer;
    }
    return {};
}

template <class Rep, class Period>
number nanoseconds(std::chrono::duration<Rep, Period> time) {
    return static_cast<number>(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count());
}

bool is_about_body(topic what) noexcept {
    return what == topic::body || what == topic::json || what == topic::size || what == topic::sha256;
}

void read_json(readings& into, const json_path& path, const observation& of) {
    if (!of.body_is_missing.empty()) {
        into.unreadable = "the body was not kept: " + of.body_is_missing;
        return;
    }
    if (!of.parsed) {
        of.parsed = std::make_shared<const json_body>(of.body);
    }
    if (!of.parsed->wrong().empty()) {
        into.unreadable = of.parsed->wrong();
        return;
    }
    const auto found = path.select(of.parsed->root());
    if (found.is_cut) {
        into.unreadable = "json " + path.text() + " selects too much to be looked at";
        return;
    }
    into.values.reserve(found.nodes.size());
    for (const auto* node : found.nodes) {
        into.values.push_back(of_json(*node));
    }
    into.absent = "no such value";
}

void read_tls(readings& into, topic about, const observation& of) {
    if (!of.tls) {
        into.absent = "not a TLS connection";
        return;
    }
    switch (about) {
        case topic::tls_expires_in:
            into.values.push_back(of_number(nanoseconds(of.tls->expires - of.now)));
            return;
        case topic::tls_version:
            into.absent = "of an unknown version";
            if (const auto version = read_version(of.tls->version)) {
                into.values.push_back(of_number(*version));
            }
            return;
        case topic::tls_issuer:
            into.values.push_back(of_text(of.tls->issuer));
            return;
        default:
            into.absent = "the certificate names no host";
            for (const auto& name : of.tls->names) {
                into.values.push_back(of_text(name));
            }
    }
}

void read_redirects(readings& into, const observation& of, reading how) {
    if (how == reading::as_it_is) {
        into.values.push_back(of_number(static_cast<number>(of.redirects.size())));
        return;
    }
    into.absent = "none was followed";
    for (const auto& url : of.redirects) {
        into.values.push_back(of_text(url));
    }
}

void read_error(readings& into, const observation& of) {
    if (!of.failure) {
        into.absent = "no error, but HTTP " + std::to_string(of.status);
        return;
    }
    into.made.push_back(http::message(*of.failure));
    into.values.push_back(
        {.number = {}, .text = into.made.back(), .json = nullptr, .kind = error_kind(of.failure->code)});
}

void read_cookies(readings& into, std::string_view name, const observation& of) {
    into.absent = "no such cookie";
    for (const auto& [each, value] : of.cookies) {
        if (each == name) {
            into.values.push_back(of_loose_text(value));
        }
    }
}

void read_fields(readings& into, std::string_view name, const observation& of) {
    into.absent = "no such header";
    for (const auto value : of.fields.all(name)) {
        into.values.push_back(of_loose_text(value));
    }
}

void read_body(readings& into, const observation& of) {
    if (of.body_is_missing.empty()) {
        into.values.push_back(of_text(of.body));
    } else {
        into.unreadable = "the body was not kept: " + of.body_is_missing;
    }
}

/// Of a subject that is one number.
number number_of(const subject& what, const observation& of) {
    switch (what.about) {
        case topic::status:
            return of.status;
        case topic::http_version:
            return of.version;
        case topic::size:
            return static_cast<number>(of.size);
        default:
            return nanoseconds(time_of(what.phase, of.times));
    }
}

}  // namespace

bool is_observed(const subject& what, const observation& of) noexcept {
    if (what.about == topic::error) {
        return true;
    }
    return of.status != 0 && !(of.failure && is_about_body(what.about));
}

readings observe(const subject& what, const observation& of, reading how) {
    readings made;
    if (of.is_of_head && is_about_body(what.about)) {
        made.unreadable = "the reply to a HEAD has no body";
        return made;
    }
    switch (what.about) {
        case topic::header:
            read_fields(made, what.name, of);
            break;
        case topic::cookie:
            read_cookies(made, what.name, of);
            break;
        case topic::body:
            read_body(made, of);
            break;
        case topic::json:
            read_json(made, *what.path, of);
            break;
        case topic::redirects:
            read_redirects(made, of, how);
            break;
        case topic::tls_expires_in:
        case topic::tls_version:
        case topic::tls_issuer:
        case topic::cert_san:
            read_tls(made, what.about, of);
            break;
        case topic::error:
            read_error(made, of);
            break;
        case topic::url:
        case topic::sha256:
            made.values.push_back(of_text(what.about == topic::url ? of.url : of.sha256));
            break;
        default:
            made.values.push_back(of_number(number_of(what, of)));
    }
    return made;
}

}  // namespace trawl::expect
