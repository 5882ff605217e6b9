#include "fetch/job_request.hpp"

#include "trawl/http/headers.hpp"

namespace trawl::fetch {

namespace {

bool is_of_origin(std::string_view name) noexcept {
    return http::same_name(name, "Authorization") || http::same_name(name, "Cookie") || http::same_name(name, "Host");
}

// They replace the run's of the same name, though the job may have several of one name itself.
void add_own_fields(http::headers& fields, const http::headers& own, bool is_origin) {
    for (std::size_t i = 0; i < own.size(); ++i) {
        fields.erase(own[i].name);
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (is_origin || !is_of_origin(own[i].name)) {
            fields.add(own[i].name, own[i].value);
        }
    }
}

}  // namespace

const std::string& method_of(const request_settings& settings, const job& what) noexcept {
    return what.details && !what.details->method.empty() ? what.details->method : settings.method;
}

http::request request_for(const request_settings& settings, const job& what, std::size_t place) {
    http::request ask(what.place(place));
    ask.method = method_of(settings, what);
    ask.fields = settings.fields;
    ask.body = settings.body;
    if (what.details) {
        add_own_fields(ask.fields, what.details->fields, place == 0 || ask.target.same_origin(*what.target));
        ask.body = what.details->body ? what.details->body : settings.body;
    }
    if (settings.login) {
        ask.login = settings.login(ask.target);
    }
    return ask;
}

http::request range_request(const request_settings& settings, const job& what, std::size_t place,
                            const wanted_range& range) {
    http::request ask = request_for(settings, what, place);
    ask.fields.set("Range", range.text());
    if (!range.if_range.empty()) {
        ask.fields.set("If-Range", range.if_range);
    }
    if (!ask.fields.contains("Accept-Encoding")) {
        ask.fields.set("Accept-Encoding", "identity");
    }
    return ask;
}

void add_condition(http::request& ask, const known_file& known) {
    // They come from a file: what no server can have sent must not become a request of its own.
    const auto may_be_sent = [](const std::string& value) { return !value.empty() && http::is_field_value(value); };
    if (may_be_sent(known.etag)) {
        ask.fields.set("If-None-Match", known.etag);
    } else if (may_be_sent(known.last_modified)) {
        ask.fields.set("If-Modified-Since", known.last_modified);
    }
}

bool has_own_range(const request_settings& settings, const job& what) noexcept {
    return settings.fields.contains("Range") || (what.details && what.details->fields.contains("Range"));
}

}  // namespace trawl::fetch
