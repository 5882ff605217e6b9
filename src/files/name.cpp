#include "files/name.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.hpp"
#include "url/percent.hpp"

namespace trawl::files {

namespace {

constexpr std::size_t max_extension = 32;

// Separators, and what may fool a terminal or its reader.
bool is_unsafe(char32_t c) {
    return c == '/' || c == '\\' || base::is_unsafe_on_screen(c);
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

std::string cleaned(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const base::utf8_character next = base::decode_utf8(text);
        if (!next.is_valid) {
            out.append(next.length, '_');
        } else if (is_unsafe(next.point)) {
            out += '_';
        } else {
            out += text.substr(0, next.length);
        }
        text.remove_prefix(next.length);
    }
    return out;
}

std::string hex(std::uint64_t value) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return {digits.data(), end.ptr};
}

void trim_end(std::string& name) {
    name.resize(name.find_last_not_of(". ") + 1);
}

void rename_part(std::string& name) {
    for (const std::string_view ending : {".part", ".part.json"}) {
        if (name.ends_with(ending)) {
            name[name.size() - ending.size()] = '_';
        }
    }
}

}  // namespace

std::string safe_component(std::string_view text) {
    std::string name = cleaned(text);
    for (std::size_t i = 0; i < name.size() && name[i] == '.'; ++i) {
        name[i] = '_';
    }
    trim_end(name);
    if (name.empty()) {
        return "_";
    }
    rename_part(name);
    return name.size() > max_name_size ? name_with(name, '-' + hex(name_hash(text))) : name;
}

std::string safe_name(const http::url& url) {
    const std::string_view path = url.path();
    const std::string decoded = http::percent_decoded(path.substr(path.rfind('/') + 1));
    return decoded.empty() ? "index.html" : safe_component(decoded);
}

std::string file_name_from(std::string_view untrusted) {
    return safe_component(untrusted.substr(untrusted.find_last_of("/\\") + 1));
}

std::size_t extension_start(std::string_view name) noexcept {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 || name.size() - dot > max_extension ? name.size() : dot;
}

std::string name_with(std::string_view path, std::string_view insert) {
    const std::size_t folders = path.rfind('/') + 1;
    const std::string_view name = path.substr(folders);
    const std::size_t start = extension_start(name);
    const std::string_view extension = name.substr(start);
    const std::size_t room = max_name_size - insert.size() - extension.size();
    std::size_t cut = std::min(start, room);
    while (cut > 0 && cut < start && is_continuation(name[cut])) {
        --cut;
    }
    return std::string(path.substr(0, folders + cut)).append(insert).append(extension);
}

std::uint64_t name_hash(std::string_view name) noexcept {
    // FNV-1a, then a finalizer, as its upper bits alone are weak.
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCDU;
    hash = (hash ^ (hash >> 33U)) * 0xC4CEB9FE1A85EC53U;
    return hash ^ (hash >> 33U);
}

}  // namespace trawl::files
