#include <string>

#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>

#include "base/printable.hpp"
#include "batch/entry_builder.hpp"
#include "batch/line_formats.hpp"

namespace trawl::batch {

namespace {

namespace json = boost::json;

void must_be(entry_builder& entry, std::string_view key, std::string_view what) {
    entry.fail(std::string(key) + " must be " + std::string(what));
}

void read_string(entry_builder& entry, std::string_view key, const json::value& value) {
    const json::string* const text = value.if_string();
    if (text == nullptr) {
        must_be(entry, key, "a string");
    } else if (key == "url") {
        entry.set_url(*text);
    } else if (key == "out") {
        entry.set_name(*text);
    } else {
        (void)entry.set(key, *text);
    }
}

void read_headers(entry_builder& entry, const json::value& value) {
    const json::object* const fields = value.if_object();
    if (fields == nullptr) {
        return must_be(entry, "headers", "an object");
    }
    for (const auto& [name, text] : *fields) {
        if (const auto* const one = text.if_string()) {
            entry.add_field(name, *one);
        } else if (const auto* const several = text.if_array()) {
            for (const auto& each : *several) {
                each.is_string() ? entry.add_field(name, each.get_string()) : must_be(entry, "each header", "a string");
            }
        } else {
            must_be(entry, "each header", "a string, or an array of strings");
        }
    }
}

void read_mirrors(entry_builder& entry, const json::value& value) {
    const json::array* const urls = value.if_array();
    if (urls == nullptr) {
        return must_be(entry, "mirrors", "an array of strings");
    }
    for (const auto& each : *urls) {
        each.is_string() ? entry.add_mirror(each.get_string()) : must_be(entry, "mirrors", "an array of strings");
    }
}

void read_size(entry_builder& entry, const json::value& value) {
    boost::system::error_code failed;
    const auto size = value.is_number() ? value.to_number<std::uint64_t>(failed) : 0;
    if (!value.is_number() || failed) {
        return must_be(entry, "size", "a number of bytes");
    }
    (void)entry.set("size", std::to_string(size));
}

void read_member(entry_builder& entry, std::string_view key, const json::value& value) {
    if (value.is_null()) {
        return;
    }
    if (key == "headers") {
        read_headers(entry, value);
    } else if (key == "mirrors") {
        read_mirrors(entry, value);
    } else if (key == "size") {
        read_size(entry, value);
    } else if (key == "url" || key == "out" || key == "method" || key == "data" || key == "sha256" || key == "sha512" ||
               key == "md5") {
        read_string(entry, key, value);
    } else {
        entry.fail("the member '" + base::printable(key.substr(0, 40)) +
                   "' is none of url, out, headers, method, data, sha256, sha512, md5, size and mirrors");
    }
}

/// Of the outermost object of a text that is JSON: the parser keeps the last of those with one name.
std::size_t count_members(std::string_view text) {
    std::size_t colons = 0;
    int depth = 0;
    bool is_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (is_string) {
            i += c == '\\' ? 1 : 0;
            is_string = c != '"';
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == '"') {
            is_string = true;
        } else if (c == ':' && depth == 1) {
            ++colons;
        }
    }
    return colons;
}

list_entry refused(std::uint64_t number, std::string_view line, std::string reason) {
    list_entry bad = bad_entry(number, {}, std::move(reason));
    bad.source_text = std::make_shared<const std::string>(line);
    return bad;
}

}  // namespace

list_entry parse_json_line(std::uint64_t number, std::string_view line) {
    json::parse_options options;
    options.allow_invalid_utf8 = true;  // as in any list, what is not ASCII is bytes
    json::parser parser({}, options);
    boost::system::error_code failed;
    const std::size_t read = parser.write_some(line, failed);
    if (failed) {
        return refused(number, line, "not JSON: " + failed.message() + " at byte " + std::to_string(read + 1));
    }
    if (read < line.size()) {
        return refused(number, line, "more than one value of JSON");
    }
    const json::value value = parser.release();
    const json::object* const members = value.if_object();
    if (members == nullptr || !members->contains("url")) {
        return refused(number, line, members == nullptr ? "not an object of JSON" : "no member url");
    }
    if (count_members(line) != members->size()) {
        return refused(number, line, "a member that stands twice");
    }
    entry_builder entry(number);
    // First, as a mirror that is the same place does not count.
    read_member(entry, "url", members->at("url"));
    for (const auto& [key, each] : *members) {
        if (key != "url") {
            read_member(entry, key, each);
        }
    }
    return entry.finish(line);
}

}  // namespace trawl::batch
