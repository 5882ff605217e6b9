#include "report/check_record.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/utf8.hpp"
#include "output/json.hpp"
#include "output/json_members.hpp"
#include "output/record.hpp"

namespace trawl::report {

namespace {

constexpr std::size_t most_of_body = 1024;

std::string_view word(const check::expectation_result& of) noexcept {
    return !of.was_looked_at ? "not_evaluated" : of.holds ? "passed" : "failed";
}

/// Without a last character that is not there to its end.
void end_at_character(std::string& text) {
    std::size_t at = text.size();
    for (std::size_t back = 1; back <= std::min<std::size_t>(4, text.size()); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte >= 0xC0) {
            at = text.size() - back;
            break;
        }
        if (byte < 0x80) {
            return;
        }
    }
    if (at < text.size() && !base::decode_utf8(std::string_view(text).substr(at)).is_valid) {
        text.resize(at);
    }
}

/// What is left of a body when a secret that its end has cut cannot be seen in it.
std::string shown_body(const check::check_result& of, const redactor& secrets, bool& is_cut) {
    std::string text = secrets(of.body_start);
    is_cut = of.is_body_cut;
    if (of.is_body_cut && !secrets.is_empty()) {
        text.resize(secrets.end_of_whole(text));
    }
    if (text.size() > most_of_body) {
        text.resize(most_of_body);
        is_cut = true;
    }
    if (is_cut) {
        end_at_character(text);
    }
    return text;
}

/// Members of an object, one behind the other.
class members {
public:
    members(std::string& out, const redactor& secrets) : out_(out), secrets_(secrets) {}

    /// What may hold a secret.
    void text(std::string_view key, std::string_view value) {
        begin(key);
        string(value);
    }
    void text_or_null(std::string_view key, std::string_view value) {
        begin(key);
        value.empty() ? void(out_ += "null") : string(value);
    }
    void number_or_null(std::string_view key, std::uint64_t value) {
        begin(key);
        value == 0 ? void(out_ += "null") : output::append_json_number(out_, value);
    }
    void number(std::string_view key, std::uint64_t value) {
        begin(key);
        output::append_json_number(out_, value);
    }
    void milliseconds_or_null(std::string_view key, const std::optional<async::clock::duration>& value) {
        begin(key);
        value ? output::append_json_milliseconds(out_, *value) : void(out_ += "null");
    }
    void word_or_null(std::string_view key, std::string_view value) {
        begin(key);
        output::append_json_string_or_null(out_, value);
    }
    void truth(std::string_view key, bool value) {
        begin(key);
        output::append_json_bool(out_, value);
    }
    /// An array of what `append` appends for each.
    template <class Range, class Append>
    void array(std::string_view key, const Range& of, Append append) {
        begin(key);
        out_ += '[';
        bool is_first = true;
        for (const auto& each : of) {
            out_ += std::exchange(is_first, false) ? "" : ",";
            append(each);
        }
        out_ += ']';
    }
    void string(std::string_view value) {
        if (secrets_.is_empty()) {
            output::append_json_string(out_, value);
        } else {
            output::append_json_string(out_, secrets_(value));
        }
    }

private:
    void begin(std::string_view key) {
        if (out_.back() != '{') {
            out_ += ',';
        }
        ((out_ += '"') += key) += "\":";
    }

    std::string& out_;
    const redactor& secrets_;
};

void append_expectation(std::string& out, const check::expectation_result& of, const redactor& secrets) {
    out += '{';
    members to(out, secrets);
    to.text("text", of.text);
    to.text_or_null("file", of.where.file);
    to.number_or_null("line", of.where.line);
    to.word_or_null("result", word(of));
    to.text_or_null("actual", of.actual);
    to.text_or_null("message", of.message);
    out += '}';
}

std::string_view method_of(const fetch::job& asked, const check::check_result& found) {
    return asked.details && !asked.details->method.empty() ? asked.details->method : found.of->method;
}

/// The record without its end, "}\n".
void append_open_record(std::string& out, const fetch::report& done, std::string_view method, const redactor& secrets) {
    if (secrets.is_empty()) {
        output::append_record(out, done, method);
    } else {
        std::string plain;
        output::append_record(plain, done, method);
        plain.pop_back();
        out += secrets.in_json(plain);
        out += '\n';
    }
    out.resize(out.size() - 2);
}

}  // namespace

void append_check_line(std::string& out, const fetch::report& done, const redactor& secrets) {
    const auto& found = dynamic_cast<const check::check_result&>(*done.product);
    append_open_record(out, done, method_of(done.what, found), secrets);
    members to(out, secrets);
    to.text("name", found.name);
    to.text_or_null("suite", found.of->where.file);
    to.array("tags", found.of->tags, [&](const std::string& tag) { to.string(tag); });
    to.word_or_null("result", check::name(found.stands));
    to.word_or_null("blame", check::name(found.blamed));
    to.text_or_null("message", found.message);
    to.array("expectations", found.expectations,
             [&](const check::expectation_result& each) { append_expectation(out, each, secrets); });
    bool is_cut = false;
    const std::string body = shown_body(found, secrets, is_cut);
    to.word_or_null("body_start", body);
    to.truth("body_cut", is_cut);
    to.number_or_null("body_binary", found.binary_size.value_or(0));
    to.number("tries", found.tries);
    to.text_or_null("first_failure", found.first_failure);
    to.milliseconds_or_null("time_ms", found.took);
    out += "}\n";
}

}  // namespace trawl::report
