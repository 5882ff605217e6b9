#include "expect/json_path_parser.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace trawl::expect::path {

namespace {

std::string quoted_hint(std::string_view name) {
    return std::string("['").append(name).append("']");
}

}  // namespace

boost::system::result<query, syntax_error> parse(std::string_view text) {
    try {
        return parser(text).whole();
    } catch (bad_syntax& wrong) {
        return std::move(wrong.what);
    }
}

boost::system::result<query, syntax_error> parse_prefix(std::string_view text, std::size_t& size) {
    try {
        return parser(text).prefix(size);
    } catch (bad_syntax& wrong) {
        return std::move(wrong.what);
    }
}

void parser::root() {
    if (!in_.skip("$")) {
        in_.fail_expecting("'$', with which a JSONPath query begins");
    }
}

query parser::whole() {
    root();
    auto made = segments(false, true);
    if (in_.has_blank()) {
        in_.fail("a blank behind the query");
    }
    if (!in_.is_done()) {
        in_.fail_expecting("'.', '[' or the end of the query");
    }
    return made;
}

query parser::prefix(std::size_t& size) {
    root();
    auto made = segments(false, false);
    if (!in_.is_done() && !in_.has_blank() && std::string_view("=!<>").find(in_.next()) == std::string_view::npos) {
        in_.fail_expecting("'.', '[' or a blank behind the query");
    }
    size = in_.at();
    return made;
}

query parser::segments(bool is_relative, bool skips_blanks) {
    query made;
    made.is_relative = is_relative;
    for (;;) {
        const auto before = in_.at();
        if (skips_blanks) {
            in_.skip_blanks();
        }
        if (!segment_into(made)) {
            in_.go_back_to(before);
            return made;
        }
    }
}

bool parser::segment_into(query& into) {
    if (in_.skip("..")) {
        into.segments.push_back(in_.next() == '[' ? bracketed(true) : dotted(true));
    } else if (in_.skip(".")) {
        into.segments.push_back(dotted(false));
    } else if (in_.next() == '[') {
        into.segments.push_back(bracketed(false));
    } else {
        return false;
    }
    return true;
}

segment parser::dotted(bool descends) {
    segment made;
    made.descends = descends;
    if (in_.skip("*")) {
        made.selectors.emplace_back(wildcard());
        return made;
    }
    const auto begin = in_.at();
    const auto whole = in_.run();
    const auto name = in_.name();
    if (name.size() == whole.size() && !name.empty()) {
        made.selectors.emplace_back(member{std::string(name)});
        return made;
    }
    if (whole.empty()) {
        in_.fail_expecting(descends ? "a name, '*' or '[' behind '..'" : "a name or '*' behind '.'");
    }
    // "$.content-type", "$.0": what was meant is plain, but it is not JSONPath.
    const auto hint = std::all_of(whole.begin(), whole.end(), [](char c) { return c >= '0' && c <= '9'; })
                          ? std::string("[").append(whole).append("] or ").append(quoted_hint(whole))
                          : quoted_hint(whole);
    in_.fail(std::string("a name with other characters than letters, digits and '_', or that begins with a digit, is "
                         "written ")
                 .append(hint),
             begin, whole.size());
}

segment parser::bracketed(bool descends) {
    const level deeper(*this);
    segment made;
    made.descends = descends;
    const auto begin = in_.at();
    in_.skip("[");
    do {
        in_.skip_blanks();
        made.selectors.push_back(selected());
        in_.skip_blanks();
    } while (in_.skip(","));
    if (in_.is_done()) {
        in_.fail("'[' without its ']'", begin, 1);
    }
    in_.expect("]", "',' or ']'");
    return made;
}

selector parser::selected() {
    const char next = in_.next();
    if (next == '\'' || next == '"') {
        return member{in_.quoted()};
    }
    if (in_.skip("*")) {
        return wildcard();
    }
    if (next == '-' || next == ':' || in_.has_digit()) {
        return numbered();
    }
    if (in_.skip("?")) {
        in_.skip_blanks();
        return filter{disjunction()};
    }
    if (const auto bare = in_.run(); !bare.empty()) {
        in_.fail(std::string("a name within brackets needs quotes: ").append(quoted_hint(bare)), in_.at(), bare.size());
    }
    in_.fail_expecting("a name in quotes, a number, a slice, '*' or '?'");
}

/// An index or a slice.
selector parser::numbered() {
    slice made;
    const auto is_next = [this] { return in_.next() == '-' || in_.has_digit(); };
    if (is_next()) {
        made.start = in_.integer();
        const auto behind = in_.at();
        in_.skip_blanks();
        if (in_.next() != ':') {
            in_.go_back_to(behind);
            return element{*made.start};
        }
    }
    in_.skip(":");
    in_.skip_blanks();
    if (is_next()) {
        made.end = in_.integer();
        in_.skip_blanks();
    }
    if (in_.skip(":")) {
        in_.skip_blanks();
        if (is_next()) {
            made.step = in_.integer();
        }
    }
    return made;
}

}  // namespace trawl::expect::path
