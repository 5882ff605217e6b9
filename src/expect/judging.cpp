#include "expect/judging.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/value.hpp>

namespace trawl::expect {

namespace {

verdict held(std::string actual) {
    return {.holds = true, .was_looked_at = true, .actual = std::move(actual), .message = {}};
}

verdict refused(std::string actual, std::string message) {
    return {.holds = false, .was_looked_at = true, .actual = std::move(actual), .message = std::move(message)};
}

/// How many there are; of one array or object of JSON, its elements, and of null, where one might stand, none.
std::size_t count(const subject& of, const readings& found) {
    if (of.about != topic::json || !of.path->is_singular() || found.values.size() != 1) {
        return found.values.size();
    }
    const auto& only = *found.values.front().json;
    if (only.is_array()) {
        return only.get_array().size();
    }
    return only.is_object() ? only.get_object().size() : only.is_null() ? 0 : 1;
}

/// Why there is no value, as a sentence.
std::string absence(const subject& of, const readings& found) {
    return of.about == topic::error ? found.absent : of.shown + ": " + found.absent;
}

class judgement {
public:
    judgement(const question& asked, const operand& wanted, const readings& found)
        : asked_(asked), wanted_(wanted), found_(found), subject_(asked.shown()) {}

    verdict existence() const {
        const auto& values = found_.values;
        const bool is_empty_body = asked_.about.about == topic::body && !values.empty() && values.front().text->empty();
        const bool is_there = !values.empty() && !is_empty_body;
        const std::string actual = is_empty_body ? "empty" : is_there ? list(values) : found_.absent;
        if (is_there != asked_.is_negated) {
            return held(actual);
        }
        if (is_there && asked_.about.about == topic::body) {
            return refused(actual, "the body is not empty");
        }
        if (is_there) {
            return refused(actual, subject_ + " is " + actual + ", and should not exist");
        }
        return refused(actual, is_empty_body ? "the body is empty" : absence(asked_.about, found_));
    }

    verdict any() const {
        const auto& values = found_.values;
        const auto first = std::find_if(values.begin(), values.end(), [&](const auto& each) { return is_so(each); });
        const bool one_is = first != values.end();
        if (const auto* other = one_is ? nullptr : without_order(); other != nullptr && asked_.is_negated) {
            return refused(show(*other), about_one_without_order(*other));
        }
        if (one_is != asked_.is_negated) {
            return held(one_is ? show(*first) : values.empty() ? found_.absent : list(values));
        }
        if (values.empty()) {
            return refused(found_.absent, absence(asked_.about, found_));
        }
        if (values.size() == 1) {
            return refused(show(values.front()), about_one(values.front(), !one_is));
        }
        if (one_is) {
            return refused(show(*first), one_of_many(*first, false));
        }
        return refused(list(values), how_many() + ", none of which " + said(false) + ": " + list(values));
    }

    verdict all() const {
        const auto& values = found_.values;
        if (const auto* odd = without_order(); odd != nullptr && (asked_.is_negated || asked_.is_each_negated)) {
            return refused(show(*odd), about_one_without_order(*odd));
        }
        const auto other = std::find_if_not(values.begin(), values.end(),
                                            [&](const auto& each) { return is_so(each) != asked_.is_each_negated; });
        const bool all_are = other == values.end() && !values.empty();
        if (all_are != asked_.is_negated) {
            return held(values.empty() ? found_.absent : list(values));
        }
        if (values.empty()) {
            return refused(found_.absent, absence(asked_.about, found_));
        }
        if (all_are) {
            return refused(list(values),
                           how_many() + ", each of which " + said(asked_.is_each_negated) + ": " + list(values));
        }
        if (values.size() == 1) {
            return refused(show(*other), about_one(*other, !asked_.is_each_negated));
        }
        return refused(show(*other), one_of_many(*other, !asked_.is_each_negated));
    }

private:
    [[nodiscard]] bool is_so(const seen& value) const { return holds(asked_.how, value, wanted_); }
    [[nodiscard]] std::string show(const seen& value) const { return shown(asked_.kind(), value); }
    [[nodiscard]] std::string said(bool is_negated) const { return phrase(asked_.how, is_negated, wanted_.shown); }
    [[nodiscard]] std::string how_many() const {
        return subject_ + " has " + std::to_string(found_.values.size()) + " values";
    }

