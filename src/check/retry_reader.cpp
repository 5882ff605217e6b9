#include "check/retry_reader.hpp"

#include <array>
#include <limits>
#include <string>
#include <string_view>

#include "expect/suggestion.hpp"
#include "http/field_syntax.hpp"

namespace trawl::check {

namespace {

using kind = toml_value::kind;

constexpr std::string_view assertion_word = "assert";
constexpr std::array<std::string_view, 4> keys{"max", "every", "for", "on"};
constexpr std::array<std::string_view, 14> causes{"assert",    "default", "none", "connect", "reset",
                                                  "timeout",   "dns",     "tls",  "4xx",     "5xx",
                                                  "truncated", "decode",  "slow", "proxy"};

void read_word(http::retry_classes& on, std::string& words, const located_text& from, std::string_view word,
               const value_reader& values) {
    const std::string tried = words.empty() ? std::string(word) : words + "," + std::string(word);
    if (auto read = http::retry_classes::parse(tried)) {
        on = *read;
        words = tried;
        return;
    }
    values.problems().add(from,
                          "'" + std::string(word) + "' is no cause for another try: " +
                              "assert, connect, reset, timeout, dns, dns-not-found, tls, truncated, decode, slow, "
                              "proxy, 4xx, 5xx, a status, default or none" +
                              expect::suggestion(word, causes));
}

void read_causes(retry_rule& to, const toml_value::member& of, const value_reader& values) {
    to.on_assert = false;
    std::string words = "none";
    to.on = *http::retry_classes::parse(words);
    for (const auto& text : values.texts(of)) {
        for (const std::string_view word : http::split_list(text.text)) {
            if (word == assertion_word) {
                to.on_assert = true;
            } else {
                read_word(to.on, words, text, word, values);
            }
        }
    }
}

void read_member(retry_rule& to, bool& has_max, const toml_value::member& of, const value_reader& values) {
    const std::string_view key = of.key.text;
    if (key == "max") {
        to.max = values.count(of).value_or(0);
        has_max = true;
    } else if (key == "every") {
        to.every = values.duration(of).value_or(to.every);
    } else if (key == "for" || key == "within") {
        to.within = values.duration(of).value_or(async::clock::duration::zero());
    } else if (key == "on") {
        read_causes(to, of, values);
    } else {
        values.unknown_key(of.key, keys, "retry");
        has_max = has_max || value_reader::meant_key(of.key.text, keys) == "max";  // not missing as well
    }
}

}  // namespace

std::optional<retry_rule> read_retry(const toml_value::member& of, const value_reader& values) {
    retry_rule made;
    if (of.value.is == kind::integer) {
        made.max = values.count(of).value_or(0);
        return made;
    }
    if (of.value.is != kind::table) {
        values.wrong_kind(of, "a number of further tries, or a table such as {max = 3, every = \"2s\"}");
        return std::nullopt;
    }
    bool has_max = false;
    for (const auto& member : of.value.members) {
        read_member(made, has_max, member, values);
    }
    if (!has_max) {
        made.max = std::numeric_limits<unsigned>::max();
        if (!made.within) {
            values.problems().add(of.value.scalar, "'retry' must say how often or how long: max = 3, for = \"30s\"");
        } else if (made.every == async::clock::duration::zero()) {
            values.problems().add(of.value.scalar, "'retry' without a pause must say how often: max = 3");
        }
    }
    return made;
}

}  // namespace trawl::check
