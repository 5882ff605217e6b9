#include "html/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/utf8.hpp"
#include "html/character_references.hpp"

namespace trawl::html {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view replacement = "\xEF\xBF\xBD";

iconv_t no_iconv() {
    return reinterpret_cast<iconv_t>(-1);  // NOLINT: as iconv_open says that it failed
}

bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

// Eight bytes at a time.
std::size_t count_ascii(std::string_view text) {
    std::size_t at = 0;
    for (std::uint64_t block = 0; at + sizeof block <= text.size(); at += sizeof block) {
        std::memcpy(&block, text.data() + at, sizeof block);
        if ((block & 0x8080808080808080U) != 0) {
            break;
        }
    }
    while (at < text.size() && is_ascii(text[at])) {
        ++at;
    }
    return at;
}

bool may_go_on(std::string_view text, const base::utf8_character& next) {
    const auto first = static_cast<unsigned char>(text.front());
    return !next.is_valid && next.length == text.size() && first >= 0xC2 && first <= 0xF4;
}

}  // namespace

charset_decoder::charset_decoder(std::string_view charset) {
    const std::string_view label = encoding_of_label(charset);
    const std::string_view name = label.empty() ? std::string_view("windows-1252") : label;
    keeps_controls_ = name.starts_with("windows-");
    if (name == "utf-8") {
        method_ = method::utf8;
    } else if (name == "replacement") {
        method_ = method::replacement;
    } else if (name == "x-user-defined") {
        method_ = method::user_defined;
    } else {
        method_ = method::windows_1252;
    }
    if (const std::string_view iconv_name = iconv_name_of(name); !iconv_name.empty()) {
        iconv_t const opened = iconv_open("UTF-8", std::string(iconv_name).c_str());
        if (opened != no_iconv()) {
            iconv_ = opened;
            method_ = method::iconv;
        }
    }
}

charset_decoder::~charset_decoder() {
    if (iconv_ != nullptr) {
        iconv_close(iconv_);
    }
}

charset_decoder::charset_decoder(charset_decoder&& other) noexcept
    : method_(other.method_),
      keeps_controls_(other.keeps_controls_),
      at_start_(other.at_start_),
      iconv_(std::exchange(other.iconv_, nullptr)),
      waiting_(std::move(other.waiting_)) {
}

charset_decoder& charset_decoder::operator=(charset_decoder&& other) noexcept {
    method_ = other.method_;
    keeps_controls_ = other.keeps_controls_;
    at_start_ = other.at_start_;
    std::swap(iconv_, other.iconv_);
    waiting_.swap(other.waiting_);
    return *this;
}

void charset_decoder::decode(std::string_view bytes, std::string& utf8_out, bool last) {
    const std::size_t before = utf8_out.size();
    if (waiting_.empty()) {
        const std::size_t taken = decode_some(bytes, utf8_out, last);
        waiting_ = bytes.substr(taken);
    } else {
        waiting_ += bytes;
        const std::size_t taken = decode_some(waiting_, utf8_out, last);
        waiting_.erase(0, taken);
    }
    if (at_start_ && utf8_out.size() > before) {
        at_start_ = false;
        if (std::string_view(utf8_out).substr(before).starts_with(byte_order_mark)) {
            utf8_out.erase(before, byte_order_mark.size());
        }
    }
}

std::size_t charset_decoder::decode_some(std::string_view bytes, std::string& out, bool last) {
    switch (method_) {
        case method::utf8:
            return decode_utf8(bytes, out, last);
        case method::windows_1252:
        case method::user_defined:
            return decode_bytes(bytes, out);
        case method::iconv:
            return decode_by_iconv(bytes, out, last);
        case method::replacement:
            // One mark for the whole: what it says could be made to mean something else.
            out += at_start_ && !bytes.empty() ? replacement : std::string_view();
            return bytes.size();
    }
    return bytes.size();
}

std::size_t charset_decoder::decode_utf8(std::string_view bytes, std::string& out, bool last) const {
    std::size_t copied = 0;
    std::size_t at = 0;
    while ((at += count_ascii(bytes.substr(at))) < bytes.size()) {
        const std::string_view rest = bytes.substr(at);
        const base::utf8_character next = base::decode_utf8(rest);
        if (!next.is_valid) {
            out += bytes.substr(copied, at - copied);
            if (!last && may_go_on(rest, next)) {
                return at;
            }
            out += replacement;
            copied = at + next.length;
        }
        at += next.length;
    }
    out += bytes.substr(copied);
    return bytes.size();
}

std::size_t charset_decoder::decode_bytes(std::string_view bytes, std::string& out) const {
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t plain = count_ascii(bytes.substr(at));
        out += bytes.substr(at, plain);
        at += plain;
        if (at < bytes.size()) {
            const auto byte = static_cast<unsigned char>(bytes[at++]);
            append_utf8(out, method_ == method::user_defined ? 0xF700U + byte : windows_1252_character(byte));
        }
    }
    return bytes.size();
}

std::size_t charset_decoder::decode_by_iconv(std::string_view bytes, std::string& out, bool last) {
    std::array<char, 4096> room;  // NOLINT(*-member-init): iconv fills it
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        char* from = const_cast<char*>(bytes.data()) + taken;  // NOLINT: iconv does not write there
        std::size_t left = bytes.size() - taken;
        char* to = room.data();
        std::size_t free = room.size();
        const std::size_t done = iconv(iconv_, &from, &left, &to, &free);
        const int error = errno;
        out.append(room.data(), room.size() - free);
        taken = bytes.size() - left;
        if (done != static_cast<std::size_t>(-1) || error == E2BIG) {
            continue;
        }
        if (error == EINVAL && !last) {
            break;
        }
        taken += take_wrong_byte(bytes.substr(taken), out);
    }
    if (last) {
        // Some encodings hold a letter back, for the mark that may follow it.
        char* to = room.data();
        std::size_t free = room.size();
        iconv(iconv_, nullptr, nullptr, &to, &free);
        out.append(room.data(), room.size() - free);
    }
    return taken;
}

std::size_t charset_decoder::take_wrong_byte(std::string_view bytes, std::string& out) const {
    const auto byte = static_cast<unsigned char>(bytes.front());
    if (keeps_controls_ && byte >= 0x80 && byte < 0xA0) {
        append_utf8(out, byte);
    } else {
        out += replacement;
    }
    return 1;
}

}  // namespace trawl::html
