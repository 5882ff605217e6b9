#include "files/digest.hpp"

#include <algorithm>

namespace trawl::files {
namespace {

std::optional<unsigned char> value_of(char digit) noexcept {
    if (digit >= '0' && digit <= '9') {
        return static_cast<unsigned char>(digit - '0');
    }
    const char lower = static_cast<char>(digit | 0x20);
    if (lower >= 'a' && lower <= 'f') {
        return static_cast<unsigned char>(lower - 'a' + 10);
    }
    return std::nullopt;
}

bool is_named(std::string_view text, std::string_view plain) noexcept {
    std::size_t at = 0;
    for (const char letter : text) {
        // "sha-256": the hyphen is between the family and the length.
        if (letter == '-' && at == 3) {
            continue;
        }
        const char lower = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
        if (at == plain.size() || lower != plain[at]) {
            return false;
        }
        ++at;
    }
    return at == plain.size();
}

}  // namespace

std::size_t size_of(digest_algorithm algorithm) noexcept {
    switch (algorithm) {
        case digest_algorithm::md5:
            return 16;
        case digest_algorithm::sha1:
            return 20;
        case digest_algorithm::sha256:
            return 32;
        case digest_algorithm::sha512:
            return 64;
    }
    return 0;
}

std::string_view name(digest_algorithm algorithm) noexcept {
    switch (algorithm) {
        case digest_algorithm::md5:
            return "md5";
        case digest_algorithm::sha1:
            return "sha1";
        case digest_algorithm::sha256:
            return "sha256";
        case digest_algorithm::sha512:
            return "sha512";
    }
    return {};
}

std::optional<digest_algorithm> parse_digest_algorithm(std::string_view text) noexcept {
    for (const auto each : {digest_algorithm::md5, digest_algorithm::sha256, digest_algorithm::sha512}) {
        if (is_named(text, name(each)) && std::count(text.begin(), text.end(), '-') <= 1 && !text.ends_with('-')) {
            return each;
        }
    }
    return std::nullopt;
}

std::optional<digest> parse_digest(digest_algorithm algorithm, std::string_view hex) noexcept {
    digest read;
    read.algorithm = algorithm;
    if (hex.size() != 2 * size_of(algorithm)) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const auto high = value_of(hex[i]);
        const auto low = value_of(hex[i + 1]);
        if (!high || !low) {
            return std::nullopt;
        }
        read.bytes[i / 2] = static_cast<unsigned char>(*high << 4 | *low);
    }
    return read;
}

std::string to_text(const digest& value) {
    std::string text(name(value.algorithm));
    text += '=';
    for (std::size_t i = 0; i < size_of(value.algorithm); ++i) {
        text += "0123456789abcdef"[value.bytes[i] >> 4];
        text += "0123456789abcdef"[value.bytes[i] & 15];
    }
    return text;
}

}  // namespace trawl::files
