#include "http/content_disposition.hpp"

#include <algorithm>

#include "http/field_syntax.hpp"
#include "trawl/http/headers.hpp"
#include "url/percent.hpp"

namespace trawl::http {
namespace {

std::string utf8_of_latin1(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0U | byte >> 6U);
            out += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return out;
}

/// How many bytes of continuation a UTF-8 character has behind this first byte; nullopt: it begins none.
std::optional<std::size_t> bytes_behind(unsigned char first) {
    if (first < 0x80) {
        return 0;
    }
    if (first >= 0xC2 && first < 0xE0) {
        return 1;
    }
    if (first >= 0xE0 && first < 0xF0) {
        return 2;
    }
    return first >= 0xF0 && first < 0xF5 ? std::optional<std::size_t>{3} : std::nullopt;
}

/// As far as a choice between two names needs it: what is made of it is checked again where it becomes a file's name.
bool looks_like_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto behind = bytes_behind(static_cast<unsigned char>(text.front()));
        const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; };
        if (!behind || text.size() <= *behind || !std::ranges::all_of(text.substr(1, *behind), is_continuation)) {
            return false;
        }
        text.remove_prefix(*behind + 1);
    }
    return true;
}

bool has_whole_escapes(std::string_view text) {
    for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
        if (at + 2 >= text.size() || hex_value(text[at + 1]) < 0 || hex_value(text[at + 2]) < 0) {
            return false;
        }
    }
    return true;
}

/// RFC 8187: charset'language'percent-encoded.
std::optional<std::string> extended_value(std::string_view text) {
    const auto first = text.find('\'');
    const auto second = first == std::string_view::npos ? first : text.find('\'', first + 1);
    if (second == std::string_view::npos || !has_whole_escapes(text.substr(second + 1))) {
        return std::nullopt;
    }
    const auto charset = text.substr(0, first);
    std::string decoded = percent_decoded(text.substr(second + 1));
    if (same_name(charset, "ISO-8859-1")) {
        return utf8_of_latin1(decoded);
    }
    const bool is_utf8 = same_name(charset, "UTF-8") || same_name(charset, "UTF8");
    return is_utf8 && looks_like_utf8(decoded) ? std::optional{std::move(decoded)} : std::nullopt;
}

/// What browsers encode in the names of forms (the HTML standard's multipart/form-data).
std::string without_form_escapes(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto escape = text.substr(0, 3);
        const bool is_escape = escape == "%22" || same_name(escape, "%0A") || same_name(escape, "%0D");
        out += is_escape ? percent_decoded(escape) : std::string(text.substr(0, 1));
        text.remove_prefix(is_escape ? 3 : 1);
    }
    return out;
}

struct parameter {
    std::string_view name;
    std::optional<std::string> value;  // nullopt: none, or a quoted string that does not end
};

/// Takes the next parameter from the front, and what stands between it and the one behind it.
class parameter_scanner {
public:
    explicit parameter_scanner(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool is_done() const { return rest_.empty(); }

    parameter next() {
        parameter made;
        const auto name = rest_.substr(0, rest_.find_first_of(";="));
        made.name = trim_blanks(name);
        rest_.remove_prefix(name.size());
        if (rest_.starts_with('=')) {
            rest_.remove_prefix(1);
            rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
            made.value = rest_.starts_with('"') ? quoted() : std::string(trim_blanks(rest_.substr(0, rest_.find(';'))));
        }
        rest_.remove_prefix(std::min(rest_.find(';'), rest_.size()));
        rest_.remove_prefix(rest_.empty() ? 0 : 1);
        return made;
    }

private:
    std::optional<std::string> quoted() {
        std::string out;
        for (std::size_t at = 1; at < rest_.size(); ++at) {
            if (rest_[at] == '"') {
                rest_.remove_prefix(at + 1);
                return out;
            }
            if (rest_[at] == '\\' && at + 1 < rest_.size()) {
                ++at;
            }
            out += rest_[at];
        }
        rest_ = {};
        return std::nullopt;
    }

    std::string_view rest_;
};

std::optional<std::string> base_name(std::string_view path) {
    const auto name = path.substr(path.find_last_of("/\\") + 1);
    return name.empty() || name == "." || name == ".." ? std::nullopt : std::optional<std::string>{name};
}

}  // namespace

std::optional<std::string> disposition_filename(std::string_view value) {
    const auto type = value.substr(0, value.find(';'));
    const bool is_form = same_name(trim_blanks(type), "form-data");
    parameter_scanner rest{value.substr(std::min(type.size() + 1, value.size()))};
    std::optional<std::string> plain;
    while (!rest.is_done()) {
        const auto [name, text] = rest.next();
        if (!text) {
            continue;
        }
        if (same_name(name, "filename*")) {
            if (auto extended = extended_value(*text)) {
                return base_name(*extended);
            }
        } else if (same_name(name, "filename") && !plain) {
            plain = is_form ? without_form_escapes(*text) : utf8_of_latin1(*text);
        }
    }
    return plain ? base_name(*plain) : std::nullopt;
}

}  // namespace trawl::http
