#include "url/domain.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include <idn2.h>

#include "url/punycode.hpp"

namespace trawl::http {

namespace {

constexpr char32_t sharp_s = 0xDF;
constexpr char32_t final_sigma = 0x3C2;
constexpr char32_t zero_width_non_joiner = 0x200C;
constexpr char32_t zero_width_joiner = 0x200D;

constexpr std::size_t max_label = 63;
// Keeps libidn2's work small. Far above what can shrink into a label by mapping.
constexpr std::size_t max_code_points = 1000;

struct code_point_range {
    char32_t first;
    char32_t last;
};

// Blocks of right-to-left scripts, and the symbols that are mapped into them.
constexpr std::array right_to_left{code_point_range{0x590, 0x8FF},     code_point_range{0x2135, 0x2138},
                                   code_point_range{0xFB1D, 0xFDFF},   code_point_range{0xFE70, 0xFEFE},
                                   code_point_range{0x10800, 0x10FFF}, code_point_range{0x1E800, 0x1EFFF}};

bool has_right_to_left(std::u32string_view label) {
    return std::ranges::any_of(label, [](char32_t c) {
        return std::ranges::any_of(right_to_left,
                                   [c](const auto& range) { return c >= range.first && c <= range.last; });
    });
}

bool is_ascii(std::u32string_view text) {
    return std::ranges::all_of(text, [](char32_t c) { return c < 0x80; });
}

// Strict UTF-8; nothing for NUL and for what the standard would turn into U+FFFD, which no domain may hold.
std::optional<std::u32string> decoded_utf8(std::string_view text) {
    std::u32string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80   ? 1
                                   : lead < 0xC2 ? 0
                                   : lead < 0xE0 ? 2
                                   : lead < 0xF0 ? 3
                                   : lead < 0xF5 ? 4
                                                 : 0;
        // libidn2 would take a NUL as the end.
        if (lead == 0 || length == 0 || length > text.size() - i) {
            return std::nullopt;
        }
        char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xC0U) != 0x80) {
                return std::nullopt;
            }
            c = (c << 6U) | (next & 0x3FU);
        }
        if ((length == 3 && c < 0x800) || (length == 4 && (c < 0x10000 || c > 0x10FFFF)) ||
            (c >= 0xD800 && c <= 0xDFFF)) {
            return std::nullopt;
        }
        out += c;
        i += length;
    }
    return out;
}

// What UTS 46 has changed since the tables of libidn2 were made, and the other spellings of '-'.
void apply_newer_mappings(std::u32string& domain) {
    std::erase(domain, char32_t{0x180E});
    std::ranges::replace(domain, char32_t{0x1E9E}, sharp_s);
    std::ranges::replace(domain, char32_t{0xFF0D}, U'-');
    std::ranges::replace(domain, char32_t{0xFE63}, U'-');
}

bool is_label_separator(char32_t c) {
    return c == U'.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
}

std::optional<std::string> looked_up(std::u32string_view label, int flags) {
    const std::vector<std::uint32_t> input(label.begin(), label.end());
    char* output = nullptr;
    // Its round trip fails for symbols of ASCII; the caller makes its own.
    if (idn2_to_ascii_4i2(input.data(), input.size(), &output, flags | IDN2_NO_ALABEL_ROUNDTRIP) != IDN2_OK) {
        return std::nullopt;
    }
    const std::unique_ptr<char, void (*)(void*)> owner(output, idn2_free);
    return std::string(output);
}

// Swaps code points for others which libidn2 lets through unchanged, and back again.
class stand_ins {
public:
    // Replaces `original` by the first candidate that does not occur in the label. False if there is none.
    bool replace(std::u32string& label, char32_t original, std::u32string_view candidates) {
        if (label.find(original) == std::u32string::npos) {
            return true;
        }
        const auto found =
            std::ranges::find_if(candidates, [&](char32_t c) { return label.find(c) == std::u32string::npos; });
        if (found == candidates.end()) {
            return false;
        }
        std::ranges::replace(label, original, *found);
        pairs_.emplace_back(original, *found);
        return true;
    }

    void restore(std::u32string& label) const {
        for (const auto& [original, replacement] : pairs_) {
            std::ranges::replace(label, replacement, original);
        }
    }

private:
    std::vector<std::pair<char32_t, char32_t>> pairs_;
};

