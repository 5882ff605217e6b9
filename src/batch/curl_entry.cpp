#include "batch/curl_option.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "batch/entry_builder.hpp"

namespace trawl::batch {

namespace {

constexpr std::array<std::string_view, 10> request_options{"header",     "request",     "data",       "data-raw",
                                                           "data-ascii", "data-binary", "user-agent", "referer",
                                                           "cookie",     "output-dir"};

// They make another request of it: one without them would not be what was meant.
constexpr std::array<std::string_view, 10> foreign_options{
    "get",  "head",           "upload-file", "form",  "form-string",
    "json", "data-urlencode", "url-query",   "range", "request-target"};

bool is_foreign(std::string_view name) noexcept {
    return std::ranges::find(foreign_options, name) != foreign_options.end();
}

/// What is gathered over several options.
struct gathered {
    std::string folder;
    std::optional<std::string> data;
};

void set_header(entry_builder& entry, std::string_view text) {
    if (text.starts_with('@')) {
        return entry.fail("headers are not taken from a file here");
    }
    if (text.ends_with(';') && text.find(':') == text.npos) {
        return entry.add_field(text.substr(0, text.size() - 1), "");
    }
    (void)entry.set("header", text);
}

void add_data(std::optional<std::string>& data, const curl_option& option, entry_builder& entry) {
    if (option.value.starts_with('@') && option.name != "data-raw") {
        return entry.fail("data are not taken from a file here");
    }
    data = data ? *data + '&' + option.value : option.value;
}

void apply(const curl_option& option, entry_builder& entry, gathered& rest) {
    if (is_foreign(option.name)) {
        entry.fail("curl's option '" + option.name + "' is not known here, and asks for something else");
    } else if (option.name == "header") {
        set_header(entry, option.value);
    } else if (option.name == "request") {
        (void)entry.set("method", option.value);
    } else if (option.name == "user-agent") {
        entry.add_field("User-Agent", option.value);
    } else if (option.name == "referer") {
        entry.add_field("Referer", option.value);
    } else if (option.name == "output-dir") {
        rest.folder = option.value.ends_with('/') ? option.value : option.value + '/';
    } else if (option.name != "cookie") {
        add_data(rest.data, option, entry);
    } else if (option.value.find('=') == std::string::npos) {
        entry.fail("cookies are not taken from a file here");
    } else {
        entry.add_field("Cookie", option.value);
    }
}

boost::json::object json_fields(const http::headers& fields) {
    boost::json::object members;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto [name, value] = fields[i];
        auto [place, is_new] = members.emplace(name, boost::json::array());
        place->value().as_array().emplace_back(value);
    }
    return members;
}

/// The entry as a line of JSON, which needs nothing of what stood around it.
std::string json_text(const list_entry& entry, std::string_view url) {
    boost::json::object members;
    members["url"] = url;
    if (!entry.name.empty()) {
        members["out"] = entry.name;
    }
    if (const auto* details = entry.details.get()) {
        if (!details->fields.empty()) {
            members["headers"] = json_fields(details->fields);
        }
        if (!details->method.empty()) {
            members["method"] = details->method;
        }
        if (details->body) {
            members["data"] = *details->body;
        }
    }
    // What could not be read must not become a request that asks for something else.
    if (!entry.url) {
        members["refused"] = http::message(entry.url.error());
    }
    return boost::json::serialize(members);
}

/// A line that no list takes for a request.
std::string bad_json_text(std::string_view url, const std::string& reason) {
    boost::json::object members;
    members["url"] = url;
    members["unread"] = reason;
    return boost::json::serialize(members);
}

}  // namespace

bool is_request_option(std::string_view name) noexcept {
    return is_foreign(name) || std::ranges::find(request_options, name) != request_options.end();
}

list_entry make_curl_entry(const curl_option& url, std::string_view output, std::span<const curl_option> shared,
                           std::string_view warning) {
    entry_builder entry(url.line);
    entry.set_url(url.value);
    gathered rest;
    for (const curl_option& each : shared) {
        apply(each, entry, rest);
    }
    if (rest.data) {
        entry.set_body(std::move(*rest.data));
    }
    entry.set_name(rest.folder.append(output));
    entry.warn(warning);
    const bool is_bad = entry.is_bad();
    list_entry whole = entry.finish(url.value);
    // Without what could not be read it would be another request.
    whole.source_text = std::make_shared<const std::string>(is_bad ? bad_json_text(url.value, whole.url.error().detail)
                                                                   : json_text(whole, url.value));
    return whole;
}

}  // namespace trawl::batch
