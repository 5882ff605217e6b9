#include "url/percent.hpp"

#include <array>

namespace trawl::http {

namespace {

constexpr std::uint8_t separator_flag = 16;

constexpr std::uint8_t bit(percent_set set) {
    return static_cast<std::uint8_t>(set);
}

constexpr std::array<std::uint8_t, 256> make_classes() {
    constexpr std::uint8_t all =
        bit(percent_set::fragment) | bit(percent_set::query) | bit(percent_set::path) | bit(percent_set::userinfo);
    std::array<std::uint8_t, 256> classes{};
    const auto add = [&classes](std::string_view characters, std::uint8_t flags) {
        for (const char c : characters) {
            auto& entry = classes[static_cast<unsigned char>(c)];
            entry = static_cast<std::uint8_t>(entry | flags);
        }
    };
    for (std::size_t c = 0; c < classes.size(); ++c) {
        classes[c] = c < 0x20 || c > 0x7E ? all : std::uint8_t{0};
    }
    add(" \"<>", all);
    add("`", bit(percent_set::fragment) | bit(percent_set::path) | bit(percent_set::userinfo));
    add("#", bit(percent_set::query) | bit(percent_set::path) | bit(percent_set::userinfo));
    // The "special-query" set: http and https are special schemes.
    add("'", bit(percent_set::query));
    add("?^{}", bit(percent_set::path) | bit(percent_set::userinfo));
    add("/:;=@[\\]|", bit(percent_set::userinfo));
    add("/\\", separator_flag);
    return classes;
}

constexpr auto classes = make_classes();

void append_byte_encoded(std::string& out, char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(byte);
    const std::array<char, 3> encoded{'%', digits[value >> 4U], digits[value & 15U]};
    out.append(encoded.data(), encoded.size());
}

// Appends until the first byte with one of the `stop` flags; returns its index, or the size.
std::size_t append_until(std::string& out, std::string_view text, std::uint8_t encode, std::uint8_t stop) {
    std::size_t run = 0;
    std::size_t i = 0;
    for (; i < text.size(); ++i) {
        const std::uint8_t flags = classes[static_cast<unsigned char>(text[i])];
        if ((flags & (encode | stop)) == 0) {
            continue;
        }
        if ((flags & stop) != 0) {
            break;
        }
        out.append(text, run, i - run);
        append_byte_encoded(out, text[i]);
        run = i + 1;
    }
    out.append(text, run, i - run);
    return i;
}

}  // namespace

void append_encoded(std::string& out, std::string_view text, percent_set set) {
    append_until(out, text, bit(set), 0);
}

std::size_t append_encoded_segment(std::string& out, std::string_view text) {
    return append_until(out, text, bit(percent_set::path), separator_flag);
}

int hex_value(char digit) noexcept {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return -1;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

}  // namespace trawl::http
