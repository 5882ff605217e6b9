#include "report/redactor.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/json/parse.hpp>

#include "html/character_references.hpp"
#include "http/base64.hpp"
#include "output/json.hpp"
#include "url/percent.hpp"

namespace trawl::report {

namespace {

constexpr std::string_view hidden = "***";
constexpr std::size_t shortest_part = 4;

/// How text may be written in other text.
enum class spelling : std::uint8_t {
    plain,
    percent,
    percent_kept,  ///< what looked as if it were encoded was left as it is, the rest was encoded
    json,
    html,
};
constexpr std::array spellings{spelling::plain, spelling::percent, spelling::percent_kept, spelling::json,
                               spelling::html};

char small(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// One letter for both alphabets (RFC 4648, sections 4 and 5).
char standard(char c) noexcept {
    if (c == '-') {
        return '+';
    }
    return c == '_' ? '/' : c;
}

bool is_same(char a, char b, bool is_base64) noexcept {
    return is_base64 ? standard(a) == standard(b) : small(a) == small(b);
}

/// How much of the text stands for how much of what is looked for; none: it does not.
struct step {
    std::size_t text = 0;
    std::size_t sought = 0;
};

step percent_step(std::string_view text, char sought, bool is_base64) {
    if (text[0] == '%' && text.size() >= 3 && http::hex_value(text[1]) >= 0 && http::hex_value(text[2]) >= 0) {
        const auto byte = static_cast<char>(http::hex_value(text[1]) * 16 + http::hex_value(text[2]));
        return is_same(byte, sought, is_base64) ? step{3, 1} : step{};
    }
    return text[0] == '+' && sought == ' ' ? step{1, 1} : step{};
}

std::optional<char32_t> unit_at(std::string_view text) {
    if (text.size() < 6 || !text.starts_with("\\u")) {
        return std::nullopt;
    }
    char32_t unit = 0;
    for (const char digit : text.substr(2, 4)) {
        if (http::hex_value(digit) < 0) {
            return std::nullopt;
        }
        unit = unit * 16 + static_cast<char32_t>(http::hex_value(digit));
    }
    return unit;
}

step json_step(std::string_view text, std::string_view sought) {
    if (text.size() < 2 || text[0] != '\\') {
        return {};
    }
    constexpr std::string_view escapes = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (const auto which = escapes.find(text[1]); which != std::string_view::npos) {
        return sought[0] == meant[which] ? step{2, 1} : step{};
    }
    const auto unit = unit_at(text);
    if (!unit) {
        return {};
    }
    char32_t point = *unit;
    std::size_t length = 6;
    if (point >= 0xD800 && point < 0xDC00) {
        const auto low = unit_at(text.substr(6));
        if (!low || *low < 0xDC00 || *low > 0xDFFF) {
            return {};
        }
        point = 0x10000 + ((point - 0xD800) << 10U) + (*low - 0xDC00);
        length = 12;
    }
    std::string bytes;
    html::append_utf8(bytes, point);
    return sought.starts_with(bytes) ? step{length, bytes.size()} : step{};
}

step html_step(std::string_view text, std::string_view sought) {
    constexpr std::size_t longest_reference = 10;
    const std::size_t end = text.substr(0, longest_reference).find(';');
    if (text[0] != '&' || end == std::string_view::npos) {
        return {};
    }
    std::string bytes;
    html::append_decoded(bytes, text.substr(0, end + 1), html::reference_place::text);
    return sought.starts_with(bytes) ? step{end + 1, bytes.size()} : step{};
}

step next_step(std::string_view text, std::string_view sought, bool is_base64, spelling how) {
    step taken;
    if (how == spelling::percent) {
        taken = percent_step(text, sought[0], is_base64);
    } else if (how == spelling::json) {
        taken = json_step(text, sought);
    } else if (how == spelling::html) {
        taken = html_step(text, sought);
    }
    if (taken.text == 0 && is_same(text[0], sought[0], is_base64)) {
        taken = {1, 1};
    }
    if (taken.text == 0 && how == spelling::percent_kept) {
        taken = percent_step(text, sought[0], is_base64);
    }
    return taken;
}

bool is_ellipsis(std::string_view rest) {
    return rest.starts_with("…") || rest.starts_with("...");
}

bool is_cut(std::string_view rest) {
    return rest.empty() || is_ellipsis(rest) || (rest[0] == '%' && rest.size() < 3);
}

/// How much of the text is what is sought, or `enough` of it and the rest cut off (where that is said, less will do); 0: it is not.
std::size_t matched(std::string_view text, std::string_view sought, std::size_t enough, bool is_base64, spelling how) {
    std::size_t at = 0;
    std::size_t done = 0;
    while (done < sought.size()) {
        const std::string_view rest = text.substr(at);
        const step taken = rest.empty() ? step{} : next_step(rest, sought.substr(done), is_base64, how);
        if (taken.text == 0) {
            const std::size_t least = is_ellipsis(rest) ? std::min(enough, shortest_part) : enough;
            return done >= least && is_cut(rest) ? at : 0;
        }
        at += taken.text;
        done += taken.sought;
    }
    return at;
}

bool is_base64_letter(char c) noexcept {
    return (c >= '0' && c <= '9') || (small(c) >= 'a' && small(c) <= 'z') || c == '+' || c == '-' || c == '_';
}

}  // namespace

struct redactor::found {
    std::size_t begin = 0;
    std::size_t end = 0;
};

redactor::redactor(const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
        if (!secret.empty()) {
            add(secret);
        }
    }
    note_starts();
}

redactor redactor::with(const std::string& secret) const {
    redactor made = *this;
    if (!secret.empty()) {
        made.add(secret);
        made.note_starts();
    }
    return made;
}

void redactor::note_starts() {
    for (const needle& each : needles_) {
        longest_ = std::max(longest_, each.text.size());
        for (std::size_t byte = 0; byte < starts_.size(); ++byte) {
            if (is_same(static_cast<char>(byte), each.text[0], each.is_base64)) {
                starts_.set(byte);
            }
        }
    }
    for (const unsigned first : {0x25U, 0x26U, 0x2BU, 0x5CU}) {  // % & + and the backslash
        starts_.set(first, !needles_.empty());
    }
}

void redactor::add(const std::string& secret) {
    needle as_it_is;
    as_it_is.text = secret;
    needles_.push_back(std::move(as_it_is));
    for (std::size_t offset = 0; offset < 3 && secret.size() >= shortest_part; ++offset) {
        add_base64(secret, offset);
    }
}

/// Behind `offset` unknown bytes and before others: the characters that depend on the secret alone.
void redactor::add_base64(const std::string& secret, std::size_t offset) {
    const std::size_t begin = (offset * 8 + 5) / 6;
    const std::size_t bits = (offset + secret.size()) * 8;
    needle each;
    each.text = http::base64(std::string(offset, '\0') + secret).substr(begin, bits / 6 - begin);
    each.is_base64 = true;
    each.has_part_before = offset > 0;
    each.has_part_behind = bits % 6 != 0;
    needles_.push_back(std::move(each));
}

redactor::found redactor::longest_at(std::string_view text, std::size_t at) const {
    found longest{at, at};
    for (const needle& each : needles_) {
        std::size_t length = 0;
        const std::size_t enough = std::max(shortest_part, (each.text.size() + 1) / 2);
        for (const spelling how : spellings) {
            length = std::max(length, matched(text.substr(at), each.text, enough, each.is_base64, how));
        }
        if (length == 0) {
            continue;
        }
        std::size_t end = at + length;
        if (each.has_part_behind && end < text.size() && is_base64_letter(text[end])) {
            ++end;
        }
        while (each.is_base64 && end < text.size() && text[end] == '=') {
            ++end;
        }
        const bool has_more_before = each.has_part_before && at > 0 && is_base64_letter(text[at - 1]);
        longest.begin = std::min(longest.begin, has_more_before ? at - 1 : at);
        longest.end = std::max(longest.end, end);
    }
    return longest;
}

std::size_t redactor::end_of_whole(std::string_view text) const {
    constexpr std::size_t longest_spelling = 6;
    for (std::size_t at = text.size() - std::min(text.size(), longest_ * longest_spelling); at < text.size(); ++at) {
        const auto is_begun = [&](const needle& each) {
            return std::ranges::any_of(spellings, [&](spelling how) {
                const std::size_t length = matched(text.substr(at), each.text, 1, each.is_base64, how);
                return at + length == text.size();
            });
        };
        if (starts_[static_cast<unsigned char>(text[at])] && std::ranges::any_of(needles_, is_begun)) {
            return at;
        }
    }
    return text.size();
}

std::string redactor::operator()(std::string_view text) const {
    std::string out;
    std::size_t kept = 0;  // what is before is in `out`
    found last;            // not in `out` yet
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!starts_[static_cast<unsigned char>(text[at])]) {
            continue;
        }
        found next = longest_at(text, at);
        if (next.begin == next.end) {
            continue;
        }
        if (next.begin < last.end) {
            last.end = std::max(last.end, next.end);
            kept = last.end;
            continue;
        }
        out.append(text, kept, next.begin - kept).append(hidden);
        last = next;
        kept = last.end;
    }
    return out.append(text, kept);
}

