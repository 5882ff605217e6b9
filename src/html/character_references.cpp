#include "html/character_references.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "html/named_references.hpp"

namespace trawl::html {

namespace {

constexpr char32_t replacement = 0xFFFD;

struct named_reference {
    std::string_view name;
    std::array<char32_t, 2> points{};  ///< the second is 0 if there is one only
    bool is_legacy = false;            ///< counts without its ';'
};

char32_t hexadecimal(std::string_view digits) {
    std::uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
}

std::vector<named_reference> read_names() {
    std::vector<named_reference> names;
    std::string_view list = named_reference_list();
    while (!list.empty()) {
        const std::string_view entry = list.substr(0, list.find(' '));
        list.remove_prefix(entry.size() + 1);
        const std::size_t name_end = entry.find_first_of("=!");
        const std::string_view points = entry.substr(name_end + 1);
        const std::size_t comma = std::min(points.find(','), points.size());
        named_reference reference{
            entry.substr(0, name_end), {hexadecimal(points.substr(0, comma))}, entry[name_end] == '!'};
        if (comma < points.size()) {
            reference.points[1] = hexadecimal(points.substr(comma + 1));
        }
        names.push_back(reference);
    }
    return names;
}

const named_reference* find_name(std::string_view name) {
    static const std::vector<named_reference> names = read_names();
    const auto found = std::ranges::lower_bound(names, name, {}, &named_reference::name);
    return found != names.end() && found->name == name ? &*found : nullptr;
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// At 0x80 to 0x9F. References to these numbers mean the same.
constexpr std::array<char16_t, 32> windows_1252{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

char32_t meant_by(std::uint32_t number) {
    if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) {
        return replacement;
    }
    return number < 0x100 ? windows_1252_character(static_cast<unsigned char>(number)) : number;
}

struct decoded_reference {
    std::array<char32_t, 2> points{};
    std::size_t size = 0;  ///< of the reference, with its '&' and ';'
};

// `raw` starts with "&#".
std::optional<decoded_reference> numeric_reference(std::string_view raw) {
    const bool is_hexadecimal = raw.size() > 2 && (raw[2] | 0x20) == 'x';
    const std::uint32_t base = is_hexadecimal ? 16 : 10;
    const std::size_t start = is_hexadecimal ? 3 : 2;
    std::size_t at = start;
    std::uint32_t number = 0;
    for (; at < raw.size(); ++at) {
        const char c = raw[at];
        const bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && (base == 10 || (c | 0x20) < 'a' || (c | 0x20) > 'f')) {
            break;
        }
        const auto digit = static_cast<std::uint32_t>(is_digit ? c - '0' : (c | 0x20) - 'a' + 10);
        number = std::min(number * base + digit, 0x110000U);
    }
    if (at == start) {
        return std::nullopt;
    }
    at += at < raw.size() && raw[at] == ';' ? 1 : 0;
    return decoded_reference{{meant_by(number)}, at};
}

// `raw` starts with '&'.
std::optional<decoded_reference> named(std::string_view raw, reference_place place) {
    constexpr std::size_t longest = 31;
    constexpr std::size_t longest_legacy = 6;
    std::size_t end = 1;
    while (end < raw.size() && end <= longest && is_alphanumeric(raw[end])) {
        ++end;
    }
    if (end < raw.size() && raw[end] == ';') {
        if (const named_reference* found = find_name(raw.substr(1, end - 1))) {
            return decoded_reference{found->points, end + 1};
        }
    }
    for (std::size_t size = std::min(end - 1, longest_legacy); size >= 2; --size) {
        const named_reference* found = find_name(raw.substr(1, size));
        if (found == nullptr || !found->is_legacy) {
            continue;
        }
        const char next = size + 1 < raw.size() ? raw[size + 1] : '\0';
        if (place == reference_place::attribute && (next == '=' || is_alphanumeric(next))) {
            return std::nullopt;
        }
        return decoded_reference{found->points, size + 1};
    }
    return std::nullopt;
}

class decoding {
public:
    decoding(std::string& out, std::vector<std::uint32_t>* origins) : out_(out), origins_(origins) {}

    void append_as_is(std::string_view text, std::size_t origin) {
        out_ += text;
        for (std::size_t index = 0; origins_ != nullptr && index < text.size(); ++index) {
            origins_->push_back(static_cast<std::uint32_t>(origin + index));
        }
    }
    void append(char32_t point, std::size_t origin) {
        const std::size_t before = out_.size();
        append_utf8(out_, point);
        if (origins_ != nullptr) {
            origins_->insert(origins_->end(), out_.size() - before, static_cast<std::uint32_t>(origin));
        }
    }

private:
    std::string& out_;
    std::vector<std::uint32_t>* origins_;
};

constexpr std::string_view special("&\0\r", 3);

}  // namespace

char32_t windows_1252_character(unsigned char byte) noexcept {
    return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
}

void append_utf8(std::string& out, char32_t point) {
    const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | (point >> 6));
        byte(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        byte(0xE0 | (point >> 12));
        byte(0x80 | ((point >> 6) & 0x3F));
        byte(0x80 | (point & 0x3F));
    } else {
        byte(0xF0 | (point >> 18));
        byte(0x80 | ((point >> 12) & 0x3F));
        byte(0x80 | ((point >> 6) & 0x3F));
        byte(0x80 | (point & 0x3F));
    }
}

bool needs_decoding(std::string_view raw) noexcept {
    return raw.find('&') != std::string_view::npos || raw.find('\0') != std::string_view::npos ||
           raw.find('\r') != std::string_view::npos;
}

void append_decoded(std::string& out, std::string_view raw, reference_place place,
                    std::vector<std::uint32_t>* origins) {
    decoding to(out, origins);
    std::size_t at = 0;
    while (at < raw.size()) {
        const std::size_t next = std::min(raw.find_first_of(special, at), raw.size());
        to.append_as_is(raw.substr(at, next - at), at);
        at = next;
        if (at == raw.size()) {
            break;
        }
        const std::string_view rest = raw.substr(at);
        if (rest.front() != '&') {
            to.append(rest.front() == '\r' ? U'\n' : replacement, at);
            at += rest.starts_with("\r\n") ? 2 : 1;
            continue;
        }
        const auto reference = rest.starts_with("&#") ? numeric_reference(rest) : named(rest, place);
        if (!reference) {
            to.append_as_is(rest.substr(0, 1), at);
            ++at;
            continue;
        }
        to.append(reference->points[0], at);
        if (reference->points[1] != 0) {
            to.append(reference->points[1], at);
        }
        at += reference->size;
    }
    if (origins != nullptr) {
        origins->push_back(static_cast<std::uint32_t>(raw.size()));
    }
}

}  // namespace trawl::html
