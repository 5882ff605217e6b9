#include "robots/robots_text.hpp"

#include "html/charset.hpp"

namespace trawl::robots {
namespace {

std::string decoded(std::string_view bytes, std::string_view charset) {
    std::string text;
    html::charset_decoder(charset).decode(bytes, text, true);
    return text;
}

}  // namespace

std::string robots_text(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        return std::string(bytes.substr(3));
    }
    if (bytes.starts_with("\xFF\xFE")) {
        return decoded(bytes.substr(2), "utf-16le");
    }
    if (bytes.starts_with("\xFE\xFF")) {
        return decoded(bytes.substr(2), "utf-16be");
    }
    return std::string(bytes);
}

}  // namespace trawl::robots
