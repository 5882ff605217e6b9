#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "crawl/xml_tokenizer.hpp"
#include "html/character_references.hpp"

namespace trawl::crawl {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 5> named{
    {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};

// Of "#38" or "#x26".
std::optional<char32_t> numbered(std::string_view name) noexcept {
    name.remove_prefix(1);
    const bool is_hexadecimal = name.starts_with('x');
    name.remove_prefix(is_hexadecimal ? 1 : 0);
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), point, is_hexadecimal ? 16 : 10);
    const bool is_whole = error == std::errc() && end == name.data() + name.size();
    const bool is_character = point != 0 && point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
    return is_whole && is_character ? std::optional<char32_t>(point) : std::nullopt;
}

// Whether `name`, what stands between '&' and ';', is a reference; appends what it means.
bool append_reference(std::string& out, std::string_view name) {
    if (name.starts_with('#')) {
        const auto point = numbered(name);
        if (point) {
            html::append_utf8(out, *point);
        }
        return point.has_value();
    }
    const auto* const found =
        std::find_if(named.begin(), named.end(), [&](const auto& each) { return each.first == name; });
    if (found != named.end()) {
        out += found->second;
    }
    return found != named.end();
}

}  // namespace

void append_xml_text(std::string& out, std::string_view raw) {
    constexpr std::size_t max_name = 10;
    while (true) {
        const auto start = raw.find('&');
        out += raw.substr(0, start);
        if (start == std::string_view::npos) {
            return;
        }
        raw.remove_prefix(start);
        const auto end = raw.substr(0, max_name + 2).find(';');
        if (end != std::string_view::npos && append_reference(out, raw.substr(1, end - 1))) {
            raw.remove_prefix(end + 1);
        } else {
            out += '&';
            raw.remove_prefix(1);
        }
    }
}

}  // namespace trawl::crawl
