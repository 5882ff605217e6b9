#include "check/check_reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "check/expectations.hpp"
#include "check/retry_reader.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::check {

namespace {

using kind = toml_value::kind;
using member = toml_value::member;

constexpr std::string_view secret_mark = "SECRET:";

/// One table after the other, a key at a time.
class reader {
public:
    reader(const toml_value& table, const value_reader& values) noexcept : table_(&table), values_(&values) {}

    check_draft read(bool is_defaults) {
        scope_ = is_defaults ? "defaults" : "check";
        made_.where = table_->scalar;
        for (const auto& each : table_->members) {
            const auto* const known = std::ranges::find(keys, each.key.text, &key::name);
            if (known == keys.end() || (is_defaults && !known->has_default)) {
                unknown(each.key, is_defaults);
            } else {
                (this->*known->read)(each);
            }
        }
        return std::move(made_);
    }

private:
    struct key {
        std::string_view name;
        void (reader::*read)(const member&);
        bool has_default;
    };
    static const std::array<key, 15> keys;

    void unknown(const located_text& at, bool is_defaults) {
        for (const std::string_view top : {"base_url", "thresholds"}) {
            if (at.text == top) {
                problems().add(at, "'" + at.text + "' belongs at the top of the file, before the first [table]");
                return;
            }
        }
        if (is_defaults && std::ranges::find(keys, at.text, &key::name) != keys.end()) {
            problems().add(at, "'" + at.text + "' is of each check, and has no default");
            return;
        }
        std::vector<std::string_view> known;
        for (const auto& each : keys) {
            if (!is_defaults || each.has_default) {
                known.push_back(each.name);
            }
        }
        if (value_reader::meant_key(at.text, known) == "url") {
            made_.url = drafted_text{};  // it is meant, and not missing as well
        }
        values_->unknown_key(at, known, is_defaults ? "[defaults]" : "a [[check]]");
    }

    void read_name(const member& of) {
        const auto found = values_->text(of);
        if (found && found->text.empty()) {
            problems().add(*found, "'name' must not be empty");
        } else if (found) {
            made_.name = values_->filled_text(*found);
        }
    }

    void read_url(const member& of) {
        made_.url = drafted_text{};  // one that is wrong is not missing
        if (auto found = values_->text(of)) {
            made_.url = values_->filled_text(*std::move(found)).value_or(drafted_text{});
        }
    }

    void read_method(const member& of) {
        const auto found = values_->text(of);
        if (!found) {
            return;
        }
        std::string upper = found->text;
        std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
        if (!http::is_token(found->text)) {
            problems().add(*found, "'" + found->text + "' is no method");
        } else if (upper != found->text && std::ranges::find(usual_methods, upper) != usual_methods.end()) {
            problems().add(*found, "methods are written in capitals: '" + upper + "'");
        } else {
            made_.method = found->text;
        }
    }

    void read_headers(const member& of) {
        const auto* const table = values_->table(of, "{Accept = \"text/html\"}");
        if (table == nullptr) {
            return;
        }
        for (const auto& each : table->members) {
            if (!http::is_token(each.key.text)) {
                problems().add(each.key, "'" + each.key.text + "' is no name of a header");
                continue;
            }
            if (std::ranges::find(keys, each.key.text, &key::name) != keys.end()) {
                problems().add(each.key, "'" + each.key.text + "' stands in [" + scope_ +
                                             ".headers] here: a key of the check belongs before that, and a header of "
                                             "this name is written with a capital");
                continue;
            }
            if (http::same_name(each.key.text, "Content-Length") ||
                http::same_name(each.key.text, "Transfer-Encoding")) {
                problems().add(each.key, "'" + each.key.text + "' follows from the body: it cannot be said here");
                continue;
            }
            drafted_field field{each.key.text, {}};
            for (auto& value : values_->texts(each)) {
                if (auto made = values_->filled_text(std::move(value))) {
                    field.values.push_back(*std::move(made));
                }
            }
            made_.fields.push_back(std::move(field));
        }
    }

    void read_body(const member& of) {
        if (auto found = values_->text(of)) {
            made_.body = values_->filled_text(*std::move(found));
        }
    }

    void read_expect(const member& of) {
        for (auto& text : values_->texts(of)) {
            if (auto made = values_->expectation(std::move(text))) {
                look_at_both(*made);
                made_.expectations.push_back(*std::move(made));
            }
        }
    }

    void look_at_both(const drafted_expectation& latest) const {
        for (const auto& before : made_.expectations) {
            if (const auto wrong = contradiction(before.what, latest.what)) {
                problems().add(latest.from, expect::syntax_error(*wrong, 0, latest.from.text.size()));
                return;
            }
        }
    }

    void read_retry(const member& of) { made_.retry = check::read_retry(of, *values_); }
    void read_wait_for(const member& of) { made_.wait_for = values_->duration(of); }
    void read_max_redirects(const member& of) { made_.max_redirects = values_->count(of); }

    void read_timeout(const member& of) {
        made_.timeout = values_->duration(of);
        if (made_.timeout == async::clock::duration::zero()) {
            problems().add(of.value.scalar, "'timeout' must be longer than nothing");
        }
    }

    void read_tags(const member& of) {
        for (auto& each : values_->texts(of)) {
            if (each.text.empty()) {
                problems().add(each, "a tag must not be empty");
            } else if (values_->is_filled_in_vain(each, "tags")) {
                continue;
            } else if (std::ranges::find(made_.tags, each.text) == made_.tags.end()) {
                made_.tags.push_back(std::move(each.text));
            }
        }
    }

