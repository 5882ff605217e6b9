#include <algorithm>
#include <optional>

#include "base/utf8.hpp"
#include "html/attribute_values.hpp"
#include "html/charset.hpp"
#include "html/tokenizer.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::html {

namespace {

constexpr std::size_t searched = 1024;

std::string_view of_byte_order_mark(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        return "utf-8";
    }
    if (bytes.starts_with("\xFE\xFF")) {
        return "utf-16be";
    }
    return bytes.starts_with("\xFF\xFE") ? "utf-16le" : std::string_view();
}

// Between quotes, or up to a blank or a ';'.
std::string_view value_at(std::string_view text, std::size_t at) {
    if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
        const std::size_t close = text.find(text[at], at + 1);
        return close == std::string_view::npos ? std::string_view() : text.substr(at + 1, close - at - 1);
    }
    const std::size_t end = std::min(text.find_first_of(" \t\n\f\r;", at), text.size());
    return text.substr(std::min(at, end), end - std::min(at, end));
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && is_blank(text[at])) {
        ++at;
    }
    return at;
}

// "text/html; charset=x": the value behind the first word that has an '=' behind it.
std::string_view charset_within(std::string_view content, std::string_view word) {
    for (std::size_t at = 0; at + word.size() <= content.size(); ++at) {
        if (!http::same_name(content.substr(at, word.size()), word)) {
            continue;
        }
        const std::size_t sign = skip_blanks(content, at + word.size());
        if (sign < content.size() && content[sign] == '=') {
            return value_at(content, skip_blanks(content, sign + 1));
        }
    }
    return {};
}

// The first meta element that says it. As the standard has it, scripts and the like are not told apart.
class meta_search final : public token_sink {
public:
    void on_tag(const tag& found) override {
        if (found.name != element::meta || found.is_end || !name_.empty()) {
            return;
        }
        if (found.has(attribute::charset)) {
            name_ = encoding_of_label(found.raw(attribute::charset));
        } else if (http::same_name(found.raw(attribute::http_equiv), "content-type")) {
            name_ = encoding_of_label(charset_within(found.raw(attribute::content), "charset"));
        }
        // It could be read so far, so it is no UTF-16.
        if (name_.starts_with("utf-16")) {
            name_ = "utf-8";
        } else if (name_ == "x-user-defined") {
            name_ = "windows-1252";
        }
    }
    void on_text(std::string_view /*raw*/, std::size_t /*offset*/) override {}

    [[nodiscard]] std::string_view name() const noexcept { return name_; }

private:
    std::string_view name_;
};

std::string_view of_meta(std::string_view bytes) {
    meta_search search;
    tokenizer(search).feed(bytes.substr(0, searched));
    return search.name();
}

std::string_view of_xml_declaration(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("<\0?\0x\0"sv)) {
        return "utf-16le";
    }
    if (bytes.starts_with("\0<\0?\0x"sv)) {
        return "utf-16be";
    }
    if (!bytes.starts_with("<?xml")) {
        return {};
    }
    const std::string_view declaration = bytes.substr(0, std::min(bytes.substr(0, searched).find('>'), searched));
    const std::string_view name = encoding_of_label(charset_within(declaration, "encoding"));
    return name.starts_with("utf-16") ? "utf-8" : name;
}

std::string_view of_style_sheet(std::string_view bytes) {
    constexpr std::string_view rule = "@charset \"";
    if (!bytes.starts_with(rule)) {
        return {};
    }
    const std::string_view name = encoding_of_label(value_at(bytes.substr(0, searched), rule.size() - 1));
    return name.starts_with("utf-16") ? "utf-8" : name;
}

std::string_view guessed(std::string_view bytes) {
    constexpr std::size_t longest = 4;
    while (!bytes.empty()) {
        const auto other = std::ranges::find_if(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
        bytes.remove_prefix(static_cast<std::size_t>(other - bytes.begin()));
        if (bytes.empty()) {
            break;
        }
        const base::utf8_character next = base::decode_utf8(bytes);
        const bool may_go_on = next.length == bytes.size() && bytes.size() < longest &&
                               static_cast<unsigned char>(bytes.front()) >= 0xC2 &&
                               static_cast<unsigned char>(bytes.front()) <= 0xF4;
        if (!next.is_valid && !may_go_on) {
            return "windows-1252";
        }
        bytes.remove_prefix(next.length);
    }
    return "utf-8";
}

// The first that says anything; the later ones have more to read.
std::string first_of(std::string_view name, std::string_view bytes,
                     std::initializer_list<std::string_view (*)(std::string_view)> searches) {
    for (const auto search : searches) {
        if (!name.empty()) {
            break;
        }
        name = search(bytes);
    }
    return std::string(name);
}

std::string_view of_mark_or_label(std::string_view bytes, std::string_view label) {
    const std::string_view name = of_byte_order_mark(bytes);
    return name.empty() ? encoding_of_label(label) : name;
}

}  // namespace

std::string sniff_charset(std::string_view first_bytes, std::string_view content_type_charset) {
    return first_of(of_mark_or_label(first_bytes, content_type_charset), first_bytes,
                    {of_meta, of_xml_declaration, guessed});
}

std::string sniff_text_charset(std::string_view first_bytes, std::string_view content_type_charset) {
    return first_of(of_mark_or_label(first_bytes, content_type_charset), first_bytes,
                    {of_style_sheet, of_xml_declaration, guessed});
}

}  // namespace trawl::html
