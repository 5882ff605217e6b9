#include "app/given_file.hpp"
#include "app/option_groups.hpp"
#include "base/printable.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::app {

namespace {

void finish_body(fetch_draft& draft) {
    auto& request = draft.result.request;
    if (draft.data) {
        const std::string& given = *draft.data;
        request.body =
            std::make_shared<const std::string>(given.starts_with('@') ? read_given_file(given.substr(1)) : given);
        if (!draft.result.fields.contains("Content-Type")) {
            draft.result.fields.add("Content-Type", "application/x-www-form-urlencoded");
        }
    }
    request.method = draft.method.value_or(draft.data ? "POST" : "GET");
    if (!http::is_token(request.method)) {
        throw option_error("--request", "'" + base::printable(request.method) + "' is no method");
    }
}

}  // namespace

void add_request_options(option_set& to, fetch_draft& draft) {
    auto& session = draft.result.session;
    to.group("Requests");
    to.value({"-X,--request", "METHOD", "Method (GET, or POST with --data)"},
             [&draft](const std::string& given) { draft.method = given; });
    to.value({"--data", "TEXT", "Body to send; '@FILE' takes it from a file"},
             [&draft](const std::string& given) { draft.data = given; });
    to.flag(
        {"--compressed", "", "Ask for gzip, deflate, br and zstd, and decode them; else bodies are saved as they come"},
        session.accept_codings);
    to.number({"--max-redirects", "N", "Redirects followed for one URL"}, session.max_redirects);
    to.number({"--split", "N", "Fetch a large file in N ranges at a time"}, draft.result.request.split, 1);
}

void finish_request_options(fetch_draft& draft) try { finish_body(draft); } catch (const bad_value& failed) {
    throw option_error(failed.what());
}

}  // namespace trawl::app
