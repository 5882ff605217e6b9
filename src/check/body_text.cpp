#include "check/body_text.hpp"

#include "html/charset.hpp"
#include "http/media_type.hpp"

namespace trawl::check {

namespace {

std::string charset_of(std::string_view bytes, const http::media_type& type) {
    if (type.name == "text/html" || type.name == "application/xhtml+xml") {
        return html::sniff_charset(bytes, type.charset);
    }
    // JSON is UTF-8 (RFC 8259): what is none is broken, and not to be read as something else by a guess.
    const bool is_json = type.name == "application/json" || type.name.ends_with("+json");
    return html::sniff_text_charset(bytes, is_json && type.charset.empty() ? "utf-8" : type.charset);
}

}  // namespace

std::string text_of_body(std::string_view bytes, std::string_view content_type, bool is_whole) {
    const http::media_type type = http::parse_media_type(content_type);
    html::charset_decoder decoder(charset_of(bytes, type));
    std::string text;
    text.reserve(bytes.size());
    decoder.decode(bytes, text, is_whole);
    return text;
}

std::string shown_start(std::string_view text) {
    std::size_t size = text.size();
    if (size > shown_body) {
        for (size = shown_body; size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80;) {
            --size;
        }
    }
    const std::string_view start = text.substr(0, size);
    return start.find('\0') == start.npos ? std::string(start) : std::string();
}

}  // namespace trawl::check
