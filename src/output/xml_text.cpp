#include "output/xml_text.hpp"

#include <cstddef>

#include "base/printable.hpp"

namespace trawl::output {

std::string xml_text(std::string_view text) {
    std::string out;
    const std::string safe = base::printable(text);
    out.reserve(safe.size());
    for (std::size_t at = 0; at < safe.size(); ++at) {
        const std::string_view rest = std::string_view(safe).substr(at);
        if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
            out += "\xEF\xBF\xBD";
            at += 2;
            continue;
        }
        switch (safe[at]) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += safe[at];
        }
    }
    return out;
}

std::string xml_lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of("\n\t");
        if (end == std::string_view::npos) {
            return out + xml_text(text);
        }
        const bool is_crlf = text[end] == '\n' && end > 0 && text[end - 1] == '\r';
        out += xml_text(text.substr(0, is_crlf ? end - 1 : end));
        out += text[end];
        text.remove_prefix(end + 1);
    }
    return out;
}

}  // namespace trawl::output
