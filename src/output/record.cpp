#include "output/record.hpp"

#include <algorithm>
#include <optional>

#include "output/json.hpp"
#include "output/json_members.hpp"
#include "output/reason.hpp"
#include "output/redact.hpp"

namespace trawl::output {

namespace {

using duration = async::clock::duration;

void append_input(std::string& out, const fetch::job& what) {
    if (may_hold_password(what.input)) {
        append_json_string(out, redacted_input(what));
    } else {
        append_json_string(out, what.input);
    }
}

void append_what(std::string& out, const fetch::report& done, std::string_view method) {
    out += R"({"input":)";
    append_input(out, done.what);
    out += R"(,"line":)";
    if (done.what.line == 0) {
        out += "null";
    } else {
        append_json_number(out, done.what.line);
    }
    out += R"(,"url":)";
    if (done.what.target.has_value()) {
        append_json_url(out, *done.what.target);
    } else {
        out += "null";
    }
    out += R"(,"final_url":)";
    if (done.reply) {
        append_json_url(out, done.reply->final_url);
    } else {
        out += "null";
    }
    out += R"(,"method":)";
    append_json_string(out, method);
    out += R"(,"outcome":)";
    append_json_string(out, fetch::name(done.how));
}

void append_connection(std::string& out, const fetch::report& done) {
    out += R"(,"status":)";
    append_json_status(out, done.reply ? done.reply->status : 0);
    out += R"(,"http_version":)";
    out += !done.reply ? "null" : done.reply->version == 10 ? R"("1.0")" : R"("1.1")";
    out += R"(,"remote_ip":)";
    if (done.trace.remote) {
        append_json_address(out, *done.trace.remote);
        out += done.trace.reused ? R"(,"reused":true)" : R"(,"reused":false)";
    } else {
        out += R"(null,"reused":null)";
    }
}

/// Where the file is and what it comes to, of an outcome that leaves one.
struct kept_file {
    std::string_view path;
    const std::optional<files::sha256_digest>* sha256 = nullptr;
};

kept_file kept_file_of(const fetch::outcome& how) {
    return std::visit(
        [](const auto& ended) -> kept_file {
            if constexpr (requires { ended.sha256; }) {
                return {ended.path, &ended.sha256};
            } else {
                return {};
            }
        },
        how);
}

void append_body(std::string& out, const fetch::report& done) {
    const kept_file kept = kept_file_of(done.how);
    if (done.reply) {
        out += R"(,"bytes":)";
        append_json_number(out, done.reply->bytes);
        out += R"(,"bytes_decoded":)";
        append_json_number(out, done.reply->bytes_decoded);
    } else {
        out += R"(,"bytes":null,"bytes_decoded":null)";
    }
    out += R"(,"sha256":)";
    if (kept.sha256 != nullptr && *kept.sha256) {
        append_json_digest(out, **kept.sha256);
    } else {
        out += "null";
    }
    out += R"(,"path":)";
    append_json_string_or_null(out, kept.path);
    out += R"(,"content_type":)";
    append_json_string_or_null(out, done.reply ? std::string_view{done.reply->content_type} : std::string_view{});
    out += R"(,"etag":)";
    append_json_string_or_null(out, done.reply ? std::string_view{done.reply->etag} : std::string_view{});
    out += R"(,"last_modified":)";
    append_json_string_or_null(out, done.reply ? std::string_view{done.reply->last_modified} : std::string_view{});
}

void append_when(std::string& out, const fetch::report& done) {
    out += R"(,"started":)";
    append_json_time(out, done.started);
    out += R"(,"timing_ms":)";
    append_json_timings(out, done.queued + done.trace.took.queue.value_or(duration{}), done.trace.took,
                        done.queued + done.took);
    out += R"(,"redirects":[)";
    for (const http::hop& hop : done.trace.redirects) {
        out += R"({"status":)";
        append_json_status(out, hop.status);
        out += R"(,"url":)";
        append_json_url(out, hop.from);
        out += R"(,"timing_ms":)";
        append_json_timings(out, hop.took.queue, hop.took, hop.took.total);
        out += "},";
    }
    if (out.back() == ',') {
        out.pop_back();
    }
    out += ']';
}

std::string_view error_name(const http::error* failure, bool is_mismatch) {
    return failure != nullptr ? http::name(failure->code) : is_mismatch ? "checksum" : std::string_view{};
}

void append_attempt(std::string& out, int status, std::string_view error, duration took, duration waited) {
    out += R"({"status":)";
    append_json_status(out, status);
    out += R"(,"error":)";
    append_json_string_or_null(out, error);
    out += R"(,"took_ms":)";
    append_json_milliseconds(out, took);
    out += R"(,"waited_ms":)";
    append_json_milliseconds(out, waited);
    out += '}';
}

void append_attempts(std::string& out, const fetch::report& done) {
    duration rest = done.took;
    out += R"(,"attempts":[)";
    for (const fetch::attempt& before : done.attempts) {
        append_attempt(out, before.status, error_name(before.failure ? &*before.failure : nullptr, before.was_mismatch),
                       before.took, before.waited);
        out += ',';
        rest -= before.took + before.waited;
    }
    const auto* const failure = std::get_if<fetch::network_failure>(&done.how);
    if (done.reply || failure != nullptr) {
        const bool is_mismatch = std::holds_alternative<fetch::checksum_mismatch>(done.how);
        append_attempt(out, done.reply ? done.reply->status : 0,
                       error_name(failure != nullptr ? &failure->why : nullptr, is_mismatch), rest, duration{});
    } else if (!done.attempts.empty()) {
        out.pop_back();
    }
    out += ']';
}

void append_error(std::string& out, const fetch::report& done) {
    if (fetch::is_success(done.how)) {
        out += R"(,"error":null)";
        return;
    }
    const reason why = reason_of(done);
    out += R"(,"error":{"kind":)";
    append_json_string(out, why.kind);
    out += R"(,"phase":)";
    append_json_string_or_null(out, why.phase);
    out += R"(,"message":)";
    append_json_string(out, why.message);
    out += '}';
}

void append_origin(std::string& out, const fetch::job& what) {
    out += ",\"depth\":";
    append_json_number(out, what.details ? what.details->depth : 0);
    out += ",\"referrer\":";
    append_json_string_or_null(out, what.details ? redacted_text(what.details->referrer) : "");
}

}  // namespace

void append_record(std::string& out, const fetch::report& done, std::string_view method) {
    append_what(out, done, method);
    append_connection(out, done);
    append_body(out, done);
    append_when(out, done);
    append_attempts(out, done);
    append_error(out, done);
    append_origin(out, done.what);
    out += "}\n";
}

}  // namespace trawl::output
