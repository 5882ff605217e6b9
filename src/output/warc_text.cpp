#include "output/warc_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "output/json.hpp"

namespace trawl::output {

namespace {

void append_base32(std::string& out, std::span<const unsigned char> bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const unsigned char byte : bytes) {
        bits = bits << 8U | byte;
        for (count += 8; count >= 5; count -= 5) {
            out += letters[bits >> (count - 5) & 31U];
        }
    }
    // A SHA-1 has 160 bits: nothing is left over.
}

// Whether what Content-Length says is about another body than the one that came with it.
bool has_no_body(const crawl::page& what) {
    return what.method == "HEAD" || what.status == 304 || what.status == 204;
}

bool is_length(std::string_view value, std::uint64_t size) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    return read.ec == std::errc() && read.ptr == value.data() + value.size() && number == size;
}

bool is_length_wrong(const crawl::page& what) {
    const auto length = what.fields.get("Content-Length");
    return length && !has_no_body(what) && !is_length(*length, what.body.size());
}

}  // namespace

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

std::string warc_date(std::chrono::system_clock::time_point when) {
    std::string quoted;
    append_json_time(quoted, when);
    return quoted.substr(1, quoted.size() - 2);
}

std::string warc_uri(const http::url& where) {
    return where.without_credentials().href();
}

std::string warc_digest(const files::digest& value) {
    const auto bytes = std::span(value.bytes).first(files::size_of(value.algorithm));
    std::string out(files::name(value.algorithm));
    out += ':';
    if (value.algorithm == files::digest_algorithm::sha1) {
        append_base32(out, bytes);
        return out;
    }
    std::string quoted;
    append_json_digest(quoted, bytes);
    return out.append(quoted, 1, quoted.size() - 2);
}

std::string archived_head(const crawl::page& what) {
    std::string out = what.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
    out.append(std::to_string(what.status)).append(" ").append(what.reason).append("\r\n");
    const bool has_coding = what.fields.contains("Transfer-Encoding") && !has_no_body(what);
    const bool is_changed = has_coding || is_length_wrong(what);
    for (std::size_t i = 0; i < what.fields.size(); ++i) {
        const http::headers::field field = what.fields[i];
        if (http::same_name(field.name, "Transfer-Encoding")) {
            append_field(out, "X-Orig-Transfer-Encoding", field.value);
        } else if (is_changed && http::same_name(field.name, "Content-Length")) {
            append_field(out, "X-Orig-Content-Length", field.value);
        } else {
            append_field(out, field.name, field.value);
        }
    }
    if (is_changed) {
        append_field(out, "Content-Length", std::to_string(what.body.size()));
    }
    return out.append("\r\n");
}

std::string_view truncation_of(const crawl::page& what) {
    switch (what.end) {
        case crawl::body_end::whole:
            return is_length_wrong(what) ? "unspecified" : std::string_view();
        case crawl::body_end::length:
            return "length";
        case crawl::body_end::time:
            return "time";
        case crawl::body_end::disconnect:
            return "disconnect";
    }
    return {};
}

std::string archived_request(std::string_view head) {
    constexpr std::array<std::string_view, 3> secret{"Authorization", "Proxy-Authorization", "Cookie"};
    std::string out;
    while (!head.empty()) {
        const std::size_t end = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, end);
        const std::string_view name = line.substr(0, std::min(line.find(':'), line.size()));
        const bool is_secret = std::any_of(secret.begin(), secret.end(),
                                           [&](std::string_view each) { return http::same_name(each, name); });
        if (is_secret) {
            append_field(out, name, "***");
        } else {
            out.append(line).append("\r\n");
        }
        head.remove_prefix(std::min(end + 2, head.size()));
    }
    return out;
}

}  // namespace trawl::output
