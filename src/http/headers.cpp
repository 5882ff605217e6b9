#include "trawl/http/headers.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace trawl::http {
namespace {

constexpr std::array<bool, 256> make_token_table() {
    std::array<bool, 256> table{};
    for (const char c :
         std::string_view{"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}

constexpr auto token_table = make_token_table();

constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

void headers::add(std::string_view name, std::string_view value) {
    assert(is_token(name) && is_field_value(value));
    const auto start = text_.size();
    text_.append(name).append(value);
    places_.push_back({start, name.size(), value.size()});
}

void headers::set(std::string_view name, std::string_view value) {
    assert(is_token(name) && is_field_value(value));
    const auto has_name = [&](const place& at) { return is_named(at, name); };
    const auto first = std::ranges::find_if(places_, has_name);
    if (first == places_.end()) {
        add(name, value);
        return;
    }
    const auto index = static_cast<std::size_t>(first - places_.begin());
    headers changed;
    for (std::size_t i = 0; i < size(); ++i) {
        if (i == index) {
            changed.add(name, value);
        } else if (!has_name(places_[i])) {
            changed.add((*this)[i].name, (*this)[i].value);
        }
    }
    *this = std::move(changed);
}

std::size_t headers::erase(std::string_view name) {
    if (!contains(name)) {
        return 0;
    }
    headers kept;
    for (std::size_t i = 0; i < size(); ++i) {
        if (const auto at = (*this)[i]; !same_name(at.name, name)) {
            kept.add(at.name, at.value);
        }
    }
    const auto removed = size() - kept.size();
    *this = std::move(kept);
    return removed;
}

void headers::reserve(std::size_t fields, std::size_t bytes) {
    text_.reserve(bytes);
    places_.reserve(fields);
}

void headers::clear() noexcept {
    text_.clear();
    places_.clear();
}

std::optional<std::string_view> headers::get(std::string_view name) const noexcept {
    for (const place& at : places_) {
        if (is_named(at, name)) {
            return value_at(at);
        }
    }
    return std::nullopt;
}

bool headers::contains(std::string_view name) const noexcept {
    return get(name).has_value();
}

std::vector<std::string_view> headers::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const place& at : places_) {
        if (is_named(at, name)) {
            values.push_back(value_at(at));
        }
    }
    return values;
}

std::optional<std::string> headers::joined(std::string_view name) const {
    std::optional<std::string> text;
    for (const place& at : places_) {
        if (!is_named(at, name)) {
            continue;
        }
        if (text) {
            text->append(", ").append(value_at(at));
        } else {
            text.emplace(value_at(at));
        }
    }
    return text;
}

// Of most fields the length tells already.
bool headers::is_named(const place& at, std::string_view name) const noexcept {
    return at.name_size == name.size() && same_name({text_.data() + at.start, at.name_size}, name);
}

std::string_view headers::value_at(const place& at) const noexcept {
    return {text_.data() + at.start + at.name_size, at.value_size};
}

std::size_t headers::size() const noexcept {
    return places_.size();
}

headers::field headers::operator[](std::size_t index) const noexcept {
    assert(index < places_.size());
    const auto& at = places_[index];
    const std::string_view text{text_};
    return {text.substr(at.start, at.name_size), text.substr(at.start + at.name_size, at.value_size)};
}

bool is_token(std::string_view text) noexcept {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return token_table[static_cast<unsigned char>(c)]; });
}

bool is_field_value(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
    });
}

bool same_name(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace trawl::http
