#include "crawl/url_key.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "url/percent.hpp"

namespace trawl::crawl {

namespace {

constexpr bool is_letter_or_digit(unsigned char c) noexcept {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

constexpr bool is_unreserved(unsigned char c) noexcept {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

// What a path or a query may have as it stands (RFC 3986, pchar, '/' and '?').
constexpr auto allowed = [] {
    std::array<bool, 256> table{};
    for (unsigned c = 0; c < table.size(); ++c) {
        table.at(c) = is_unreserved(static_cast<unsigned char>(c));
    }
    for (const char c : std::string_view("!$&'()*+,;=:@/?")) {
        table.at(static_cast<unsigned char>(c)) = true;
    }
    return table;
}();

bool is_allowed(char c) noexcept {
    return allowed[static_cast<unsigned char>(c)];
}

void append_escaped(std::string& out, unsigned char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += {'%', digits[c >> 4U], digits[c & 15U]};
}

// An escape at the text's begin; its size.
std::size_t append_escape(std::string& out, std::string_view text) {
    const int high = text.size() > 2 ? http::hex_value(text[1]) : -1;
    const int low = text.size() > 2 ? http::hex_value(text[2]) : -1;
    if (high < 0 || low < 0) {
        out += '%';  // who knows what a server makes of it
        return 1;
    }
    const auto value = static_cast<unsigned char>(high * 16 + low);
    if (is_unreserved(value)) {
        out += static_cast<char>(value);
    } else {
        append_escaped(out, value);
    }
    return 3;
}

void append_normal(std::string& out, std::string_view text) {
    while (true) {
        const auto plain = std::find_if_not(text.begin(), text.end(), is_allowed);
        out.append(text.begin(), plain);
        text.remove_prefix(static_cast<std::size_t>(plain - text.begin()));
        if (text.empty()) {
            return;
        }
        if (text.front() == '%') {
            text.remove_prefix(append_escape(out, text));
        } else {
            append_escaped(out, static_cast<unsigned char>(text.front()));
            text.remove_prefix(1);
        }
    }
}

// Of common analytics, advertising and mailing tools; a '*' at the end stands for any rest.
constexpr std::array tracking = std::to_array<std::string_view>(
    {"utm_*",      "gclid",    "gclsrc",        "dclid",   "gbraid",    "wbraid",      "fbclid",     "msclkid",
     "twclid",     "ttclid",   "yclid",         "ysclid",  "igshid",    "igsh",        "srsltid",    "mc_cid",
     "mc_eid",     "mkt_tok",  "_ga",           "_gl",     "_hsenc",    "_hsmi",       "hsa_*",      "__hssc",
     "__hstc",     "__hsfp",   "hsctatracking", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "li_fat_id",
     "rb_clickid", "wickedid", "_openstat",     "epik",    "s_kwcid",   "pk_*",        "mtm_*",      "piwik_*",
     "matomo_*",   "dm_i",     "ef_id"});

bool is_tracking(std::string_view parameter) {
    std::string name(parameter.substr(0, parameter.find('=')));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return std::ranges::any_of(tracking, [&name](std::string_view known) {
        return known.ends_with('*') ? name.starts_with(known.substr(0, known.size() - 1)) : name == known;
    });
}

std::vector<std::string_view> parameters_of(std::string_view query) {
    std::vector<std::string_view> found;
    while (true) {
        const auto end = query.find('&');
        found.push_back(query.substr(0, end));
        if (end == std::string_view::npos) {
            return found;
        }
        query.remove_prefix(end + 1);
    }
}

void append_query(std::string& out, std::string_view query, const key_options& options) {
    std::string normal;
    append_normal(normal, query);
    if (!options.sort_query && !options.drop_tracking) {
        out.append("?").append(normal);
        return;
    }
    auto parameters = parameters_of(normal);
    if (options.drop_tracking) {
        std::erase_if(parameters, is_tracking);
    }
    if (parameters.size() == 1 && parameters.front().empty()) {
        return;  // an empty query
    }
    if (options.sort_query) {
        std::ranges::stable_sort(parameters, {}, [](std::string_view one) { return one.substr(0, one.find('=')); });
    }
    char before = '?';
    for (const auto each : parameters) {
        (out += before) += each;
        before = '&';
    }
}

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept {
    __extension__ using wide = unsigned __int128;
    const wide product = static_cast<wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

// The first eight bytes at most, the first one least, on every machine.
std::uint64_t word_of(std::string_view bytes) noexcept {
    std::uint64_t word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&word, bytes.data(), std::min<std::size_t>(bytes.size(), 8));
        return word;
    }
    for (std::size_t i = 0; i < bytes.size() && i < 8; ++i) {
        word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    return word;
}

}  // namespace

std::string normal_form(const http::url& where, const key_options& options) {
    std::string out;
    out.reserve(where.href().size() + 8);
    if (!options.ignore_scheme) {
        out.append(where.scheme()).append(":");
    }
    out += "//";
    std::string_view host = where.host_field();
    if (options.ignore_www && host.starts_with("www.") && where.host().find('.', 4) != std::string_view::npos) {
        host.remove_prefix(4);
    }
    out += host;
    append_normal(out, where.path());
    if (const auto query = where.query(); !query.empty()) {
        append_query(out, query.substr(1), options);
    }
    return out;
}

std::uint64_t fingerprint(std::string_view normal_form, std::uint64_t seed) noexcept {
    constexpr std::uint64_t first = 0x9e3779b97f4a7c15U;
    constexpr std::uint64_t second = 0xd1b54a32d192ed03U;
    std::uint64_t state = first ^ seed ^ normal_form.size();
    while (normal_form.size() > 8) {
        state = mixed(state ^ word_of(normal_form), first) + second;
        normal_form.remove_prefix(8);
    }
    return mixed(mixed(state ^ word_of(normal_form), first) ^ second, second | 0x8000000000000000U);
}

std::string to_text(const key_options& options) {
    std::string text;
    const auto add = [&text](bool is_on, std::string_view word) {
        if (is_on) {
            text.append(text.empty() ? "" : ",").append(word);
        }
    };
    add(options.sort_query, "sort_query");
    add(options.drop_tracking, "drop_tracking");
    add(options.ignore_www, "ignore_www");
    add(options.ignore_scheme, "ignore_scheme");
    return text;
}

}  // namespace trawl::crawl
