#include "expect/operand.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "expect/error_kind.hpp"
#include "expect/json_value.hpp"
#include "expect/quantity.hpp"
#include "expect/suggestion.hpp"

namespace trawl::expect {

namespace {

namespace json = boost::json;

/// Says of a value that was filled in what it is, unless that is secret.
[[noreturn]] void fail(const written_value& at, const std::string& text, std::string what) {
    if (at.had_places) {
        what = at.text.source() + (at.is_secret ? "" : " is " + quoted_text(text)) + ": " + what;
    }
    throw syntax_error(std::move(what), at.at, at.length);
}

std::string shown(const written_value& written, const std::string& text) {
    if (written.is_secret) {
        return written.text.source();
    }
    return written.how == written_value::form::bare ? cut(text) : quoted_text(text);
}

number make_whole(const written_value& written, const std::string& text) {
    const auto value = read_number(text);
    if (value && std::floor(*value) == *value) {
        return *value;
    }
    if (text.size() == 3 && is_digit(text[0]) && (text.substr(1) == "xx" || text.substr(1) == "XX")) {
        fail(written, text,
             std::string("a whole number is wanted; for all of them, in ") + text[0] + "00.." + text[0] + "99");
    }
    if (const auto dash = text.find('-', 1);
        dash != text.npos && is_digit(text[0]) && read_number(text.substr(dash + 1))) {
        fail(written, text,
             "a whole number is wanted; a range is in " + text.substr(0, dash) + ".." + text.substr(dash + 1));
    }
    fail(written, text, "a whole number is wanted");
}

number make_version(const written_value& written, const std::string& text) {
    if (const auto value = read_version(text)) {
        return *value;
    }
    fail(written, text, "a version is wanted, such as 1.1 or 1.2");
}

std::string make_digest(const written_value& written, std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c; });
    if (text.size() != 64 || text.find_first_not_of("0123456789abcdef") != text.npos) {
        fail(written, text, "a SHA-256 is wanted: 64 hexadecimal digits");
    }
    return text;
}

std::string make_kind(const written_value& written, const std::string& text) {
    if (std::find(error_kinds.begin(), error_kinds.end(), text) != error_kinds.end()) {
        return text;
    }
    std::string what = "no kind of error is called " + quoted_text(text);
    if (const auto near = suggestion(text, error_kinds); !near.empty()) {
        fail(written, text, what + near);
    }
    what += ": one of ";
    for (const auto& each : error_kinds) {
        what.append(&each == error_kinds.data() ? "" : ", ").append(each);
    }
    fail(written, text, what);
}

void make_json(literal& into, const written_value& written, std::string text) {
    if (written.how == written_value::form::quoted) {
        into.json = std::make_shared<const json::value>(json::string(text));
        into.text = std::move(text);
        return;
    }
    boost::system::error_code failed;
    auto value = json::parse(text, failed);
    const bool is_compound = !failed && (value.is_array() || value.is_object());
    if (written.had_places) {
        if (!written.text.source().empty() && (written.text.source()[0] == '[' || written.text.source()[0] == '{')) {
            fail(written, text, "within an array or object no place can be filled in");
        }
        if (!failed && !is_compound && !value.is_string()) {
            into.json = std::make_shared<const json::value>(std::move(value));
        }
        into.text = std::move(text);
        into.is_loose = true;
        return;
    }
    if (failed) {
        const char first = text[0];
        fail(written, text,
             first == '[' || first == '{' ? "no JSON: " + failed.message()
                                          : "a JSON value is wanted; a text needs quotes: " + quoted_text(text));
    }
    into.json = std::make_shared<const json::value>(std::move(value));
}

/// What holds whatever comes is a slip, or a variable without a value.
void refuse_empty(const written_value& written, const std::string& text) {
    if (text.empty()) {
        fail(written, text, "an empty text is in every text");
    }
}

/// Of a header or cookie behind `<` and the like: as texts, "3600" is less than "60" and "9s".
void refuse_half_a_number(const written_value& written, const std::string& text) {
    const bool is_bare = written.how == written_value::form::bare;
    if (!is_bare && read_number(text)) {
        fail(written, text, "without quotes it is a number; in quotes, texts are compared letter by letter");
    }
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    if (is_bare && !read_number(text) && first < text.size() && is_digit(text[first])) {
        fail(written, text, "no number; what is to be compared letter by letter needs quotes");
    }
}