    void read_skip(const member& of) {
        if (of.value.is == kind::text) {
            made_.skip = of.value.scalar.text;
            if (made_.skip->empty()) {
                problems().add(of.value.scalar, "'skip' must say why, or be true");
            }
            (void)values_->is_filled_in_vain(of.value.scalar, "'skip'");
        } else if (of.value.is != kind::boolean) {
            values_->wrong_kind(of, "true, or a text that says why");
        } else if (of.value.boolean) {
            made_.skip = "skip = true";
        }
    }

    void read_matrix(const member& of) {
        const auto* const table = values_->table(of, "{lang = [\"de\", \"en\"]}");
        if (table == nullptr) {
            return;
        }
        for (const auto& each : table->members) {
            matrix_axis axis{each.key.text, {}};
            if (values_->belongs_before(each.key, names(), scope_, "matrix")) {
                continue;
            }
            if (values_->is_variable(each.key) && read_axis(axis, each)) {
                made_.matrix.push_back(std::move(axis));
            }
        }
    }

    bool read_axis(matrix_axis& to, const member& of) const {
        if (of.value.is != kind::list || of.value.items.empty()) {
            problems().add(of.value.scalar, "'" + of.key.text + "' of a matrix must be a list of values, at least one");
            return false;
        }
        for (const auto& item : of.value.items) {
            auto value = values_->scalar(item, "a value of a matrix");
            if (value && values_->is_filled_in_vain(*value, "values of a matrix")) {
                continue;
            }
            if (value && std::ranges::find(to.values, value->text) != to.values.end()) {
                problems().add(*value, "'" + value->text + "' stands twice in '" + of.key.text + "'");
            } else if (value) {
                to.values.push_back(std::move(value->text));
            }
        }
        return !to.values.empty();
    }

    void read_capture(const member& of) {
        const auto* const table = values_->table(of, "{token = \"json $.token\"}");
        if (table == nullptr) {
            return;
        }
        for (const auto& each : table->members) {
            if (values_->belongs_before(each.key, names(), scope_, "capture")) {
                continue;
            }
            located_text name = each.key;
            const bool is_secret = name.text.starts_with(secret_mark);
            name.text.erase(0, is_secret ? secret_mark.size() : 0);
            const bool is_name = values_->is_variable(name);
            auto from = values_->text(each);
            if (!from) {
                continue;
            }
            if (auto what = values_->capture(*from); what && is_name) {
                made_.captures.push_back({std::move(name), *std::move(what), *std::move(from), is_secret});
            }
        }
    }

    void read_needs(const member& of) { made_.needs = values_->texts(of); }

    static std::vector<std::string_view> names() {
        std::vector<std::string_view> all;
        all.reserve(keys.size());
        for (const auto& each : keys) {
            all.push_back(each.name);
        }
        return all;
    }

    suite_problems& problems() const noexcept { return values_->problems(); }

    const toml_value* table_;
    const value_reader* values_;
    std::string scope_;  // "check", "defaults"
    check_draft made_;
};

const std::array<reader::key, 15> reader::keys{{{"name", &reader::read_name, false},
                                                {"url", &reader::read_url, false},
                                                {"method", &reader::read_method, true},
                                                {"headers", &reader::read_headers, true},
                                                {"body", &reader::read_body, true},
                                                {"expect", &reader::read_expect, true},
                                                {"retry", &reader::read_retry, true},
                                                {"wait_for", &reader::read_wait_for, true},
                                                {"timeout", &reader::read_timeout, true},
                                                {"max_redirects", &reader::read_max_redirects, true},
                                                {"tags", &reader::read_tags, true},
                                                {"skip", &reader::read_skip, false},
                                                {"matrix", &reader::read_matrix, false},
                                                {"capture", &reader::read_capture, false},
                                                {"needs", &reader::read_needs, false}}};

template <class T>
void fill(std::optional<T>& to, const std::optional<T>& from) {
    if (!to) {
        to = from;
    }
}

}  // namespace

check_draft read_check(const toml_value& table, const value_reader& values) {
    check_draft made = reader(table, values).read(false);
    if (!made.url) {
        values.problems().add(made.where, "the check has no url");
        made.url = drafted_text{};
    }
    return made;
}

check_draft read_defaults(const toml_value& table, const value_reader& values) {
    return reader(table, values).read(true);
}

void apply_defaults(check_draft& to, const check_draft& defaults) {
    fill(to.method, defaults.method);
    fill(to.body, defaults.body);
    to.has_own_retry = to.retry.has_value();
    to.has_own_wait = to.wait_for.has_value();
    fill(to.retry, defaults.retry);
    fill(to.wait_for, defaults.wait_for);
    fill(to.timeout, defaults.timeout);
    fill(to.max_redirects, defaults.max_redirects);
    std::vector<drafted_field> fields;
    for (const auto& usual : defaults.fields) {
        const bool is_said = std::ranges::any_of(
            to.fields, [&](const drafted_field& own) { return http::same_name(own.name, usual.name); });
        if (!is_said) {
            fields.push_back(usual);
        }
    }
    to.fields.insert(to.fields.begin(), fields.begin(), fields.end());
    to.expectations.insert(to.expectations.begin(), defaults.expectations.begin(), defaults.expectations.end());
    std::vector<std::string> tags = defaults.tags;
    for (auto& own : to.tags) {
        if (std::ranges::find(tags, own) == tags.end()) {
            tags.push_back(std::move(own));
        }
    }
    to.tags = std::move(tags);
}

}  // namespace trawl::check
