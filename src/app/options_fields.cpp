#include <algorithm>

#include "app/given_file.hpp"
#include "app/option_groups.hpp"
#include "base/printable.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::app {

namespace {

// `place` tells where it stands. Values stay out of what is said: they may be secrets.
void add_field(http::headers& into, std::string_view text, const std::string& place) {
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    if (colon == std::string_view::npos || !http::is_token(name)) {
        const auto word = text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
        throw option_error("--header", place + "'" + base::printable(word) + (word == text ? "'" : " ...'") +
                                           " is not of the form 'Name: value'");
    }
    const auto start = text.find_first_not_of(" \t", colon + 1);
    const auto end = text.find_last_not_of(" \t");
    const auto value = start == std::string_view::npos ? std::string_view() : text.substr(start, end - start + 1);
    if (!http::is_field_value(value)) {
        throw option_error("--header", place + "the value of '" + std::string(name) + "' holds a control character");
    }
    for (const char* own : {"Content-Length", "Transfer-Encoding", "Connection"}) {
        if (http::same_name(name, own)) {
            throw option_error("--header", place + std::string(name) + " is set by trawl itself");
        }
    }
    if (value.empty() && (http::same_name(name, "Authorization") || http::same_name(name, "Proxy-Authorization"))) {
        throw option_error("--header", place + std::string(name) + " is empty");
    }
    into.add(name, value);
}

void add_fields_of(http::headers& into, const std::string& path) {
    const std::string content = read_given_text(path);
    std::size_t number = 0;
    for (std::size_t start = 0; start < content.size();) {
        const auto end = std::min(content.find('\n', start), content.size());
        std::string_view line = std::string_view(content).substr(start, end - start);
        line.remove_suffix(line.ends_with('\r') ? 1 : 0);
        ++number;
        if (!line.empty()) {
            add_field(into, line, path + ":" + std::to_string(number) + ": ");
        }
        start = end + 1;
    }
}

void finish_fields(run_draft& draft) {
    for (const auto& text : draft.fields) {
        if (text.starts_with('@')) {
            add_fields_of(draft.result.fields, text.substr(1));
        } else {
            add_field(draft.result.fields, text, {});
        }
    }
}

}  // namespace

void add_field_options(option_set& to, run_draft& draft) {
    auto& session = draft.result.session;
    to.group("Requests");
    to.values({"-H,--header", "FIELD", "Header field 'Name: value', or '@FILE' of such lines; may be given many times"},
              [&draft](const std::vector<std::string>& given) { draft.fields = given; });
    to.value(
        {"-A,--user-agent", "TEXT", "User-Agent"},
        [&session](const std::string& given) {
            if (!http::is_field_value(given)) {
                throw bad_value("it holds a control character");
            }
            session.user_agent = given;
        },
        session.user_agent);
}

void finish_field_options(run_draft& draft) try { finish_fields(draft); } catch (const bad_value& failed) {
    throw option_error(failed.what());
}

}  // namespace trawl::app
