#include <algorithm>

#include "expect/operand.hpp"

namespace trawl::expect {

namespace {

bool has_unit(value_kind kind) noexcept {
    return kind == value_kind::time || kind == value_kind::size;
}

/// Words stand for themselves, whatever is in them.
bool is_textual(value_kind kind) noexcept {
    return kind == value_kind::text || kind == value_kind::failure || kind == value_kind::digest;
}

void set_text(written_value& into, const lexer& from, std::string_view text) {
    into.length = from.at() - into.at;
    auto parsed = template_text::parse(text);
    if (!parsed) {
        // What stands in quotes may be shorter or longer than what is written: the whole is marked then.
        const bool is_as_written = into.how == written_value::form::bare;
        throw syntax_error(parsed.error().what, is_as_written ? into.at + parsed.error().at : into.at,
                           is_as_written ? parsed.error().length : into.length);
    }
    into.text = *std::move(parsed);
    into.had_places = !into.text.is_plain();
    into.is_secret = std::any_of(into.text.references().begin(), into.text.references().end(),
                                 [](const auto& each) { return each.is_secret; });
}

written_value read_quoted(lexer& from) {
    written_value made;
    made.at = from.at();
    made.how = written_value::form::quoted;
    set_text(made, from, from.quoted());
    return made;
}

/// An array or object of JSON as it stands, up to its closing bracket.
void skip_json(lexer& from) {
    const std::size_t begin = from.at();
    std::size_t depth = 0;
    do {
        switch (from.next()) {
            case '"':
                static_cast<void>(from.quoted());
                continue;
            case '[':
            case '{':
                ++depth;
                break;
            case ']':
            case '}':
                --depth;
                break;
            case '\0':
                if (from.is_at_end()) {
                    from.fail("this bracket is never closed", begin, 1);
                }
                break;
            default:
                break;
        }
        from.skip(1);
    } while (depth > 0);
}

class value_reader {
public:
    value_reader(lexer& from, value_kind kind, bool is_list, char closing) noexcept
        : from_(from), kind_(kind), is_list_(is_list), closing_(closing) {}

    written_item read() {
        written_item made;
        made.low = value();
        if (is_list_ && !is_textual(kind_) && made.low.how == written_value::form::bare && from_.take("..")) {
            from_.skip_blanks();
            made.high = value();
        }
        return made;
    }

private:
    written_value value() {
        if (from_.next() == '"' || from_.next() == '\'') {
            return read_quoted(from_);
        }
        written_value made;
        made.at = from_.at();
        if (kind_ == value_kind::json && (from_.next() == '[' || from_.next() == '{')) {
            skip_json(from_);
        } else {
            skip_word();
            skip_unit(made.at);
        }
        if (from_.at() == made.at) {
            from_.fail_here("a value is missing");
        }
        set_text(made, from_, from_.text().substr(made.at, from_.at() - made.at));
        return made;
    }

    void skip_word() {
        while (!from_.is_at_end() && !ends_here()) {
            if (from_.rest().starts_with("${")) {
                const auto close = from_.rest().find('}');
                from_.skip(close == std::string_view::npos ? from_.rest().size() : close + 1);
            } else {
                from_.skip(1);
            }
        }
    }

    [[nodiscard]] bool ends_here() const noexcept {
        const char c = from_.next();
        if (is_blank(c) || (is_list_ && closing_ != 0 && c == closing_)) {
            return true;
        }
        // Texts have commas and points of their own; what can have none ends there, to be told of 'in'.
        const bool is_separated = is_list_ || (!is_textual(kind_) && kind_ != value_kind::loose);
        return is_separated && (c == ',' || is_range_here());
    }

    /// Two points between numbers: "200..299". In a text that is no number they are its own.
    [[nodiscard]] bool is_range_here() const noexcept {
        return !is_textual(kind_) && from_.rest().starts_with("..") && from_.at() > 0 &&
               (kind_ != value_kind::loose || is_digit(from_.text()[from_.at() - 1]));
    }

