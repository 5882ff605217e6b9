#include "html/charset.hpp"

#include <utility>

namespace trawl::html {

std::string_view encoding_of_label(std::string_view label) noexcept {
    return label;
}

std::string sniff_charset(std::string_view first_bytes, std::string_view content_type_charset) {
    return first_bytes.empty() ? "utf-8" : std::string(content_type_charset);
}

std::string sniff_text_charset(std::string_view first_bytes, std::string_view content_type_charset) {
    return sniff_charset(first_bytes, content_type_charset);
}

charset_decoder::charset_decoder(std::string_view charset) : waiting_(charset) {
}
charset_decoder::~charset_decoder() = default;
charset_decoder::charset_decoder(charset_decoder&& other) noexcept = default;
charset_decoder& charset_decoder::operator=(charset_decoder&& other) noexcept = default;

void charset_decoder::decode(std::string_view bytes, std::string& utf8_out, bool /*last*/) {
    utf8_out += bytes;
}

}  // namespace trawl::html