literal make_literal(const written_value& written, comparison how, value_kind kind) {
    std::string text = written.text.filled();
    if (is_about_text(how)) {
        refuse_empty(written, text);
    } else if (is_order(how) && kind == value_kind::loose) {
        refuse_half_a_number(written, text);
    }
    literal made;
    made.shown = shown(written, text);
    const bool is_word = written.how == written_value::form::bare;
    switch (is_about_text(how) && kind != value_kind::json ? value_kind::text : kind) {
        case value_kind::whole:
            made.number = make_whole(written, text);
            break;
        case value_kind::time:
        case value_kind::size: {
            auto quantity = kind == value_kind::time ? read_time(text) : read_size(text);
            if (!quantity) {
                fail(written, text, std::move(quantity).error());
            }
            made.number = *quantity;
            break;
        }
        case value_kind::version:
            made.number = make_version(written, text);
            break;
        case value_kind::json:
            make_json(made, written, std::move(text));
            break;
        case value_kind::digest:
            made.text = make_digest(written, std::move(text));
            break;
        case value_kind::failure:
            made.text = make_kind(written, text);
            break;
        case value_kind::loose:
            made.number = is_word ? read_number(text) : std::nullopt;
            made.is_loose = is_word;
            made.text = std::move(text);
            break;
        case value_kind::text:
            if (is_word && !written.is_secret) {
                made.shown = quoted_text(text);
            }
            made.text = std::move(text);
            break;
    }
    if (kind == value_kind::loose && is_word && !made.number && !written.is_secret) {
        made.shown = quoted_text(*made.text);
    }
    return made;
}

operand_item make_item(const written_item& written, comparison how, value_kind kind) {
    operand_item made{make_literal(written.low, how, kind), std::nullopt};
    if (!written.high) {
        return made;
    }
    made.high = make_literal(*written.high, how, kind);
    for (auto* end : {&made.low, &*made.high}) {
        if (!end->number && end->json) {
            end->number = number_in(*end->json);
        }
        if (!end->number) {
            const auto& at = end == &made.low ? written.low : *written.high;
            fail(at, at.text.filled(), "a range goes from a number to a number");
        }
    }
    if (*made.high->number < *made.low.number) {
        throw syntax_error("this range is empty: it goes from the smaller to the larger", written.low.at,
                           written.high->at + written.high->length - written.low.at);
    }
    return made;
}

}  // namespace

pattern make_pattern(const written_value& written) {
    const std::string text = written.text.filled();
    refuse_empty(written, text);
    const auto how = written.ignores_case ? pattern::letter_case::ignored : pattern::letter_case::sensitive;
    auto made = pattern::compile(text, how);
    if (made) {
        return *std::move(made);
    }
    // One delimiter stands before it: if nothing in it was escaped, places in it are places in what was written.
    const std::size_t around = written.ignores_case ? 3 : 2;
    if (!written.had_places && written.how != written_value::form::bare && written.length == text.size() + around) {
        throw syntax_error(made.error().what, written.at + 1 + made.error().at,
                           std::max<std::size_t>(made.error().length, 1));
    }
    fail(written, text, made.error().what);
}

operand make_operand(const std::vector<written_item>& written, comparison how, value_kind kind) {
    operand made;
    if (how == comparison::matches) {
        const auto& only = written.front().low;
        made.expression = make_pattern(only);
        made.shown =
            only.is_secret ? only.text.source() : cut("/" + only.text.filled() + (only.ignores_case ? "/i" : "/"));
        return made;
    }
    for (const auto& each : written) {
        made.items.push_back(make_item(each, how, kind));
        const auto& item = made.items.back();
        made.shown += made.items.size() > 1 ? ", " : "";
        made.shown += item.low.shown + (item.high ? ".." + item.high->shown : "");
    }
    made.shown = cut(std::move(made.shown));
    return made;
}

}  // namespace trawl::expect
