#include "html/attribute_values.hpp"

#include <algorithm>

#include "html/character_references.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::html {

namespace {

// Where the first byte is that is not one of those, or the end.
std::size_t skip(std::string_view text, std::size_t from, std::string_view passed) {
    return std::min(text.find_first_not_of(passed, from), text.size());
}

constexpr std::string_view blanks = " \t\n\f\r";
constexpr std::string_view digits = "0123456789";

bool is_control_or_space(char c) {
    return static_cast<unsigned char>(c) <= ' ';
}

// Behind the descriptors of a candidate: behind the ',' that is in no parentheses.
std::size_t skip_descriptors(std::string_view srcset, std::size_t from) {
    bool in_parentheses = false;
    for (std::size_t at = from; at < srcset.size(); ++at) {
        const char c = srcset[at];
        if (c == ',' && !in_parentheses) {
            return at + 1;
        }
        in_parentheses = c == '(' || (in_parentheses && c != ')');
    }
    return srcset.size();
}

// Behind "url =" if that is there, else nullopt.
std::optional<std::size_t> skip_url_word(std::string_view content, std::size_t from) {
    constexpr std::string_view word = "url";
    if (!http::same_name(content.substr(from, word.size()), word)) {
        return std::nullopt;
    }
    const std::size_t sign = skip(content, from + word.size(), blanks);
    if (sign == content.size() || content[sign] != '=') {
        return std::nullopt;
    }
    return skip(content, sign + 1, blanks);
}

}  // namespace

part trimmed(std::string_view text) noexcept {
    std::size_t start = 0;
    std::size_t end = text.size();
    while (start < end && is_control_or_space(text[start])) {
        ++start;
    }
    while (end > start && is_control_or_space(text[end - 1])) {
        --end;
    }
    return {start, end - start};
}

bool has_word(std::string_view words, std::string_view lower) noexcept {
    for (std::size_t at = skip(words, 0, blanks); at < words.size();) {
        const std::size_t end = std::min(words.find_first_of(blanks, at), words.size());
        if (http::same_name(words.substr(at, end - at), lower)) {
            return true;
        }
        at = skip(words, end, blanks);
    }
    return false;
}

std::vector<part> srcset_urls(std::string_view srcset) {
    std::vector<part> urls;
    std::size_t at = 0;
    while ((at = skip(srcset, at, " \t\n\f\r,")) < srcset.size()) {
        const std::size_t end = std::min(srcset.find_first_of(blanks, at), srcset.size());
        const std::size_t last = srcset.find_last_not_of(',', end - 1);
        urls.push_back({at, last + 1 - at});
        // A URL that ends with a ',' has no descriptors.
        at = last + 1 == end ? skip_descriptors(srcset, end) : end;
    }
    return urls;
}

std::optional<part> refresh_url(std::string_view content) noexcept {
    const std::size_t number = skip(content, 0, blanks);
    if (number == content.size() ||
        (content[number] != '.' && digits.find(content[number]) == std::string_view::npos)) {
        return std::nullopt;
    }
    std::size_t at = skip(content, number, "0123456789.");
    if (at == content.size() || (content[at] != ';' && content[at] != ',' && !is_blank(content[at]))) {
        return std::nullopt;
    }
    at = skip(content, at, blanks);
    at += at < content.size() && (content[at] == ';' || content[at] == ',') ? 1 : 0;
    at = skip(content, at, blanks);
    if (at == content.size()) {
        return std::nullopt;
    }
    const bool is_word = (content[at] | 0x20) == 'u';
    const auto behind = skip_url_word(content, at);
    if (is_word && !behind) {
        return part{at, content.size() - at};
    }
    at = behind.value_or(at);
    if (at < content.size() && (content[at] == '"' || content[at] == '\'')) {
        const std::size_t close = std::min(content.find(content[at], at + 1), content.size());
        return part{at + 1, close - at - 1};
    }
    return part{at, content.size() - at};
}

attribute_text::attribute_text(std::string_view raw, std::size_t offset) : raw_(raw), offset_(offset) {
    if (needs_decoding(raw)) {
        append_decoded(decoded_, raw, reference_place::attribute, &origins_);
    }
}

part attribute_text::origin(part of) const noexcept {
    if (origins_.empty()) {
        return {offset_ + of.start, of.size};
    }
    const std::size_t start = origins_[of.start];
    return {offset_ + start, origins_[of.start + of.size] - start};
}

}  // namespace trawl::html
