#include <algorithm>

#include "batch/line_formats.hpp"

namespace trawl::batch {

namespace {

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

list_entry parse_plain_line(std::uint64_t number, std::string_view line) {
    if (const auto control = std::ranges::find_if(line, is_control); control != line.end()) {
        return bad_entry(number, line, *control == '\0' ? "a NUL byte" : "a control character");
    }
    return {number, std::string(line), http::parse_typed_url(line)};
}

bool looks_like_url(std::string_view text) noexcept {
    return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("ftp://");
}

}  // namespace trawl::batch