// Maps, normalizes and checks one label. Two traps of libidn2 make the detour: it refuses hyphens that UTS 46 allows
// without CheckHyphens, and its non-transitional look-up refuses symbols and emoji, which only its transitional one
// lets through, without the checks of bidi and joiners.
std::optional<std::u32string> mapped(std::u32string label) {
    const bool strict = has_right_to_left(label) || label.find(zero_width_joiner) != std::u32string::npos ||
                        label.find(zero_width_non_joiner) != std::u32string::npos;
    stand_ins swapped;
    // '+' is of the same bidi class as '-'; the others do for labels without right-to-left letters.
    if (!swapped.replace(label, U'-', strict ? U"+" : U"+!$&'()*,;~_")) {
        return std::nullopt;
    }
    // The transitional look-up would replace these two.
    constexpr std::u32string_view symbols = U"\u2600\u2601\u2602\u2603\u2604\u2605\u260E\u2610\u2611\u2612";
    if (!strict && (!swapped.replace(label, sharp_s, symbols) || !swapped.replace(label, final_sigma, symbols))) {
        return std::nullopt;
    }
    const auto ascii = looked_up(label, strict ? IDN2_NONTRANSITIONAL : IDN2_TRANSITIONAL);
    if (!ascii || ascii->find('.') != std::string::npos) {
        return std::nullopt;
    }
    auto out = ascii->starts_with("xn--") ? punycode_decoded(std::string_view(*ascii).substr(4))
                                          : std::optional(std::u32string(ascii->begin(), ascii->end()));
    if (out) {
        swapped.restore(*out);
    }
    return out;
}

struct converted_label {
    std::string ascii;
    std::u32string unicode;
};

std::optional<converted_label> converted(std::u32string label) {
    if (!is_ascii(label)) {
        if (label.size() > max_code_points) {
            return std::nullopt;
        }
        auto result = mapped(std::move(label));
        if (!result) {
            return std::nullopt;
        }
        label = std::move(*result);
        if (!is_ascii(label)) {
            if (label.starts_with(U"xn--")) {
                return std::nullopt;
            }
            return converted_label{"xn--" + punycode_encoded(label), std::move(label)};
        }
    }
    std::string ascii(label.begin(), label.end());
    if (!ascii.starts_with("xn--")) {
        return converted_label{std::move(ascii), std::move(label)};
    }
    if (ascii.size() > max_label) {
        return std::nullopt;
    }
    // Valid only if it is what its own decoded form maps to.
    auto unicode = punycode_decoded(std::string_view(ascii).substr(4));
    if (!unicode || is_ascii(*unicode) || mapped(*unicode) != unicode) {
        return std::nullopt;
    }
    return converted_label{std::move(ascii), std::move(*unicode)};
}

// RFC 5893 section 2, rules 1 and 6, for a left-to-right label beside right-to-left ones; libidn2 checks each label
// alone.
bool may_stand_beside_right_to_left(std::u32string_view label) {
    const auto is_letter = [](char32_t c) { return (c >= U'a' && c <= U'z') || c >= 0x80; };
    return label.empty() || has_right_to_left(label) ||
           (is_letter(label.front()) && (is_letter(label.back()) || (label.back() >= U'0' && label.back() <= U'9')));
}

}  // namespace

std::optional<std::string> domain_to_ascii(std::string_view domain) {
    auto text = decoded_utf8(domain);
    if (!text) {
        return std::nullopt;
    }
    apply_newer_mappings(*text);
    std::vector<converted_label> labels;
    for (auto start = text->begin();;) {
        const auto end = std::find_if(start, text->end(), is_label_separator);
        auto label = converted(std::u32string(start, end));
        if (!label) {
            return std::nullopt;
        }
        labels.push_back(std::move(*label));
        if (end == text->end()) {
            break;
        }
        start = end + 1;
    }
    const bool bidi = std::ranges::any_of(labels, [](const auto& label) { return has_right_to_left(label.unicode); });
    std::string out;
    for (const converted_label& label : labels) {
        if (bidi && !may_stand_beside_right_to_left(label.unicode)) {
            return std::nullopt;
        }
        out += &label == &labels.front() ? "" : ".";
        out += label.ascii;
    }
    return out;
}

}  // namespace trawl::http
