#include "url/host.hpp"

#include <array>
#include <cstddef>

#include "url/domain.hpp"
#include "url/ip_address.hpp"
#include "url/percent.hpp"

namespace trawl::http {

namespace {

// Each ASCII character that may stand in a domain, in lower case; zero for the forbidden domain code points and for
// what is not ASCII.
constexpr std::array<char, 256> make_domain_characters() {
    std::array<char, 256> characters{};
    for (std::size_t c = 0x21; c < 0x7F; ++c) {
        characters[c] = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    for (const char c : std::string_view("#/:<>?@[\\]^|%")) {
        characters[static_cast<unsigned char>(c)] = 0;
    }
    return characters;
}

constexpr auto domain_characters = make_domain_characters();

// False, with `out` as it was, if there is anything but domain characters.
bool append_domain_characters(std::string& out, std::string_view text) {
    const std::size_t start = out.size();
    out.resize(start + text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = domain_characters[static_cast<unsigned char>(text[i])];
        if (c == 0) {
            out.resize(start);
            return false;
        }
        out[start + i] = c;
    }
    return true;
}

bool has_punycode_label(std::string_view domain) {
    for (auto at = domain.find("xn--"); at != std::string_view::npos; at = domain.find("xn--", at + 1)) {
        if (at == 0 || domain[at - 1] == '.') {
            return true;
        }
    }
    return false;
}

// Of a domain in lower case which stands at the end of `out`.
host_kind canonicalize_address(std::string& out, std::size_t start) {
    const std::string_view domain = std::string_view(out).substr(start);
    if (!ends_in_number(domain)) {
        return host_kind::name;
    }
    const auto address = canonical_ipv4(domain);
    if (!address) {
        return host_kind::invalid;
    }
    out.replace(start, std::string::npos, *address);
    return host_kind::address;
}

std::string lower_case(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return text;
}

// `domain` is percent-decoded, and not plain or with a punycode label.
host_kind append_international(std::string& out, std::string_view domain) {
    const auto ascii = domain_to_ascii(domain);
    const std::size_t start = out.size();
    if (!ascii || ascii->empty() || !append_domain_characters(out, *ascii)) {
        return host_kind::invalid;
    }
    return canonicalize_address(out, start);
}

host_kind append_ipv6(std::string& out, std::string_view text) {
    if (!text.ends_with(']')) {
        return host_kind::invalid;
    }
    const auto address = canonical_ipv6(text.substr(1, text.size() - 2));
    if (!address) {
        return host_kind::invalid;
    }
    out.append(1, '[').append(*address).append(1, ']');
    return host_kind::address;
}

}  // namespace

host_kind append_host(std::string& out, std::string_view text) {
    if (text.starts_with('[')) {
        return append_ipv6(out, text);
    }
    const std::size_t start = out.size();
    if (append_domain_characters(out, text)) {
        if (!has_punycode_label(std::string_view(out).substr(start))) {
            return canonicalize_address(out, start);
        }
        out.resize(start);
    }
    return append_international(out, lower_case(percent_decoded(text)));
}

}  // namespace trawl::http
