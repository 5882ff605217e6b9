#include "batch/entry_builder.hpp"

#include <charconv>
#include <utility>

#include "base/printable.hpp"
#include "batch/entry_text.hpp"
#include "batch/line_formats.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t max_shown = 100;

std::string quoted(std::string_view text) {
    return '\'' + base::printable(text.substr(0, max_shown)) + (text.size() > max_shown ? "...'" : "'");
}

}  // namespace

list_entry bad_entry(std::uint64_t line, std::string_view text, std::string reason, http::errc code) {
    list_entry bad(line, std::string(text), http::error(code, http::phase::queue, {}, std::move(reason)));
    bad.is_bad_line = true;
    return bad;
}

void entry_builder::set_url(std::string_view text) {
    has_url_ = true;
    list_entry plain = parse_plain_line(line_, text);
    text_ = std::move(plain.text);
    url_ = std::move(plain.url);
}

void entry_builder::set_name(std::string_view name) {
    if (const auto reason = reason_against_name(name); !reason.empty()) {
        fail("the name " + quoted(name) + ' ' + std::string(reason));
    }
    name_ = name;
}

bool entry_builder::set(std::string_view key, std::string_view value) {
    if (key == "sha256" || key == "sha512" || key == "md5") {
        set_digest(key, value);
    } else if (key == "size") {
        set_size(value);
    } else if (key == "method") {
        set_method(value);
    } else if (key == "data") {
        set_body(std::string(value));
    } else if (key == "mirror") {
        add_mirror(value);
    } else if (key == "header") {
        const std::size_t colon = value.find(':');
        add_field(trimmed(value.substr(0, colon)),
                  colon == value.npos ? std::string_view("\n") : trimmed(value.substr(colon + 1)));
    } else {
        return false;
    }
    return true;
}

// Values are not shown: they may be secrets.
void entry_builder::add_field(std::string_view name, std::string_view value) {
    if (!http::is_token(name) || !http::is_field_value(value)) {
        return fail("a header that is not of the form 'Name: value'");
    }
    for (const std::string_view own : {"Content-Length", "Transfer-Encoding", "Connection"}) {
        if (http::same_name(name, own)) {
            return fail(std::string(own) + " is set by trawl itself");
        }
    }
    details().fields.add(name, value);
}

void entry_builder::add_mirror(std::string_view text) {
    list_entry place = parse_plain_line(line_, text);
    if (!place.url) {
        return fail("a mirror: " + http::message(place.url.error()));
    }
    // Lists for aria2 name one place several times, to have more connections to it.
    for (const http::url& known : details().mirrors) {
        if (known == *place.url) {
            return;
        }
    }
    if (!url_ || *url_ != *place.url) {
        details().mirrors.push_back(std::move(*place.url));
    }
}

void entry_builder::set_digest(std::string_view algorithm, std::string_view hex) {
    const auto known = files::parse_digest_algorithm(algorithm);
    if (!known) {
        return fail("the checksum type " + quoted(algorithm) + " is none of sha256, sha512 and md5");
    }
    const auto value = files::parse_digest(*known, hex);
    if (!value) {
        return fail(quoted(hex) + " is no " + std::string(files::name(*known)) + ", which has " +
                    std::to_string(2 * files::size_of(*known)) + " hexadecimal digits");
    }
    for (const files::digest& before : details().digests) {
        if (before.algorithm == value->algorithm && before != *value) {
            return fail("two different digests of " + std::string(files::name(*known)));
        }
    }
    details().digests.push_back(*value);
}

void entry_builder::set_body(std::string text) {
    details().body = std::make_shared<const std::string>(std::move(text));
}

void entry_builder::set_method(std::string_view text) {
    if (!http::is_token(text)) {
        return fail(quoted(text) + " is no method");
    }
    details().method = text;
}

void entry_builder::set_size(std::string_view text) {
    std::uint64_t size = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (failed != std::errc() || end != text.data() + text.size()) {
        return fail("the size " + quoted(text) + " is no number of bytes");
    }
    details().size = size;
}

void entry_builder::fail(std::string reason) {
    if (reason_.empty()) {
        reason_ = std::move(reason);
    }
}

void entry_builder::warn(std::string_view text) {
    warning_.append(warning_.empty() || text.empty() ? "" : "; ").append(text);
}

// As the command line does for --data.
void entry_builder::complete_request() {
    if (!details_ || !details_->body) {
        return;
    }
    if (details_->method.empty()) {
        details_->method = "POST";
    }
    if (!details_->fields.contains("Content-Type")) {
        details_->fields.add("Content-Type", "application/x-www-form-urlencoded");
    }
}

list_entry entry_builder::finish(std::string_view source_text) {
    complete_request();
    if (!has_url_) {
        fail("there is no URL");
    }
    const bool is_bad_line = !reason_.empty() && (url_ || !has_url_);
    if (is_bad_line) {
        url_ = http::error(http::errc::bad_url, http::phase::queue, {}, std::move(reason_));
    }
    list_entry made(line_, std::move(text_), std::move(url_));
    made.is_bad_line = is_bad_line;
    made.name = std::move(name_);
    made.details = std::move(details_);
    made.warning = std::move(warning_);
    if (source_text != made.text) {
        made.source_text = std::make_shared<const std::string>(source_text);
    }
    return made;
}

fetch::job_details& entry_builder::details() {
    if (!details_) {
        details_ = std::make_shared<fetch::job_details>();
    }
    return *details_;
}

}  // namespace trawl::batch