namespace {

/// The end of the string that begins at `start` with its quote; the end of the text if it does not end.
std::size_t end_of_string(std::string_view json, std::size_t start) {
    for (std::size_t at = start + 1; at < json.size(); ++at) {
        if (json[at] == '\\') {
            ++at;
        } else if (json[at] == '"') {
            return at + 1;
        }
    }
    return json.size();
}

bool is_key(std::string_view behind) {
    const std::size_t next = behind.find_first_not_of(" \t\r\n");
    return next != std::string_view::npos && behind[next] == ':';
}

}  // namespace

std::string redactor::in_json(std::string_view json) const {
    std::string out;
    std::size_t at = 0;
    while (!is_empty() && at < json.size()) {
        const std::size_t start = std::min(json.find('"', at), json.size());
        const std::size_t end = start == json.size() ? start : end_of_string(json, start);
        const std::string_view written = json.substr(start, end - start);
        out.append(json, at, start - at);
        at = end;
        if (written.empty() || is_key(json.substr(end))) {
            out += written;
            continue;
        }
        boost::system::error_code why;
        const boost::json::value value = boost::json::parse(written, why);
        if (why) {
            out += (*this)(written);
            continue;
        }
        const std::string_view text{value.get_string().data(), value.get_string().size()};
        const std::string safe = (*this)(text);
        if (safe == text) {
            out += written;
        } else {
            output::append_json_string(out, safe);
        }
    }
    return out.append(json, at);
}

}  // namespace trawl::report
