#include "expect/template_text.hpp"

#include <algorithm>
#include <utility>

namespace trawl::expect {

namespace {

using reference = template_text::reference;
using found_reference = boost::system::result<reference, syntax_error>;

constexpr std::string_view opening = "${";
constexpr std::string_view escaped = "$${";

constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.0123456789";

bool is_name(std::string_view text) noexcept {
    return !text.empty() && (text.front() < '0' || text.front() > '9') &&
           text.find_first_not_of(name_characters) == text.npos;
}

boost::system::result<template_text::filter, syntax_error> read_filter(std::string_view word, std::size_t at) {
    if (word == "url") {
        return template_text::filter::url;
    }
    if (word == "json") {
        return template_text::filter::json;
    }
    return syntax_error(std::string("no filter is called '").append(word) + "': url or json", at,
                        std::max<std::size_t>(word.size(), 1));
}

std::string percent_encoded(std::string_view value) {
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string made;
    for (const char c : value) {
        if (unreserved.find(c) != unreserved.npos) {
            made += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            made += '%';
            made += digits[byte >> 4U];
            made += digits[byte & 15U];
        }
    }
    return made;
}

std::string inside_of_json(std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            (made += '\\') += c;
        } else if (c == '\n') {
            made += "\\n";
        } else if (byte < ' ') {
            made += "\\u00";
            made += digits[byte >> 4U];
            made += digits[byte & 15U];
        } else {
            made += c;
        }
    }
    return made;
}

std::string filtered(const reference& place, const std::string& value) {
    switch (place.written_for) {
        case template_text::filter::url:
            return percent_encoded(value);
        case template_text::filter::json:
            return inside_of_json(value);
        default:
            return value;
    }
}

syntax_error no_name(std::string_view text, std::size_t at) {
    if (text.empty()) {
        return {"a name is missing", at, 1};
    }
    return {std::string("'").append(text).append(
                "' is no name: letters, digits, '_', '-' and '.', the first of them no digit"),
            at, text.size()};
}

/// What stands between "${" and "}".
found_reference read_reference(std::string_view text, std::size_t at) {
    const auto close = text.find('}', at);
    if (close == text.npos) {
        return syntax_error("'${' without its '}'; a '${' that is meant as it stands is written '$${'", at, 2);
    }
    reference found;
    found.at = at;
    found.length = close + 1 - at;
    auto begin = at + opening.size();
    auto inner = text.substr(begin, close - begin);
    if (const auto nested = inner.find(opening); nested != inner.npos) {
        return syntax_error("places do not nest: a '${' within '${ }'", begin + nested, 2);
    }
    if (constexpr std::string_view mark = "SECRET:"; inner.starts_with(mark) && !inner.starts_with("SECRET:-")) {
        found.is_secret = true;
        begin += mark.size();
        inner.remove_prefix(mark.size());
    }
    if (const auto otherwise = inner.find(":-"); otherwise != inner.npos) {
        found.otherwise = std::string(inner.substr(otherwise + 2));
        inner = inner.substr(0, otherwise);
    }
    if (const auto bar = inner.find('|'); bar != inner.npos) {
        const auto filter = read_filter(inner.substr(bar + 1), begin + bar + 1);
        if (!filter) {
            return filter.error();
        }
        found.written_for = *filter;
        inner = inner.substr(0, bar);
    } else if (found.otherwise && (found.otherwise->ends_with("|url") || found.otherwise->ends_with("|json"))) {
        return syntax_error("a filter stands behind the name: ${NAME|url:-otherwise}", at, found.length);
    }
    if (!is_name(inner)) {
        return no_name(inner, begin);
    }
    found.name = std::string(inner);
    return found;
}

}  // namespace

boost::system::result<template_text, syntax_error> template_text::parse(std::string_view text) {
    template_text made;
    made.source_ = std::string(text);
    made.pieces_.emplace_back();
    for (std::size_t at = 0; at < text.size();) {
        const auto dollar = std::min(text.find('$', at), text.size());
        made.pieces_.back().append(text.substr(at, dollar - at));
        at = dollar;
        const auto rest = text.substr(at);
        if (rest.starts_with(escaped)) {
            made.pieces_.back().append(opening);
            at += escaped.size();
        } else if (rest.starts_with(opening)) {
            auto found = read_reference(text, at);
            if (!found) {
                return std::move(found).error();
            }
            at += found->length;
            made.references_.push_back(*std::move(found));
            made.pieces_.emplace_back();
        } else if (!rest.empty()) {
            made.pieces_.back().push_back('$');
            ++at;
        }
    }
    return made;
}

template_text template_text::plain(std::string text) {
    template_text made;
    made.source_ = text;
    made.pieces_.push_back(std::move(text));
    return made;
}

template_text template_text::bound(const lookup& known) const {
    if (is_plain()) {
        return *this;
    }
    template_text made;
    made.source_ = source_;
    made.pieces_.push_back(pieces_.front());
    for (std::size_t i = 0; i < references_.size(); ++i) {
        if (const auto value = known(references_[i])) {
            made.pieces_.back().append(filtered(references_[i], *value)).append(pieces_[i + 1]);
        } else {
            made.references_.push_back(references_[i]);
            made.pieces_.push_back(pieces_[i + 1]);
        }
    }
    return made;
}

template_text template_text::unfiltered() const {
    template_text made = *this;
    for (auto& each : made.references_) {
        each.written_for = filter::none;
    }
    return made;
}

std::string template_text::filled(const variables& values) const {
    std::string whole = pieces_.empty() ? std::string() : pieces_.front();
    for (std::size_t i = 0; i < references_.size(); ++i) {
        if (const auto value = values.find(references_[i].name); value != values.end()) {
            whole.append(filtered(references_[i], value->second));
        } else {
            whole.append(filtered(references_[i], references_[i].otherwise.value_or(std::string())));
        }
        whole.append(pieces_[i + 1]);
    }
    return whole;
}

}  // namespace trawl::expect