    /// A unit that stands behind a blank: "14 days".
    void skip_unit(std::size_t begin) {
        if (!has_unit(kind_) || from_.at() == begin || !is_digit(from_.text()[from_.at() - 1])) {
            return;
        }
        lexer behind = from_;
        behind.skip_blanks();
        if (is_letter(behind.next())) {
            while (is_letter(behind.next())) {
                behind.skip(1);
            }
            from_ = behind;
        }
    }

    lexer& from_;
    value_kind kind_;
    bool is_list_;
    char closing_;
};

/// The bracket that closes the list that begins here; 0: it is in none. An array of JSON is a list if nothing comes after it.
char closing_bracket(const lexer& from, value_kind kind) {
    if (kind != value_kind::json) {
        return from.next() == '[' ? ']' : from.next() == '{' ? '}' : '\0';
    }
    if (from.next() != '[') {
        return 0;
    }
    lexer behind = from;
    skip_json(behind);
    behind.skip_blanks();
    return behind.is_at_end() ? ']' : '\0';
}

std::vector<written_item> read_list(lexer& from, value_kind kind) {
    const char closing = closing_bracket(from, kind);
    if (closing != 0) {
        from.skip(1);
    }
    std::vector<written_item> made;
    do {
        from.skip_blanks();
        made.push_back(value_reader(from, kind, true, closing).read());
        from.skip_blanks();
    } while (from.take(","));
    if (closing != 0) {
        if (from.next() != closing) {
            from.fail_here(std::string("a ',' or the closing '") + closing + "' is missing");
        }
        from.skip(1);
    }
    return made;
}

[[noreturn]] void fail_behind(const lexer& from, const written_value& last, comparison how, value_kind kind) {
    const bool is_word = last.how == written_value::form::bare;
    from.refuse_joining();
    if (how != comparison::in && is_word && (from.next() == ',' || from.rest().starts_with(".."))) {
        from.fail("one of several values, or of a range, is told by 'in'", from.at(), from.rest().size());
    }
    const bool is_unquoted = is_word && (is_textual(kind) || kind == value_kind::loose);
    from.fail(is_unquoted ? "a text with blanks needs quotes" : "nothing may stand behind the value", from.at(),
              from.rest().size());
}

}  // namespace

written_value read_expression(lexer& from) {
    if (from.next() == '"' || from.next() == '\'') {
        return read_quoted(from);
    }
    written_value made;
    made.at = from.at();
    if (from.next() != '/') {
        if (!from.rest().starts_with("${")) {
            from.fail_here("a regular expression stands between slashes, /.../, or in quotes");
        }
        const auto run = from.peek_run();
        from.skip(run.size());
        set_text(made, from, run);
        return made;
    }
    made.how = written_value::form::slashes;
    std::string text;
    for (from.skip(1); !from.take("/"); from.skip(1)) {
        if (from.is_at_end()) {
            from.fail("this '/' is never closed", made.at, 1);
        }
        if (from.next() == '\\' && from.rest().size() > 1) {
            from.skip(1);
            text += from.next() == '/' ? "" : "\\";
        }
        text += from.next();
    }
    made.ignores_case = from.take("i");
    if (!from.is_at_end() && !is_blank(from.next())) {
        from.fail("behind the expression only 'i' may stand; a '/' in it is written '\\/'", from.at(),
                  from.peek_run().size());
    }
    made.length = from.at() - made.at;
    made.text = template_text::plain(std::move(text));
    return made;
}

std::vector<written_item> read_operand(lexer& from, comparison how, value_kind kind) {
    if (from.is_at_end()) {
        from.fail_here(std::string("a value is missing behind '").append(word(how)) += '\'');
    }
    std::vector<written_item> made;
    if (how == comparison::in) {
        made = read_list(from, kind);
    } else if (how == comparison::matches) {
        made.push_back({read_expression(from), std::nullopt});
    } else {
        made.push_back(value_reader(from, kind, false, 0).read());
    }
    from.skip_blanks();
    if (!from.is_at_end()) {
        fail_behind(from, made.back().low, how, kind);
    }
    return made;
}

}  // namespace trawl::expect
