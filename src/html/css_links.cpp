#include "html/css_links.hpp"
#include "html/link_room.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "html/character_references.hpp"
#include "html/place.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::html {

namespace {

bool is_css_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_name_byte(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

int hexadecimal_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

std::size_t blank_size(std::string_view text, std::size_t at) {
    if (text.substr(at).starts_with("\r\n")) {
        return 2;
    }
    return at < text.size() && is_css_blank(text[at]) ? 1 : 0;
}

// Behind the escape whose '\' stands at `at`: up to six digits and a blank, or one byte.
std::size_t behind_escape(std::string_view text, std::size_t at) {
    const std::size_t start = ++at;
    while (at < text.size() && at < start + 6 && hexadecimal_digit(text[at]) >= 0) {
        ++at;
    }
    return at > start ? at + blank_size(text, at) : std::min(at + 1, text.size());
}

// An escape as `behind_escape` finds it, without its '\'.
void append_unescaped(std::string& out, std::string_view escape) {
    if (escape.empty() || escape == "\n" || escape == "\r" || escape == "\f") {
        return;
    }
    if (hexadecimal_digit(escape.front()) < 0) {
        out += escape;
        return;
    }
    char32_t point = 0;
    for (std::size_t at = 0; at < escape.size() && hexadecimal_digit(escape[at]) >= 0; ++at) {
        point = point * 16 + static_cast<char32_t>(hexadecimal_digit(escape[at]));
    }
    const bool is_character = point != 0 && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
    append_utf8(out, is_character ? point : 0xFFFD);
}

// What the text between quotes or parentheses means.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t next = std::min(text.find('\\', at), text.size());
        out += text.substr(at, next - at);
        at = next;
        if (at < text.size()) {
            const std::size_t behind = behind_escape(text, at);
            append_unescaped(out, text.substr(at + 1, behind - at - 1));
            // The end of a line may have two bytes.
            at = behind + (text.substr(at).starts_with("\\\r\n") ? 1 : 0);
        }
    }
    return out;
}

class reading {
public:
    reading(std::string_view css, const http::url& base, std::size_t max_links)
        : css_(css), base_(base), max_links_(room_for_links(base, max_links)) {}

    std::vector<found_link> run() {
        while (at_ < css_.size() && links_.size() < max_links_) {
            step();
        }
        return std::move(links_);
    }

private:
    void step() {
        const char c = css_[at_];
        if (c == '/' && css_.substr(at_).starts_with("/*")) {
            at_ = std::min(css_.find("*/", at_ + 2), css_.size() - 2) + 2;
        } else if (c == '"' || c == '\'') {
            read_string(c);
        } else if (c == '@') {
            read_at_word();
        } else if (is_name_byte(c)) {
            read_word();
        } else {
            set_at_rule(c);
            at_ += c == '\\' ? 2 : 1;
        }
    }

    void set_at_rule(char c) {
        is_import_ = is_import_ && is_css_blank(c);
        is_font_ = is_font_ && c != '}';
    }

    // At its first quote. A string that is not closed ends with its line.
    void read_string(char quote) {
        const std::size_t start = ++at_;
        const std::size_t end = find_end(start, quote);
        at_ = std::min(end + 1, css_.size());
        if (is_import_) {
            add(start, end, link_kind::style, "@import");
        }
        is_import_ = false;
    }

    [[nodiscard]] std::size_t find_end(std::size_t from, char quote) const {
        std::size_t at = from;
        while (at < css_.size() && css_[at] != quote && css_[at] != '\n' && css_[at] != '\f' && css_[at] != '\r') {
            at += css_[at] != '\\' ? 1 : css_.substr(at + 1).starts_with("\r\n") ? 3 : 2;
        }
        return std::min(at, css_.size());
    }

    std::string_view take_name() {
        const std::size_t start = at_;
        while (at_ < css_.size() && is_name_byte(css_[at_])) {
            ++at_;
        }
        return css_.substr(start, at_ - start);
    }

    void read_at_word() {
        ++at_;
        const std::string_view word = take_name();
        is_import_ = http::same_name(word, "import");
        is_font_ = http::same_name(word, "font-face");
    }

    void read_word() {
        const bool was_import = is_import_;
        is_import_ = false;
        const std::string_view word = take_name();
        if (at_ < css_.size() && css_[at_] == '(' && (http::same_name(word, "url") || http::same_name(word, "src"))) {
            ++at_;
            read_url(was_import);
        }
    }

    // Behind "url(".
    void read_url(bool is_import) {
        while (at_ < css_.size() && is_css_blank(css_[at_])) {
            ++at_;
        }
        if (at_ == css_.size()) {
            return;
        }
        const link_kind kind = is_import ? link_kind::style : is_font_ ? link_kind::other_requisite : link_kind::image;
        const std::string_view attribute = is_import ? "@import" : "url";
        const char quote = css_[at_];
        if (quote == '"' || quote == '\'') {
            const std::size_t start = at_ + 1;
            const std::size_t end = find_end(start, quote);
            add(start, end, kind, attribute);
            at_ = std::min(end + 1, css_.size());
            return;
        }
        read_bare_url(kind, attribute);
    }

    // A blank within, a quote or a '(' make it no URL at all: it is passed over up to the ')'.
    void read_bare_url(link_kind kind, std::string_view attribute) {
        const std::size_t start = at_;
        std::size_t end = std::string_view::npos;
        bool is_bad = false;
        while (at_ < css_.size() && css_[at_] != ')') {
            const char c = css_[at_];
            if (is_css_blank(c)) {
                end = std::min(end, at_++);
                continue;
            }
            is_bad = is_bad || end != std::string_view::npos || c == '"' || c == '\'' || c == '(';
            at_ = c == '\\' ? behind_escape(css_, at_) : at_ + 1;
        }
        end = std::min(end, at_);
        at_ += at_ < css_.size() ? 1 : 0;
        if (!is_bad) {
            add(start, end, kind, attribute);
        }
    }

    void add(std::size_t start, std::size_t end, link_kind kind, std::string_view attribute) {
        std::string raw = unescaped(css_.substr(start, end - start));
        if (raw.empty() || raw.front() == '#' || http::same_name(std::string_view(raw).substr(0, 5), "data:")) {
            return;
        }
        found_link link;
        if (auto target = http::resolve_url(raw, base_)) {
            link.target = std::move(*target);
        }
        link.raw = std::move(raw);
        link.kind = kind;
        link.element = "style";
        link.attribute = attribute;
        place_.pass(css_.substr(placed_, start - placed_));
        placed_ = start;
        link.line = place_.line;
        link.column = place_.column;
        link.offset = start;
        link.size = end - start;
        links_.push_back(std::move(link));
    }

    std::string_view css_;
    const http::url& base_;
    std::size_t max_links_;
    std::size_t at_ = 0;
    bool is_import_ = false;  // behind "@import"
    bool is_font_ = false;    // within "@font-face { }"
    place place_;
    std::size_t placed_ = 0;
    std::vector<found_link> links_;
};

}  // namespace

std::vector<found_link> css_links(std::string_view css, const http::url& base, std::size_t max_links) {
    return reading(css, base, max_links).run();
}

}  // namespace trawl::html
