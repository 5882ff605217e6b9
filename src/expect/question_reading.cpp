#include "expect/question_reading.hpp"

#include <string>

#include "expect/threshold.hpp"

namespace trawl::expect {

namespace {

constexpr std::string_view ordered = "==, !=, <, <=, >, >= and in";

/// Which operators a subject goes with, if not with this one.
std::string_view wanted_operators(const subject& about, comparison how) {
    if (how == comparison::equal || how == comparison::in || how == comparison::exists) {
        return {};
    }
    switch (about.kind(reading::as_it_is)) {
        case value_kind::whole:
            return about.about == topic::redirects || is_order(how) ? "" : ordered;
        case value_kind::time:
        case value_kind::size:
        case value_kind::version:
            return is_order(how) ? "" : ordered;
        case value_kind::digest:
            return "== and !=";
        case value_kind::text:
        case value_kind::failure:
            return is_order(how) ? "==, !=, in, contains, startswith, endswith and matches" : "";
        default:
            return {};
    }
}

class question_reader {
public:
    explicit question_reader(lexer& from) noexcept : from_(from) {}

    written_question read() {
        from_.skip_blanks();
        if (threshold::is_meant_by(from_.rest())) {
            from_.fail_here("this is about a whole run: a threshold, not what is expected of a reply");
        }
        written_question made;
        auto& asked = made.asked;
        asked.is_negated = from_.take_word("not");
        read_quantifier(asked);
        asked.about = read_subject(from_);
        if (asked.how_many != quantifier::any && !asked.about.is_plural()) {
            from_.fail("there is one " + asked.about.shown + " alone: " + quantifier_word_ +
                           " goes with header, cookie, json, cert.san and redirects",
                       quantifier_at_, quantifier_word_.size() - 2);
        }
        read_operator_of(asked);
        if (asked.how != comparison::exists) {
            made.operand = read_operand(from_, asked.how, asked.kind());
        } else if (!from_.is_at_end()) {
            from_.refuse_joining();
            from_.fail("nothing may stand behind 'exists'", from_.at(), from_.rest().size());
        }
        return made;
    }

private:
    void read_quantifier(question& asked) {
        quantifier_at_ = from_.at();
        if (from_.take_word("all")) {
            asked.how_many = quantifier::all;
            quantifier_word_ = "'all'";
        } else if (from_.take_word("count")) {
            asked.how_many = quantifier::count;
            quantifier_word_ = "'count'";
        }
    }

    void read_operator_of(question& asked) {
        const std::size_t not_at = from_.at();
        const bool is_not = from_.take_word("not");
        const auto word = read_operator(from_);
        asked.how = word.how;
        check_operator(asked, word);
        if (asked.how_many == quantifier::all) {
            asked.is_each_negated = is_not != word.is_negated;
            return;
        }
        if (is_not && asked.is_negated) {
            from_.fail("'not' stands here for the second time", not_at, 3);
        }
        asked.is_negated = asked.is_negated != (is_not != word.is_negated);
    }

    void check_operator(const question& asked, const operator_word& found) const {
        const std::string name = std::string("'").append(from_.text().substr(found.at, found.length)) + "'";
        if (asked.how == comparison::exists && asked.how_many != quantifier::any) {
            from_.fail("'exists' goes without " + quantifier_word_, found.at, found.length);
        }
        const bool is_count = asked.how_many == quantifier::count;
        const auto wanted =
            is_count ? (is_about_text(asked.how) ? ordered : "") : wanted_operators(asked.about, asked.how);
        if (!wanted.empty()) {
            from_.fail(std::string(is_count ? "a count" : asked.about.shown)
                           .append(" goes with ")
                           .append(wanted)
                           .append(", not with ")
                           .append(name),
                       found.at, found.length);
        }
    }

    lexer& from_;
    std::size_t quantifier_at_ = 0;
    std::string quantifier_word_;
};

}  // namespace

written_question read_question(lexer& from) {
    return question_reader(from).read();
}

}  // namespace trawl::expect
