#include "output/record_format.hpp"

#include <array>
#include <charconv>
#include <optional>

#include <boost/json.hpp>

#include "base/printable.hpp"
#include "output/record.hpp"

namespace trawl::output {

namespace {

namespace json = boost::json;

/// A record that has all that a record may have, but for items of lists.
json::value sample_record(std::string_view more) {
    fetch::report done{fetch::job{http::error{http::errc::bad_url, http::phase::queue}}};
    std::string text;
    append_record(text, done, "GET");
    json::value sample = json::parse(text);
    const json::value beyond = json::parse(more);
    for (const auto& member : beyond.as_object()) {
        sample.as_object().insert(member);
    }
    return sample;
}

const json::value* find(const json::value& in, const std::string& name) {
    if (const auto* object = in.if_object()) {
        return object->if_contains(name);
    }
    if (const auto* list = in.if_array()) {
        std::size_t index = 0;
        const auto [stop, failed] = std::from_chars(name.data(), name.data() + name.size(), index);
        const bool is_number = failed == std::errc{} && stop == name.data() + name.size();
        return is_number && index < list->size() ? &(*list)[index] : nullptr;
    }
    return nullptr;
}

// What lists hold is not known beforehand.
bool may_exist(const json::value& record, const std::vector<std::string>& path) {
    const auto* place = &record;
    for (const auto& name : path) {
        if (place->is_array()) {
            return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
        }
        place = find(*place, name);
        if (place == nullptr) {
            return false;
        }
    }
    return true;
}

std::vector<std::string> split_at_dots(std::string_view text) {
    std::vector<std::string> names(1);
    for (const char c : text) {
        if (c == '.') {
            names.emplace_back();
        } else {
            names.back() += c;
        }
    }
    return names;
}

// As it stands in the record.
std::string text_of(const json::value& value) {
    if (const auto* text = value.if_string()) {
        return base::printable(*text);
    }
    if (const auto* milliseconds = value.if_double()) {
        std::array<char, 32> digits{};
        return {digits.data(),
                std::to_chars(digits.data(), digits.data() + digits.size(), *milliseconds, std::chars_format::fixed, 3)
                    .ptr};
    }
    return value.is_null() ? "" : json::serialize(value);
}

std::optional<char> escaped(char letter) {
    switch (letter) {
        case 'n':
            return '\n';
        case 't':
            return '\t';
        case 'r':
            return '\r';
        case '0':
            return '\0';
        case '\\':
            return '\\';
        default:
            return std::nullopt;
    }
}

}  // namespace

boost::system::result<record_format, std::string> record_format::parse(std::string_view text, std::string_view more) {
    const json::value sample = sample_record(more);
    record_format result;
    result.parts_.emplace_back();
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto& current = result.parts_.back();
        const char c = text[at];
        const char next = at + 1 < text.size() ? text[at + 1] : ' ';
        const auto meant = c == '\\' ? escaped(next) : std::nullopt;
        if (meant || ((c == '{' || c == '}') && next == c)) {
            current.text += meant.value_or(c);
            ++at;
        } else if (c == '{') {
            const auto end = text.find('}', at);
            if (end == std::string_view::npos) {
                return "the '{' at " + std::to_string(at + 1) + " has no '}'";
            }
            const auto name = text.substr(at + 1, end - at - 1);
            current.path = split_at_dots(name);
            if (!may_exist(sample, current.path)) {
                return "records have no '" + std::string(name) + "'; see 'trawl help records'";
            }
            result.parts_.emplace_back();
            at = end;
        } else {
            current.text += c;
        }
    }
    return result;
}

std::string record_format::apply(std::string_view record) const {
    const json::value all = json::parse(record);
    std::string text;
    for (const auto& part : parts_) {
        text += part.text;
        const auto* value = part.path.empty() ? nullptr : &all;
        for (const auto& name : part.path) {
            value = value == nullptr ? nullptr : find(*value, name);
        }
        text += value != nullptr ? text_of(*value) : "";
    }
    return text;
}

}  // namespace trawl::output
