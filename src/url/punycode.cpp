#include "url/punycode.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace trawl::http {

namespace {

// RFC 3492 section 5.
constexpr std::uint32_t base = 36;
constexpr std::uint32_t t_min = 1;
constexpr std::uint32_t t_max = 26;
constexpr std::uint32_t skew = 38;
constexpr std::uint32_t damp = 700;
constexpr std::uint32_t initial_bias = 72;
constexpr std::uint32_t initial_n = 0x80;
constexpr std::uint32_t last_code_point = 0x10FFFF;

std::uint32_t adapted_bias(std::uint32_t delta, std::uint32_t count, bool first) {
    delta = first ? delta / damp : delta / 2;
    delta += delta / count;
    std::uint32_t k = 0;
    while (delta > ((base - t_min) * t_max) / 2) {
        delta /= base - t_min;
        k += base;
    }
    return k + (base - t_min + 1) * delta / (delta + skew);
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
    return k <= bias ? t_min : std::min(k - bias, t_max);
}

char digit_of(std::uint32_t value) {
    return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

std::uint32_t value_of(char digit) {
    if (digit >= 'a' && digit <= 'z') {
        return static_cast<std::uint32_t>(digit - 'a');
    }
    if (digit >= '0' && digit <= '9') {
        return static_cast<std::uint32_t>(digit - '0') + 26;
    }
    return base;
}

void append_number(std::string& out, std::uint32_t number, std::uint32_t bias) {
    for (std::uint32_t k = base;; k += base) {
        const std::uint32_t t = threshold(k, bias);
        if (number < t) {
            break;
        }
        out += digit_of(t + (number - t) % (base - t));
        number = (number - t) / (base - t);
    }
    out += digit_of(number);
}

// Takes one variable-length integer off the front of `text` and adds it to `sum`. False if it is malformed or too
// large.
bool add_number(std::string_view& text, std::uint32_t bias, std::uint32_t& sum) {
    constexpr std::uint64_t limit = std::numeric_limits<std::uint32_t>::max();
    std::uint64_t total = sum;
    std::uint64_t weight = 1;
    for (std::uint32_t k = base; !text.empty(); k += base) {
        const std::uint32_t digit = value_of(text.front());
        text.remove_prefix(1);
        if (digit >= base) {
            return false;
        }
        total += digit * weight;
        if (total > limit) {
            return false;
        }
        const std::uint32_t t = threshold(k, bias);
        if (digit < t) {
            sum = static_cast<std::uint32_t>(total);
            return true;
        }
        weight *= base - t;
        if (weight > limit) {
            return false;
        }
    }
    return false;
}

}  // namespace

std::string punycode_encoded(std::u32string_view label) {
    std::string out;
    for (const char32_t c : label) {
        if (c < initial_n) {
            out += static_cast<char>(c);
        }
    }
    const auto basic = static_cast<std::uint32_t>(out.size());
    if (basic > 0) {
        out += '-';
    }
    std::uint32_t n = initial_n;
    std::uint32_t delta = 0;
    std::uint32_t bias = initial_bias;
    for (std::uint32_t handled = basic; handled < label.size(); ++n, ++delta) {
        std::uint32_t next = last_code_point;
        for (const char32_t c : label) {
            if (c >= n) {
                next = std::min<std::uint32_t>(next, c);
            }
        }
        delta += (next - n) * (handled + 1);
        n = next;
        for (const char32_t c : label) {
            if (c < n) {
                ++delta;
            } else if (c == n) {
                append_number(out, delta, bias);
                bias = adapted_bias(delta, handled + 1, handled == basic);
                delta = 0;
                ++handled;
            }
        }
    }
    return out;
}

std::optional<std::u32string> punycode_decoded(std::string_view text) {
    std::u32string out;
    if (const auto delimiter = text.rfind('-'); delimiter != std::string_view::npos && delimiter > 0) {
        const std::string_view basic = text.substr(0, delimiter);
        if (!std::ranges::all_of(basic, [](char c) { return static_cast<unsigned char>(c) < initial_n; })) {
            return std::nullopt;
        }
        out.assign(basic.begin(), basic.end());
        text.remove_prefix(delimiter + 1);
    }
    std::uint32_t n = initial_n;
    std::uint32_t position = 0;
    std::uint32_t bias = initial_bias;
    while (!text.empty()) {
        const std::uint32_t before = position;
        if (!add_number(text, bias, position)) {
            return std::nullopt;
        }
        const auto count = static_cast<std::uint32_t>(out.size()) + 1;
        bias = adapted_bias(position - before, count, before == 0);
        if (position / count > last_code_point - n) {
            return std::nullopt;
        }
        n += position / count;
        position %= count;
        if (n >= 0xD800 && n <= 0xDFFF) {
            return std::nullopt;
        }
        out.insert(out.begin() + position, static_cast<char32_t>(n));
        ++position;
    }
    return out;
}

}  // namespace trawl::http
