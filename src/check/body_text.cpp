#include "check/body_text.hpp"

#include "html/charset.hpp"
#include "http/media_type.hpp"

namespace trawl::check {

std::string text_of_body(std::string_view bytes, std::string_view content_type, bool is_whole) {
    const http::media_type type = http::parse_media_type(content_type);
    const bool is_html = type.name == "text/html" || type.name == "application/xhtml+xml";
    html::charset_decoder decoder(is_html ? html::sniff_charset(bytes, type.charset)
                                          : html::sniff_text_charset(bytes, type.charset));
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
