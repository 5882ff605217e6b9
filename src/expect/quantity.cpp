#include "expect/quantity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/byte_size.hpp"
#include "expect/lexer.hpp"
#include "expect/suggestion.hpp"

namespace trawl::expect {

namespace {

struct unit {
    std::string_view name;
    number nanoseconds;
};

constexpr number second = 1e9L;
constexpr std::array<unit, 23> units = {{
    {"us", 1e3L},
    {"ms", 1e6L},
    {"s", second},
    {"sec", second},
    {"secs", second},
    {"second", second},
    {"seconds", second},
    {"m", 60 * second},
    {"min", 60 * second},
    {"mins", 60 * second},
    {"minute", 60 * second},
    {"minutes", 60 * second},
    {"h", 3600 * second},
    {"hour", 3600 * second},
    {"hours", 3600 * second},
    {"d", 86400 * second},
    {"day", 86400 * second},
    {"days", 86400 * second},
    {"w", 604800 * second},
    {"week", 604800 * second},
    {"weeks", 604800 * second},
    {"msec", 1e6L},
    {"millis", 1e6L},
}};

const unit* find_unit(std::string_view name) {
    const auto found = std::find_if(units.begin(), units.end(), [&](const auto& each) { return each.name == name; });
    return found == units.end() ? nullptr : &*found;
}

/// Takes the letters, or what else is none of them, at the beginning of a text.
template <class Is>
std::string_view take_while(std::string_view& text, Is is) {
    const auto end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is) - text.begin());
    const auto taken = text.substr(0, end);
    text.remove_prefix(end);
    return taken;
}

bool is_number_character(char c) {
    return is_digit(c) || c == '.';
}

std::string unknown_unit(std::string_view text, std::string_view name) {
    if (base::parse_byte_size(text)) {
        return quoted_text(text) + " is a size; a time is wanted: ms, s, m, h or days";
    }
    std::vector<std::string_view> known;
    known.reserve(units.size());
    for (const auto& each : units) {
        known.push_back(each.name);
    }
    const auto near = name.size() < 3 ? std::string() : suggestion(name, known);
    return "unknown unit '" + std::string(name) + "'" + (near.empty() ? ": one of ms, s, m, h, days" : near);
}

}  // namespace

quantity read_time(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    std::string_view left = text.substr(is_negative ? 1 : 0);
    number sum = 0;
    do {
        const auto digits = take_while(left, is_number_character);
        const auto value = read_number(digits);
        if (!value) {
            return std::string("a time is wanted, such as 800ms, 1.5s or 14 days");
        }
        take_while(left, is_blank);
        const auto name = take_while(left, is_letter);
        if (name.empty() && !(*value == 0 && left.empty())) {
            return std::string("a time needs its unit: " + std::string(digits) + "ms, " + std::string(digits) +
                               "s or " + std::string(digits) + "d");
        }
        const auto* of = name.empty() ? units.data() : find_unit(name);
        if (of == nullptr) {
            return unknown_unit(text, name);
        }
        sum += *value * of->nanoseconds;
        take_while(left, is_blank);
    } while (!left.empty());
    sum = std::round(sum);
    return is_negative ? -sum : sum;
}

quantity read_size(std::string_view text) {
    for (const std::string_view word : {"bytes", "byte"}) {
        if (text.ends_with(word)) {
            text.remove_suffix(word.size());
            while (!text.empty() && is_blank(text.back())) {
                text.remove_suffix(1);
            }
            break;
        }
    }
    if (const auto size = base::parse_byte_size(text)) {
        return static_cast<number>(size->bytes());
    }
    if (is_digit(text.empty() ? '\0' : text[0]) && read_time(text)) {
        return std::string(quoted_text(text) + " is a time; a size is wanted: bytes, KiB, MiB, kB or MB");
    }
    return std::string("a size is wanted, such as 512, 10KiB or 1.5 MB");
}

}  // namespace trawl::expect
