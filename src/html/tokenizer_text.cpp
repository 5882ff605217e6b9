#include <algorithm>

#include "html/tokenizer.hpp"

namespace trawl::html {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool ends_name(char c) {
    return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

// Whether `text` starts with this word in any case and something that ends a name; unknown if it is too short to say.
enum class match : std::uint8_t { no, yes, unknown };

match starts_with_name(std::string_view text, std::string_view lower) {
    const std::size_t shared = std::min(text.size(), lower.size());
    for (std::size_t index = 0; index < shared; ++index) {
        if ((text[index] | 0x20) != lower[index]) {
            return match::no;
        }
    }
    if (text.size() <= lower.size()) {
        return match::unknown;
    }
    return ends_name(text[lower.size()]) ? match::yes : match::no;
}

match starts_with(std::string_view text, std::string_view wanted) {
    if (text.starts_with(wanted)) {
        return match::yes;
    }
    return wanted.starts_with(text) ? match::unknown : match::no;
}

// `text` starts with '<'.
match starts_with_end_tag(std::string_view text, std::string_view lower) {
    const match opening = starts_with(text, "</");
    return opening == match::yes ? starts_with_name(text.substr(2), lower) : opening;
}

}  // namespace

bool tokenizer::read_raw() {
    for (std::size_t from = at_;;) {
        const std::size_t next = std::min(view_.find('<', from), view_.size());
        const match found = next == view_.size() ? match::unknown : starts_with_end_tag(view_.substr(next), raw_name_);
        if (found == match::no) {
            from = next + 1;
            continue;
        }
        give_text(next);
        if (found == match::yes) {
            start_tag(true);
        }
        return found == match::yes;
    }
}

bool tokenizer::read_script() {
    return script_ == script_mode::plain ? read_script_plain() : read_script_escaped();
}

bool tokenizer::read_script_plain() {
    for (std::size_t from = at_ + scanned_;;) {
        const std::size_t next = view_.find('<', from);
        if (next == none) {
            return need_more(view_.size(), view_.size());
        }
        const std::string_view rest = view_.substr(next);
        const match end = starts_with_end_tag(rest, raw_name_);
        const match comment = starts_with(rest, "<!--");
        if (end == match::yes) {
            at_ = next;
            start_tag(true);
            return true;
        }
        if (comment == match::yes) {
            // Its dashes may be those of "-->" too.
            at_ = next + 2;
            scanned_ = 2;
            script_ = script_mode::escaped;
            return true;
        }
        if (end == match::unknown || comment == match::unknown) {
            return need_more(next, next);
        }
        from = next + 1;
    }
}

// Up to "-->": there, "<script" makes "</script" end nothing but itself.
bool tokenizer::read_script_escaped() {
    for (std::size_t at = at_ + scanned_; at < view_.size(); ++at) {
        const char c = byte(at);
        if (c == '>' && view_.substr(at_, at - at_).ends_with("--")) {
            skip_to(at + 1, state::script);
            script_ = script_mode::plain;
            return true;
        }
        if (c == '<') {
            return read_markup_in_escaped(at);
        }
    }
    return need_more(view_.size() - std::min<std::size_t>(view_.size(), 2), view_.size());
}

// At a '<'.
bool tokenizer::read_markup_in_escaped(std::size_t at) {
    const std::string_view rest = view_.substr(at);
    const bool is_double = script_ == script_mode::double_escaped;
    const match end = starts_with_end_tag(rest, raw_name_);
    const match start = rest.size() < 2 ? match::unknown : starts_with_name(rest.substr(1), raw_name_);
    if (end == match::unknown || (!is_double && start == match::unknown)) {
        return need_more(at, at);
    }
    at_ = at;
    scanned_ = 1;
    if (end == match::yes && !is_double) {
        start_tag(true);
    } else if (end == match::yes) {
        script_ = script_mode::escaped;
    } else if (start == match::yes) {
        script_ = script_mode::double_escaped;
    }
    return true;
}

}  // namespace trawl::html
