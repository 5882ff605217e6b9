#include "crawl/xml_tokenizer.hpp"

#include <algorithm>
#include <utility>

namespace trawl::crawl {
namespace {

constexpr std::size_t max_tag = std::size_t{16} << 10U;
// What "&...;" can be at most.
constexpr std::size_t max_reference = 12;
constexpr std::string_view blanks = " \t\r\n";

bool starts_name(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

void xml_tokenizer::feed(std::string_view utf8) {
    std::string joined;
    if (!waiting_.empty()) {
        joined = std::exchange(waiting_, {}).append(utf8);
        utf8 = joined;
    }
    while (!utf8.empty() && step(utf8)) {
    }
    waiting_ = utf8;
}

void xml_tokenizer::finish() {
    if (state_ == state::text && !waiting_.empty()) {
        handler_.text(waiting_, false);
    }
    waiting_.clear();
}

bool xml_tokenizer::step(std::string_view& input) {
    switch (state_) {
        case state::text:
            return step_text(input);
        case state::tag:
            return step_tag(input);
        case state::long_tag:
            return step_until(input, ">");
        case state::comment:
            return step_until(input, "-->");
        case state::instruction:
            return step_until(input, "?>");
        case state::cdata:
            return step_cdata(input);
        case state::declaration:
            return step_declaration(input);
        case state::subset:
            return step_subset(input);
    }
    return false;
}

void xml_tokenizer::give_text(std::string_view& input, std::size_t size, bool is_cdata) {
    if (size != 0) {
        handler_.text(input.substr(0, size), is_cdata);
        input.remove_prefix(size);
    }
}

bool xml_tokenizer::step_text(std::string_view& input) {
    const auto markup = input.find('<');
    if (markup == 0) {
        return open_markup(input);
    }
    if (markup != std::string_view::npos) {
        give_text(input, markup, false);
        return true;
    }
    // A reference may go on in the next piece.
    const auto tail = input.substr(input.size() - std::min(input.size(), max_reference));
    const auto reference = tail.rfind('&');
    const bool is_open = reference != std::string_view::npos && tail.find(';', reference) == std::string_view::npos;
    give_text(input, is_open ? input.size() - tail.size() + reference : input.size(), false);
    return false;
}

bool xml_tokenizer::open_markup(std::string_view& input) {
    constexpr std::string_view cdata = "<![CDATA[";
    constexpr std::string_view comment = "<!--";
    const auto could_be = [&](std::string_view what) { return input.size() < what.size() && what.starts_with(input); };
    if (input.size() < 2 || could_be(cdata) || could_be(comment)) {
        return false;
    }
    if (input.starts_with(comment)) {
        input.remove_prefix(comment.size());
        state_ = state::comment;
    } else if (input.starts_with(cdata)) {
        input.remove_prefix(cdata.size());
        state_ = state::cdata;
    } else if (input[1] == '!') {
        input.remove_prefix(2);
        quote_ = '\0';
        state_ = state::declaration;
    } else if (input[1] == '?') {
        input.remove_prefix(2);
        state_ = state::instruction;
    } else if (input[1] == '/' || starts_name(input[1])) {
        scanned_ = 1;
        quote_ = '\0';
        state_ = state::tag;
    } else {
        give_text(input, 1, false);
    }
    return true;
}

bool xml_tokenizer::step_tag(std::string_view& input) {
    for (; scanned_ < input.size(); ++scanned_) {
        const char c = input[scanned_];
        if (quote_ != '\0') {
            quote_ = c == quote_ ? '\0' : quote_;
        } else if (c == '"' || c == '\'') {
            quote_ = c;
        } else if (c == '>') {
            const std::string_view tag = input.substr(1, scanned_ - 1);
            input.remove_prefix(scanned_ + 1);
            state_ = state::text;
            take_tag(tag);
            return true;
        }
        if (scanned_ > max_tag) {
            input.remove_prefix(scanned_);
            state_ = state::long_tag;
            return true;
        }
    }
    return false;
}

void xml_tokenizer::take_tag(std::string_view tag) {
    const bool is_end = tag.starts_with('/');
    tag.remove_prefix(is_end ? 1 : 0);
    const bool is_empty = tag.ends_with('/');
    tag.remove_suffix(is_empty ? 1 : 0);
    const std::string_view name = tag.substr(0, tag.find_first_of(blanks));
    if (is_end) {
        handler_.end_tag(name);
    } else {
        handler_.start_tag(name, tag.substr(name.size()), is_empty);
    }
}

bool xml_tokenizer::step_until(std::string_view& input, std::string_view end) {
    const auto found = input.find(end);
    if (found == std::string_view::npos) {
        input.remove_prefix(input.size() - std::min(input.size(), end.size() - 1));
        return false;
    }
    input.remove_prefix(found + end.size());
    state_ = state::text;
    return true;
}

bool xml_tokenizer::step_cdata(std::string_view& input) {
    constexpr std::string_view end = "]]>";
    const auto found = input.find(end);
    if (found == std::string_view::npos) {
        give_text(input, input.size() - std::min(input.size(), end.size() - 1), true);
        return false;
    }
    give_text(input, found, true);
    input.remove_prefix(end.size());
    state_ = state::text;
    return true;
}

bool xml_tokenizer::step_declaration(std::string_view& input) {
    for (std::size_t at = 0; at < input.size(); ++at) {
        const char c = input[at];
        if (quote_ != '\0') {
            quote_ = c == quote_ ? '\0' : quote_;
        } else if (c == '"' || c == '\'') {
            quote_ = c;
        } else if (c == '>' || c == '[') {
            state_ = c == '>' ? state::text : state::subset;
            is_closed_ = false;
            input.remove_prefix(at + 1);
            return true;
        }
    }
    input = {};
    return false;
}

// The end of the subset is a ']' with the declaration's '>' behind it. One in an entity's value looks the same, and then the rest of
// the value is read as if it were the document: no sitemap has such a thing but to do harm, and it does none.
bool xml_tokenizer::step_subset(std::string_view& input) {
    for (std::size_t at = 0; at < input.size(); ++at) {
        const char c = input[at];
        if (c == '>' && is_closed_) {
            state_ = state::text;
            input.remove_prefix(at + 1);
            return true;
        }
        is_closed_ = c == ']' || (is_closed_ && blanks.find(c) != std::string_view::npos);
    }
    input = {};
    return false;
}

std::optional<std::string> xml_attribute(std::string_view attributes, std::string_view name) {
    while (true) {
        const auto start = attributes.find_first_not_of(blanks);
        const auto equals = attributes.find('=');
        if (start == std::string_view::npos || equals == std::string_view::npos || equals < start) {
            return std::nullopt;
        }
        std::string_view found = attributes.substr(start, equals - start);
        found = found.substr(0, found.find_first_of(blanks));
        attributes.remove_prefix(equals + 1);
        const auto open = attributes.find_first_not_of(blanks);
        if (open == std::string_view::npos || (attributes[open] != '"' && attributes[open] != '\'')) {
            return std::nullopt;
        }
        const auto close = attributes.find(attributes[open], open + 1);
        if (close == std::string_view::npos) {
            return std::nullopt;
        }
        if (found == name) {
            std::string value;
            append_xml_text(value, attributes.substr(open + 1, close - open - 1));
            return value;
        }
        attributes.remove_prefix(close + 1);
    }
}

}  // namespace trawl::crawl
