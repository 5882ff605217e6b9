#include "base/duration_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace trawl::base {
namespace {

using std::chrono::nanoseconds;

struct unit {
    std::string_view name;
    nanoseconds length;
};

// The larger first.
constexpr std::array units{unit{"d", std::chrono::hours(24)}, unit{"h", std::chrono::hours(1)},
                           unit{"m", std::chrono::minutes(1)}, unit{"s", std::chrono::seconds(1)},
                           unit{"ms", std::chrono::milliseconds(1)}};

constexpr nanoseconds longest = std::chrono::hours(24) * 36525;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_number(char c) noexcept {
    return is_digit(c) || c == '.';
}

const unit* find_unit(std::string_view name) noexcept {
    for (const auto& each : units) {
        if (each.name == name) {
            return &each;
        }
    }
    return nullptr;
}

// Cuts the characters off the front of `text` for which `belongs` holds.
template <class Predicate>
std::string_view cut(std::string_view& text, Predicate belongs) {
    std::size_t length = 0;
    while (length < text.size() && belongs(text[length])) {
        ++length;
    }
    const auto front = text.substr(0, length);
    text.remove_prefix(length);
    return front;
}

// Exact for whole numbers, which `double` nanoseconds would not be.
std::optional<nanoseconds> scaled(std::string_view number, nanoseconds length) {
    const auto point = number.find('.');
    const auto whole_text = number.substr(0, point);
    std::uint64_t whole = 0;
    const auto read = std::from_chars(whole_text.data(), whole_text.data() + whole_text.size(), whole);
    if (read.ec != std::errc() || whole > static_cast<std::uint64_t>(longest / length)) {
        return std::nullopt;
    }
    double part = 0;
    if (point != std::string_view::npos) {
        const auto fraction = number.substr(point);
        const char* const end = fraction.data() + fraction.size();
        const auto tail = std::from_chars(fraction.data(), end, part, std::chars_format::fixed);
        if (fraction.size() == 1 || tail.ec != std::errc() || tail.ptr != end) {
            return std::nullopt;
        }
    }
    const auto fraction = std::llround(part * static_cast<double>(length.count()));
    return length * static_cast<nanoseconds::rep>(whole) + nanoseconds(fraction);
}

}  // namespace

std::optional<nanoseconds> parse_duration(std::string_view text) {
    nanoseconds total{};
    nanoseconds last = nanoseconds::max();
    bool has_fraction = false;
    do {
        const auto number = cut(text, is_number);
        const auto name = cut(text, [](char c) { return !is_number(c); });
        const bool is_plain = name.empty() && last == nanoseconds::max();
        const auto* const which = is_plain ? find_unit("s") : find_unit(name);
        if (number.empty() || !is_digit(number[0]) || which == nullptr || which->length >= last || has_fraction) {
            return std::nullopt;
        }
        const auto part = scaled(number, which->length);
        if (!part) {
            return std::nullopt;
        }
        has_fraction = number.find('.') != std::string_view::npos;
        last = which->length;
        total += *part;
        if (total > longest) {
            return std::nullopt;
        }
    } while (!text.empty());
    return total;
}

std::string to_text(nanoseconds duration) {
    using namespace std::chrono;
    std::array<char, 48> text{};
    const auto print = [&text](const char* format, auto... values) {
        (void)std::snprintf(text.data(), text.size(), format, values...);
        return std::string(text.data());
    };
    const auto ms = round<milliseconds>(std::min(duration, longest)).count();
    if (ms < 1000) {
        return print("%lld ms", static_cast<long long>(ms < 0 ? 0 : ms));
    }
    if (ms < 9950) {
        return print("%.1f s", static_cast<double>(ms) / 1000);
    }
    const auto s = static_cast<long long>(round<seconds>(std::min(duration, longest)).count());
    if (s < 60) {
        return print("%lld s", s);
    }
    if (s < 3600) {
        return print("%lldm %02llds", s / 60, s % 60);
    }
    if (s < 86400) {
        return print("%lldh %02lldm", s / 3600, s / 60 % 60);
    }
    return print("%lldd %02lldh", s / 86400, s / 3600 % 24);
}

}  // namespace trawl::base
