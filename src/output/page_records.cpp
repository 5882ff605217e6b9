#include "output/page_records.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "output/json.hpp"
#include "output/json_members.hpp"
#include "output/redact.hpp"

namespace trawl::output {

namespace {

using named_values = std::vector<std::pair<std::string, std::string_view>>;

std::string lower(std::string_view name) {
    std::string out(name);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    return out;
}

void append_values(std::string& out, named_values::const_iterator from, named_values::const_iterator to) {
    if (to - from == 1) {
        append_json_string(out, from->second);
        return;
    }
    for (char before = '['; from != to; ++from, before = ',') {
        out += before;
        append_json_string(out, from->second);
    }
    out += ']';
}

// An object whose members are in the order of their names.
void append_object(std::string& out, named_values values) {
    std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out += '{';
    for (auto from = values.cbegin(); from != values.cend();) {
        const auto to = std::find_if(from, values.cend(), [&](const auto& each) { return each.first != from->first; });
        if (from != values.cbegin()) {
            out += ',';
        }
        append_json_string(out, from->first);
        out += ':';
        append_values(out, from, to);
        from = to;
    }
    out += '}';
}

void append_metas(std::string& out, const crawl::page& what) {
    named_values values;
    values.reserve(what.metas.size());
    for (const auto& [name, content] : what.metas) {
        values.emplace_back(lower(name), content);
    }
    append_object(out, std::move(values));
}

void append_headers(std::string& out, const http::headers& fields) {
    named_values values;
    values.reserve(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        values.emplace_back(lower(fields[i].name), fields[i].value);
    }
    append_object(out, std::move(values));
}

void append_link(std::string& out, const html::found_link& link) {
    out += R"({"url":)";
    if (link.target) {
        append_json_url(out, *link.target);
        out += R"(,"raw":null)";
    } else {
        out += R"(null,"raw":)";
        append_json_string(out, redacted_text(link.raw));
    }
    out += R"(,"kind":)";
    append_json_string(out, html::name(link.kind));
    out += R"(,"anchor":)";
    append_json_string(out, link.anchor);
    out += R"(,"nofollow":)";
    append_json_bool(out, link.nofollow);
    out += R"(,"inert":)";
    append_json_bool(out, link.is_inert);
    out += '}';
}

void append_what(std::string& out, const crawl::page& what) {
    out += R"({"url":)";
    append_json_url(out, what.known_url());
    out += R"(,"final_url":)";
    append_json_url(out, what.url);
    out += R"(,"status":)";
    append_json_status(out, what.status);
    out += R"(,"method":)";
    append_json_string(out, what.method);
    out += R"(,"kind":)";
    append_json_string(out, html::name(what.kind));
    out += R"(,"depth":)";
    append_json_number(out, what.depth);
    out += R"(,"referrer":)";
    append_json_string_or_null(out, redacted_text(what.referrer));
}

void append_content(std::string& out, const crawl::page& what) {
    out += R"(,"title":)";
    append_json_string_or_null(out, what.title);
    out += R"(,"language":)";
    append_json_string_or_null(out, what.language);
    out += R"(,"text":)";
    append_json_string_or_null(out, what.text);
    char before = '[';
    out += R"(,"links":)";
    for (const html::found_link& each : what.links) {
        out += before;
        append_link(out, each);
        before = ',';
    }
    out += before == '[' ? "[]" : "]";
    out += R"(,"meta":)";
    append_metas(out, what);
}

void append_reply(std::string& out, const crawl::page& what) {
    out += R"(,"headers":)";
    append_headers(out, what.fields);
    out += R"(,"http_version":)";
    out += what.status == 0 ? "null" : what.version == 10 ? R"("1.0")" : R"("1.1")";
    out += R"(,"remote_ip":)";
    if (what.trace.remote) {
        append_json_address(out, *what.trace.remote);
        out += R"(,"reused":)";
        append_json_bool(out, what.trace.reused);
    } else {
        out += R"(null,"reused":null)";
    }
}

bool has_content(const crawl::page& what) {
    return what.size > 0 && what.end == crawl::body_end::whole;
}

void append_body(std::string& out, const crawl::page& what) {
    out += R"(,"bytes":)";
    append_json_number(out, what.wire_size);
    out += R"(,"size":)";
    append_json_number(out, what.size);
    out += R"(,"sha256":)";
    if (has_content(what)) {
        append_json_digest(out, what.sha256);
    } else {
        out += "null";
    }
    out += R"(,"content_type":)";
    append_json_string_or_null(out, what.media_type);
    out += R"(,"charset":)";
    append_json_string_or_null(out, what.charset);
    out += R"(,"path":)";
    append_json_string_or_null(out, what.path);
}

std::string_view word(crawl::body_end end) {
    switch (end) {
        case crawl::body_end::whole:
            return {};
        case crawl::body_end::length:
            return "length";
        case crawl::body_end::time:
            return "time";
        case crawl::body_end::disconnect:
            return "disconnect";
    }
    return {};
}

void append_verdicts(std::string& out, const crawl::page& what) {
    out += R"(,"nofollow":)";
    append_json_bool(out, what.nofollow);
    out += R"(,"noindex":)";
    append_json_bool(out, what.noindex);
    out += R"(,"not_modified":)";
    append_json_bool(out, what.is_not_modified);
    out += R"(,"truncated":)";
    append_json_string_or_null(out, word(what.end));
    out += R"(,"duplicate_of":)";
    append_json_string_or_null(out, what.same_as ? redacted_text(what.same_as->url) : std::string());
}

}  // namespace

void append_page_record(std::string& out, const crawl::page& what) {
    append_what(out, what);
    append_content(out, what);
    append_reply(out, what);
    append_body(out, what);
    append_verdicts(out, what);
    out += R"(,"started":)";
    append_json_time(out, what.started);
    out += R"(,"timing_ms":)";
    append_json_timings(out, what.trace.took.queue, what.trace.took, what.trace.took.total);
    out += "}\n";
}

void page_records::open(const std::vector<crawl::output_file>& committed) {
    log_.emplace(path_, crawl::committed_size(committed, path_));
}

void page_records::write(const crawl::page& what) {
    line_.clear();
    append_page_record(line_, what);
    log_->append(line_);
}

}  // namespace trawl::output
