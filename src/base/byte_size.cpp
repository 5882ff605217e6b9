#include "base/byte_size.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>

namespace trawl::base {
namespace {

constexpr std::string_view prefixes = "kmgt";

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// What the unit stands for; 0 if it is none.
double unit_factor(std::string_view unit) noexcept {
    if (unit.empty() || (unit.size() == 1 && lower(unit[0]) == 'b')) {
        return 1;
    }
    const auto place = prefixes.find(lower(unit[0]));
    if (place == std::string_view::npos) {
        return 0;
    }
    const auto rest = unit.substr(1);
    const auto exponent = static_cast<double>(place + 1);
    if (rest.size() == 1 && lower(rest[0]) == 'b') {
        return std::pow(1000.0, exponent);
    }
    const bool is_binary = rest.empty() || (rest.size() == 2 && lower(rest[0]) == 'i' && lower(rest[1]) == 'b');
    return is_binary ? std::pow(1024.0, exponent) : 0;
}

}  // namespace

std::optional<byte_size> parse_byte_size(std::string_view text) {
    const char* const end = text.data() + text.size();
    if (text.empty() || !is_digit(text[0])) {
        return std::nullopt;
    }
    std::uint64_t whole = 0;
    auto [after, problem] = std::from_chars(text.data(), end, whole);
    if (problem != std::errc()) {
        return std::nullopt;
    }
    double part = 0;
    if (after != end && *after == '.') {
        const char* const digits = after + 1;
        if (digits == end || !is_digit(*digits)) {
            return std::nullopt;
        }
        after = std::from_chars(after, end, part, std::chars_format::fixed).ptr;
    }
    std::string_view unit(after, static_cast<std::size_t>(end - after));
    if (unit.starts_with(' ')) {
        unit.remove_prefix(1);
    }
    const double factor = unit_factor(unit);
    const double total = (static_cast<double>(whole) + part) * factor;
    if (factor == 0 || total >= 18446744073709551616.0) {
        return std::nullopt;
    }
    const auto multiplier = static_cast<std::uint64_t>(factor);
    return byte_size(whole * multiplier + static_cast<std::uint64_t>(part * factor));
}

std::string to_text(byte_size size) {
    static constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (size.bytes() < 1024) {
        return std::to_string(size.bytes()) + " B";
    }
    auto value = static_cast<double>(size.bytes()) / 1024;
    std::size_t unit = 0;
    while (value >= 1023.5 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), value < 99.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    return text.data();
}

}  // namespace trawl::base