    [[nodiscard]] std::string list(const std::vector<seen>& values) const {
        std::string all;
        for (const auto& each : values) {
            if (all.size() > most_shown) {
                break;
            }
            all.append(all.empty() ? "" : ", ").append(show(each));
        }
        return cut(std::move(all));
    }

    [[nodiscard]] std::string one_of_many(const seen& value, bool is_negated) const {
        const bool says_it_all = asked_.how == comparison::equal && !is_negated;
        return how_many() + ", one of which " + said(is_negated) + (says_it_all ? "" : ": " + show(value));
    }

    /// The first value that is neither more nor less than what is wanted: not to be so is nothing that it can show.
    [[nodiscard]] const seen* without_order() const {
        if (!is_order(asked_.how)) {
            return nullptr;
        }
        const auto found = std::find_if(found_.values.begin(), found_.values.end(),
                                        [&](const auto& each) { return !incomparable(each).empty(); });
        return found == found_.values.end() ? nullptr : &*found;
    }

    [[nodiscard]] std::string about_one_without_order(const seen& value) const {
        const bool is_alone = found_.values.size() == 1;
        return (is_alone ? subject_ : how_many() + ", one of which") + " is " + show(value) + ", " +
               incomparable(value);
    }

    /// "status is 404, not in 200..299"; the other way round, "status is 500, and should not be".
    [[nodiscard]] std::string about_one(const seen& value, bool is_missing) const {
        if (asked_.about.about == topic::body) {
            return subject_ + " " + said(is_missing) + (is_missing ? "" : ", and should not");
        }
        const std::string start = subject_ + " is " + show(value) + ", ";
        if (!is_missing) {
            return start + (asked_.how == comparison::equal ? "and should not be" : "which " + said(false));
        }
        if (const auto why = incomparable(value); !why.empty()) {
            return start + why;
        }
        if (is_about_text(asked_.how)) {
            return start + "which " + said(true);
        }
        return start + said(true).substr(std::string_view("is ").size());
    }

    /// Why a value cannot stand so to what is wanted.
    [[nodiscard]] std::string incomparable(const seen& value) const {
        if (is_about_text(asked_.how)) {
            const bool has_text = value.text || (asked_.how == comparison::contains && value.json->is_array());
            return has_text ? std::string() : "which is no text";
        }
        if (!is_order(asked_.how)) {
            return {};
        }
        const auto& wanted = wanted_.items.front().low;
        if (value.json != nullptr) {
            const bool fits = (value.json->is_number() && wanted.json && wanted.json->is_number()) ||
                              (value.text && (wanted.is_loose || (wanted.json && wanted.json->is_string())));
            return fits ? std::string() : "which does not compare with " + wanted.shown;
        }
        return wanted.number && !value.number ? "which is no number" : std::string();
    }

    const question& asked_;
    const operand& wanted_;
    const readings& found_;
    std::string subject_;
};

verdict judge_count(const question& asked, const operand& wanted, const readings& found) {
    const seen number_of{.number = static_cast<number>(count(asked.about, found)), .text = {}};
    readings counted;
    counted.values.push_back(number_of);
    return judgement(asked, wanted, counted).any();
}

}  // namespace

reading question::reads() const noexcept {
    return is_about_text(how) || how == comparison::exists ? reading::as_text : reading::as_it_is;
}

value_kind question::kind() const noexcept {
    return how_many == quantifier::count ? value_kind::whole : about.kind(reads());
}

std::string question::shown() const {
    return how_many == quantifier::count ? "count " + about.shown : about.shown;
}

verdict judge(const question& asked, const operand& wanted, const observation& of) {
    const auto found = observe(asked.about, of, asked.how_many == quantifier::count ? reading::as_text : asked.reads());
    if (!found.unreadable.empty()) {
        return refused(cut(found.unreadable), found.unreadable);
    }
    if (asked.how_many == quantifier::count) {
        return judge_count(asked, wanted, found);
    }
    const judgement judging(asked, wanted, found);
    if (asked.how == comparison::exists) {
        return judging.existence();
    }
    return asked.how_many == quantifier::all ? judging.all() : judging.any();
}

}  // namespace trawl::expect
