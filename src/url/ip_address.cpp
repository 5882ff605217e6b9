#include "url/ip_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <vector>

#include "url/percent.hpp"

namespace trawl::http {

namespace {

constexpr std::size_t ipv6_pieces = 8;

// Saturates: anything over 32 bits is out of range for every caller.
std::optional<std::uint64_t> ipv4_number(std::string_view text) {
    if (text.empty()) {
        return std::nullopt;
    }
    unsigned radix = 10;
    if (text.size() >= 2 && text[0] == '0') {
        radix = text[1] == 'x' || text[1] == 'X' ? 16 : 8;
        text.remove_prefix(radix == 16 ? 2 : 1);
    }
    std::uint64_t value = 0;
    for (const char c : text) {
        const int digit = hex_value(c);
        if (digit < 0 || static_cast<unsigned>(digit) >= radix) {
            return std::nullopt;
        }
        value = std::min<std::uint64_t>(value * radix + static_cast<unsigned>(digit), std::uint64_t{1} << 32U);
    }
    return value;
}

// Four decimal numbers without leading zeros: the only IPv4 form inside an IPv6 address.
bool append_dotted(std::string_view text, std::vector<std::uint16_t>& pieces) {
    std::array<unsigned, 4> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto end = std::min(text.find('.'), text.size());
        const std::string_view number = text.substr(0, end);
        const bool last = i + 1 == numbers.size();
        if (number.empty() || number.size() > 3 || (number.size() > 1 && number[0] == '0') ||
            last != (end == text.size())) {
            return false;
        }
        const auto parsed = std::from_chars(number.data(), number.data() + number.size(), numbers[i]);
        if (parsed.ec != std::errc{} || parsed.ptr != number.data() + number.size() || numbers[i] > 255) {
            return false;
        }
        text.remove_prefix(last ? end : end + 1);
    }
    pieces.push_back(static_cast<std::uint16_t>(numbers[0] * 256 + numbers[1]));
    pieces.push_back(static_cast<std::uint16_t>(numbers[2] * 256 + numbers[3]));
    return true;
}

// The pieces between colons; a dotted IPv4 address may be the last if `dotted`. Stops early once there are too many.
bool append_pieces(std::string_view text, bool dotted, std::vector<std::uint16_t>& pieces) {
    while (!text.empty() && pieces.size() <= ipv6_pieces) {
        const auto end = std::min(text.find(':'), text.size());
        const std::string_view piece = text.substr(0, end);
        const bool last = end == text.size();
        if (last && dotted && piece.find('.') != std::string_view::npos) {
            return append_dotted(piece, pieces);
        }
        if (piece.empty() || piece.size() > 4 || (!last && end + 1 == text.size())) {
            return false;
        }
        std::uint16_t value = 0;
        const auto parsed = std::from_chars(piece.data(), piece.data() + piece.size(), value, 16);
        if (parsed.ec != std::errc{} || parsed.ptr != piece.data() + piece.size()) {
            return false;
        }
        pieces.push_back(value);
        text.remove_prefix(last ? end : end + 1);
    }
    return true;
}

std::optional<std::vector<std::uint16_t>> parse_ipv6(std::string_view text) {
    const auto gap = text.find("::");
    std::vector<std::uint16_t> pieces;
    if (gap == std::string_view::npos) {
        if (!append_pieces(text, true, pieces) || pieces.size() != ipv6_pieces) {
            return std::nullopt;
        }
        return pieces;
    }
    std::vector<std::uint16_t> behind;
    if (!append_pieces(text.substr(0, gap), false, pieces) || !append_pieces(text.substr(gap + 2), true, behind) ||
        pieces.size() + behind.size() >= ipv6_pieces) {
        return std::nullopt;
    }
    pieces.resize(ipv6_pieces - behind.size());
    pieces.insert(pieces.end(), behind.begin(), behind.end());
    return pieces;
}

struct zero_run {
    std::size_t start = ipv6_pieces;
    std::size_t length = 1;  // a single zero is not abbreviated
};

zero_run longest_zero_run(const std::vector<std::uint16_t>& pieces) {
    zero_run longest;
    for (std::size_t start = 0; start < pieces.size();) {
        std::size_t end = start;
        while (end < pieces.size() && pieces[end] == 0) {
            ++end;
        }
        if (end - start > longest.length) {
            longest.start = start;
            longest.length = end - start;
        }
        start = end + 1;
    }
    return longest;
}

}  // namespace

bool ends_in_number(std::string_view host) noexcept {
    if (host.ends_with('.')) {
        host.remove_suffix(1);
    }
    const std::string_view last = host.substr(host.rfind('.') + 1);
    if (last.empty()) {
        return false;
    }
    return last.find_first_not_of("0123456789") == std::string_view::npos ||
           (last.starts_with("0x") && ipv4_number(last));
}

std::optional<std::string> canonical_ipv4(std::string_view text) {
    if (text.size() > 1 && text.ends_with('.')) {
        text.remove_suffix(1);
    }
    std::uint64_t address = 0;
    for (unsigned count = 1;; ++count) {
        const auto end = std::min(text.find('.'), text.size());
        const bool last = end == text.size();
        const auto number = ipv4_number(text.substr(0, end));
        // The last number fills all the bytes that are left.
        const unsigned bits = last ? 8 * (5 - count) : 8;
        if (!number || *number >> bits != 0 || (!last && count == 4)) {
            return std::nullopt;
        }
        address = (address << bits) | *number;
        if (last) {
            break;
        }
        text.remove_prefix(end + 1);
    }
    return std::to_string(address >> 24U) + '.' + std::to_string((address >> 16U) & 255U) + '.' +
           std::to_string((address >> 8U) & 255U) + '.' + std::to_string(address & 255U);
}

std::optional<std::string> canonical_ipv6(std::string_view text) {
    const auto pieces = parse_ipv6(text);
    if (!pieces) {
        return std::nullopt;
    }
    const zero_run gap = longest_zero_run(*pieces);
    std::string out;
    for (std::size_t i = 0; i < pieces->size(); ++i) {
        if (i == gap.start) {
            out += "::";
            i += gap.length - 1;
            continue;
        }
        if (!out.empty() && out.back() != ':') {
            out += ':';
        }
        std::array<char, 4> digits{};
        const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), (*pieces)[i], 16);
        out.append(digits.data(), written.ptr);
    }
    return out;
}

}  // namespace trawl::http
