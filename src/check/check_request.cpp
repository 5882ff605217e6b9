#include "check/check_request.hpp"

#include <memory>
#include <string_view>

#include "check/check_details.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::check {

namespace {

const char* why_no_value(std::string_view value) {
    return value.find_first_of("\r\n") != value.npos ? "its value has a line break"
                                                     : "its value has a control character";
}

// They replace those of the same name that were there, though they may be several of one name themselves.
void put(http::headers& into, const http::headers& own) {
    for (std::size_t i = 0; i < own.size(); ++i) {
        into.erase(own[i].name);
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
        into.add(own[i].name, own[i].value);
    }
}

boost::system::result<http::headers, std::string> fields_of(const check_details& check) {
    http::headers own;
    for (const auto& [name, text] : check.of->fields) {
        const std::string value = text.filled(check.captured);
        if (!http::is_token(name)) {
            return "\"" + name + "\" is no name of a header";
        }
        if (!http::is_field_value(value)) {
            return "header " + name + ": " + why_no_value(value);
        }
        own.add(name, value);
    }
    return own;
}

}  // namespace

const std::string& method_of(const fetch::job& what) noexcept {
    const check_details& check = details_of(what);
    return check.method.empty() ? check.of->method : check.method;
}

boost::system::result<http::request, std::string> request_of(const check_settings& settings, const fetch::job& what) {
    const check_details& check = details_of(what);
    http::request ask(*what.target);
    ask.method = method_of(what);
    if (!http::is_token(ask.method)) {
        return "\"" + ask.method + "\" is no method";
    }
    auto own = fields_of(check);
    if (!own) {
        return own.error();
    }
    ask.fields = settings.fields;
    put(ask.fields, *own);
    put(ask.fields, check.fields);
    if (check.body != nullptr) {
        ask.body = check.body;
    } else if (check.of->body) {
        ask.body = std::make_shared<const std::string>(check.of->body->filled(check.captured));
    }
    if (settings.login) {
        ask.login = settings.login(ask.target);
    }
    if (check.of->timeout) {
        ask.limits = settings.limits;
        ask.limits->total = check.of->timeout;
    }
    ask.max_redirects = check.of->max_redirects;
    ask.wants_tls_facts = check.of->wants.tls;
    return ask;
}

}  // namespace trawl::check
