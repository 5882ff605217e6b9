#include "check/value_reader.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <utility>

#include "base/duration_text.hpp"
#include "check/unfilled.hpp"
#include "expect/suggestion.hpp"

namespace trawl::check {

namespace {

using kind = toml_value::kind;

struct other_key {
    std::string_view key;
    std::string_view ours;
};

// What other tools, and people, call them.
constexpr std::array<other_key, 34> other_keys = {{
    {"href", "url"},         {"link", "url"},       {"endpoint", "url"},       {"path", "url"},
    {"verb", "method"},      {"fields", "headers"}, {"data", "body"},          {"payload", "body"},
    {"json", "body"},        {"assert", "expect"},  {"asserts", "expect"},     {"assertions", "expect"},
    {"status", "expect"},    {"verify", "expect"},  {"tries", "retry"},        {"attempts", "retry"},
    {"attempts", "max"},     {"times", "max"},      {"interval", "every"},     {"delay", "every"},
    {"depends_on", "needs"}, {"requires", "needs"}, {"dependencies", "needs"}, {"after", "needs"},
    {"labels", "tags"},      {"groups", "tags"},    {"save", "capture"},       {"extract", "capture"},
    {"ignore", "skip"},      {"disabled", "skip"},  {"parameters", "matrix"},  {"variables", "vars"},
    {"tests", "check"},      {"host", "base_url"},
}};

std::string quoted(std::string_view text) {
    return "'" + std::string(text) + "'";
}

std::optional<async::clock::duration> to_duration(const toml_value& value) {
    if (value.is == kind::text || value.is == kind::integer || value.is == kind::number) {
        if (const auto read = base::parse_duration(value.scalar.text)) {
            return std::chrono::duration_cast<async::clock::duration>(*read);
        }
    }
    return std::nullopt;
}

}  // namespace

void value_reader::wrong_kind(const toml_value::member& of, std::string_view wanted) const {
    problems_->add(of.value.scalar,
                   quoted(of.key.text) + " must be " + std::string(wanted) + ", not " + std::string(name(of.value.is)));
}

std::optional<located_text> value_reader::text(const toml_value::member& of) const {
    if (of.value.is != kind::text) {
        wrong_kind(of, "a text");
        return std::nullopt;
    }
    return of.value.scalar;
}

std::vector<located_text> value_reader::texts(const toml_value::member& of) const {
    std::vector<located_text> found;
    if (of.value.is == kind::text) {
        found.push_back(of.value.scalar);
        return found;
    }
    if (of.value.is != kind::list) {
        wrong_kind(of, "a text or a list of texts");
        return found;
    }
    for (const auto& item : of.value.items) {
        if (item.is == kind::text) {
            found.push_back(item.scalar);
        } else {
            problems_->add(item.scalar,
                           quoted(of.key.text) + " must be a list of texts, but this is " + std::string(name(item.is)));
        }
    }
    return found;
}

std::optional<located_text> value_reader::scalar(const toml_value& value, std::string_view what) const {
    if (value.is == kind::list || value.is == kind::table || value.is == kind::date) {
        problems_->add(value.scalar, std::string(what) + " must be a text, a number, true or false, not " +
                                         std::string(name(value.is)));
        return std::nullopt;
    }
    return value.scalar;
}

std::optional<async::clock::duration> value_reader::duration(const toml_value::member& of) const {
    const auto read = to_duration(of.value);
    if (!read) {
        problems_->add(of.value.scalar,
                       quoted(of.key.text) + " must be a duration such as \"500ms\" or \"1m30s\", or seconds");
    }
    return read;
}

std::optional<unsigned> value_reader::count(const toml_value::member& of) const {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    if (of.value.is != kind::integer || of.value.integer < 0 || of.value.integer > most) {
        problems_->add(of.value.scalar, quoted(of.key.text) + " must be a whole number, 0 or more");
        return std::nullopt;
    }
    return static_cast<unsigned>(of.value.integer);
}

const toml_value* value_reader::table(const toml_value::member& of, std::string_view example) const {
    if (of.value.is == kind::table) {
        return &of.value;
    }
    wrong_kind(of, "a table such as " + std::string(example));
    return nullptr;
}

std::optional<drafted_text> value_reader::filled_text(located_text from) const {
    auto parsed = expect::template_text::parse(from.text);
    if (!parsed) {
        problems_->add(from, parsed.error());
        return std::nullopt;
    }
    return drafted_text{*std::move(parsed), std::move(from)};
}

std::optional<drafted_expectation> value_reader::expectation(located_text from) const {
    if (expect::threshold::is_meant_by(from.text)) {
        problems_->add(from, expect::syntax_error("this is about the run as a whole: it belongs into "
                                                  "thresholds = [...] at the top of the file",
                                                  0, from.text.size()));
        return std::nullopt;
    }
    auto parsed = expect::expectation::parse(from.text);
    if (!parsed) {
        problems_->add(from, misplaced_place(parsed.error(), from.text).value_or(parsed.error()));
        return std::nullopt;
    }
    if (const auto unfilled = unfilled_place(from.text, parsed->references())) {
        problems_->add(from, *unfilled);
    }
    return drafted_expectation{*std::move(parsed), std::move(from)};
}

std::optional<placed_threshold> value_reader::threshold(const located_text& from) const {
    if (!expect::threshold::is_meant_by(from.text) && expect::expectation::parse(from.text)) {
        problems_->add(from, expect::syntax_error("this is about one reply: it belongs into the expect = [...] of a "
                                                  "check, or of the defaults",
                                                  0, from.text.size()));
        return std::nullopt;
    }
    auto parsed = expect::threshold::parse(from.text);
    if (!parsed) {
        problems_->add(from, parsed.error());
        return std::nullopt;
    }
    return placed_threshold{*std::move(parsed), source_->place_of(from)};
}

std::optional<expect::capture> value_reader::capture(const located_text& from) const {
    auto parsed = expect::capture::parse(from.text);
    auto place = parsed ? unfilled_place(from.text, {}) : misplaced_place(parsed.error(), from.text);
    if (place) {
        place->what = "no variable is filled in in a capture: write the value itself there";
        problems_->add(from, *place);
        return std::nullopt;
    }
    if (!parsed) {
        problems_->add(from, parsed.error());
        return std::nullopt;
    }
    return *std::move(parsed);
}

bool value_reader::is_variable(const located_text& name) const {
    const auto parsed = expect::template_text::parse("${" + name.text + "}");
    const bool is_one = parsed && parsed->references().size() == 1 && parsed->references()[0].name == name.text &&
                        !parsed->references()[0].is_secret;
    if (!is_one) {
        problems_->add(name,
                       quoted(name.text) +
                           " cannot be the name of a variable: letters, digits, '_', '-' and '.', and no digit first");
    }
    return is_one;
}

bool value_reader::belongs_before(const located_text& key, std::span<const std::string_view> known,
                                  std::string_view scope, std::string_view table) const {
    if (std::ranges::find(known, key.text) == known.end() || is_used(key.text)) {
        return false;
    }
    const std::string path = (scope.empty() ? "" : std::string(scope) + ".") + std::string(table);
    problems_->add(key, quoted(key.text) + " stands in [" + path + "] here: if it is the key of " +
                            (scope.empty()      ? "the suite"
                             : scope == "check" ? "the check"
                                                : "[" + std::string(scope) + "]") +
                            ", it belongs before that");
    return true;
}

bool value_reader::is_filled_in_vain(const located_text& text, std::string_view of) const {
    for (auto at = text.text.find("${"); at != std::string::npos; at = text.text.find("${", at + 2)) {
        if (at == 0 || text.text[at - 1] != '$') {
            const auto close = text.text.find('}', at);
            problems_->add(text, expect::syntax_error("no variable is filled in in " + std::string(of), at,
                                                      close == std::string::npos ? 2 : close + 1 - at));
            return true;
        }
    }
    return false;
}

bool value_reader::is_used(std::string_view variable) const {
    const std::string_view all = source_->text();
    const std::string opening = "${" + std::string(variable);
    for (auto at = all.find(opening); at != all.npos; at = all.find(opening, at + 1)) {
        const std::size_t behind = at + opening.size();
        if (behind < all.size() && std::string_view("}:|").find(all[behind]) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

std::string_view value_reader::meant_key(std::string_view key, std::span<const std::string_view> known) {
    for (const auto& [other, ours] : other_keys) {
        if (other == key && std::ranges::find(known, ours) != known.end()) {
            return ours;
        }
    }
    return expect::nearest(key, known);
}

void value_reader::unknown_key(const located_text& key, std::span<const std::string_view> known,
                               std::string_view where) const {
    const std::string_view meant = meant_key(key.text, known);
    problems_->add(key, "unknown key " + quoted(key.text) + " in " + std::string(where) +
                            (meant.empty() ? std::string() : " (did you mean " + quoted(meant) + "?)"));
}

}  // namespace trawl::check
