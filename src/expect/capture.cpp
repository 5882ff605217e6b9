#include <cmath>
#include <utility>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "expect/expectation.hpp"
#include "expect/json_value.hpp"
#include "expect/lexer.hpp"
#include "expect/operand.hpp"
#include "expect/subject.hpp"

namespace trawl::expect {

namespace {

/// What a value is as text; nullopt: it cannot be one.
std::string text_of(value_kind kind, const seen& value) {
    if (value.json != nullptr) {
        return value.text ? std::string(*value.text) : json_text(*value.json, std::string::npos - 1);
    }
    if (kind == value_kind::version) {
        return shown(kind, value);
    }
    return value.text ? std::string(*value.text) : std::to_string(static_cast<std::uint64_t>(*value.number));
}

}  // namespace

struct capture::parsed {
    std::string text;
    subject from;
    std::optional<pattern> expression;
    std::string shown_expression;
};

capture::capture(std::shared_ptr<const parsed> what) noexcept : parsed_(std::move(what)) {
}

boost::system::result<capture, syntax_error> capture::parse(std::string_view text) {
    auto made = std::make_shared<parsed>();
    made->text = text;
    try {
        lexer from(text);
        from.skip_blanks();
        const std::size_t begin = from.at();
        made->from = read_subject(from);
        if (const auto kind = made->from.kind(reading::as_it_is);
            kind == value_kind::time || kind == value_kind::failure) {
            from.fail(made->from.shown + " cannot be captured", begin, made->from.shown.size());
        }
        if (from.take_word("matches")) {
            const auto written = read_expression(from);
            if (!written.text.is_plain()) {
                from.fail("no place can be filled in here", written.at, written.length);
            }
            made->expression = make_pattern(written);
            made->shown_expression = text.substr(written.at, written.length);
            from.skip_blanks();
        }
        if (!from.is_at_end()) {
            from.fail(made->expression ? "nothing may stand behind the expression"
                                       : "only 'matches' and a regular expression may stand here",
                      from.at(), from.rest().size());
        }
    } catch (syntax_error& wrong) {
        return std::move(wrong);
    }
    return capture(std::move(made));
}

const std::string& capture::text() const noexcept {
    return parsed_->text;
}

wants capture::wants() const noexcept {
    return parsed_->from.wants();
}

boost::system::result<std::string, std::string> capture::take(const observation& of) const {
    using taken = boost::system::result<std::string, std::string>;
    const auto& from = parsed_->from;
    const auto no = [&](std::string why) { return taken(boost::system::in_place_error, from.shown + ": " + why); };
    if (!is_observed(from, of)) {
        return no(of.status == 0 ? "no reply came" : "no whole reply came");
    }
    const auto how = from.about == topic::redirects && parsed_->expression ? reading::as_text : reading::as_it_is;
    const auto found = observe(from, of, how);
    if (!found.unreadable.empty() || found.values.empty()) {
        return no(found.unreadable.empty() ? found.absent : found.unreadable);
    }
    for (const auto& each : found.values) {
        if (each.json != nullptr && each.json->is_null()) {
            return no("it is null");
        }
        std::string text = text_of(from.kind(how), each);
        const auto part = parsed_->expression ? parsed_->expression->find(text) : std::string_view(text);
        if (!part) {
            continue;
        }
        if (part->empty()) {
            return no(parsed_->expression ? "what is taken by " + parsed_->shown_expression + " is empty"
                                          : "it is empty");
        }
        return taken(boost::system::in_place_value, std::string(*part));
    }
    return no("nothing in it matches " + parsed_->shown_expression);
}

}  // namespace trawl::expect
