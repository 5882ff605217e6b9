#include "expect/expectation.hpp"

#include <utility>

#include "expect/judging.hpp"
#include "expect/lexer.hpp"
#include "expect/question_reading.hpp"

namespace trawl::expect {

namespace {

/// Calls `visit` with each value of an operand as it was written.
template <class Items, class Visit>
void for_each_value(Items& items, Visit visit) {
    for (auto& each : items) {
        visit(each.low);
        if (each.high) {
            visit(*each.high);
        }
    }
}

bool is_plain(const std::vector<written_item>& items) {
    bool all = true;
    for_each_value(items, [&](const written_value& each) { all = all && each.text.is_plain(); });
    return all;
}

}  // namespace

struct expectation::parsed {
    std::string text;
    question asked;
    std::vector<written_item> written;
    std::optional<operand> wanted;  ///< nullopt: places of it are not filled in yet

    /// Throws `syntax_error`.
    void fill_if_plain() {
        if (asked.how == comparison::exists) {
            wanted.emplace();
        } else if (is_plain(written)) {
            wanted = make_operand(written, asked.how, asked.kind());
        }
    }
};

expectation::expectation(std::shared_ptr<const parsed> what) noexcept : parsed_(std::move(what)) {
}

boost::system::result<expectation, syntax_error> expectation::parse(std::string_view text) {
    auto made = std::make_shared<parsed>();
    made->text = text;
    try {
        lexer from(text);
        auto read = read_question(from);
        made->asked = std::move(read.asked);
        made->written = std::move(read.operand);
        made->fill_if_plain();
    } catch (syntax_error& wrong) {
        return std::move(wrong);
    }
    return expectation(std::move(made));
}

const std::string& expectation::text() const noexcept {
    return parsed_->text;
}

wants expectation::wants() const noexcept {
    return parsed_->asked.about.wants();
}

bool expectation::judges_status() const noexcept {
    const question& asked = parsed_->asked;
    const bool says_which = !asked.is_negated && asked.how != comparison::exists;
    return (asked.about.about == topic::status && says_which) || judges_failure();
}

bool expectation::is_about_status() const noexcept {
    return parsed_->asked.about.about == topic::status;
}

bool expectation::judges_failure() const noexcept {
    return parsed_->asked.about.about == topic::error && !parsed_->asked.is_negated;
}

std::vector<template_text::reference> expectation::references() const {
    std::vector<template_text::reference> all;
    for_each_value(parsed_->written, [&](const written_value& each) {
        for (auto found : each.text.references()) {
            found.at = each.at;
            found.length = each.length;
            all.push_back(std::move(found));
        }
    });
    return all;
}

boost::system::result<expectation, syntax_error> expectation::bound(const template_text::lookup& known) const {
    if (parsed_->wanted) {
        return *this;
    }
    auto made = std::make_shared<parsed>(*parsed_);
    for_each_value(made->written, [&](written_value& each) { each.text = each.text.bound(known); });
    try {
        made->fill_if_plain();
    } catch (syntax_error& wrong) {
        return std::move(wrong);
    }
    return expectation(std::move(made));
}

verdict expectation::check(const observation& of, const variables& values) const {
    if (!is_observed(parsed_->asked.about, of)) {
        return {.holds = false,
                .was_looked_at = false,
                .actual = {},
                .message = of.status == 0 ? "no reply came" : "no whole reply came"};
    }
    if (parsed_->wanted) {
        return judge(parsed_->asked, *parsed_->wanted, of);
    }
    auto filled = parsed_->written;
    for_each_value(filled, [&](written_value& each) {
        each.text = each.text.bound([&](const template_text::reference& place) {
            const auto value = values.find(place.name);
            return value == values.end() ? place.otherwise.value_or(std::string()) : value->second;
        });
    });
    try {
        return judge(parsed_->asked, make_operand(filled, parsed_->asked.how, parsed_->asked.kind()), of);
    } catch (const syntax_error& wrong) {
        return {.holds = false, .was_looked_at = true, .actual = {}, .message = wrong.what};
    }
}

}  // namespace trawl::expect
