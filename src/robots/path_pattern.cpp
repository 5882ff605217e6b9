#include "robots/path_pattern.hpp"

#include <cstring>
#include <utility>

#include "url/percent.hpp"

namespace trawl::robots {
namespace {

bool is_alphanumeric(unsigned char octet) noexcept {
    return (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

// RFC 3986 section 2.3: encoded or not, they mean the same.
bool is_unreserved(unsigned char octet) noexcept {
    return is_alphanumeric(octet) || std::string_view("-._~").find(static_cast<char>(octet)) != std::string_view::npos;
}

// RFC 3986 section 2.2, without '*' and '$', which are for the caller to judge, and without '\'', which the URL standard
// encodes in a query and nowhere else. A '%' that encodes nothing stays too.
bool is_kept(unsigned char octet) noexcept {
    return is_unreserved(octet) ||
           std::string_view(":/?#[]@!&()+,;=%").find(static_cast<char>(octet)) != std::string_view::npos;
}

void append_octet(std::string& out, unsigned char octet) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += '%';
    out += digits[octet >> 4U];
    out += digits[octet & 15U];
}

class normalizer {
public:
    explicit normalizer(std::string_view text) : text_(text) { path_.text.reserve(text.size()); }

    normal_path run(bool is_rule) {
        while (at_ < text_.size()) {
            const auto octet = static_cast<unsigned char>(text_[at_]);
            if (is_encoded()) {
                take_encoded();
            } else if (is_kept(octet) || (is_rule && is_special(octet))) {
                take_raw(octet);
            } else {
                append_octet(path_.text, octet);
                path_.weight += octet < 0x80 ? 1 : 3;
                ++at_;
            }
        }
        return std::move(path_);
    }

private:
    // A '*' anywhere, and a '$' at the end.
    [[nodiscard]] bool is_special(unsigned char octet) const noexcept {
        return octet == '*' || (octet == '$' && at_ + 1 == text_.size());
    }

    [[nodiscard]] bool is_encoded() const noexcept {
        return text_[at_] == '%' && text_.size() - at_ > 2 && http::hex_value(text_[at_ + 1]) >= 0 &&
               http::hex_value(text_[at_ + 2]) >= 0;
    }

    void take_encoded() {
        const int value = http::hex_value(text_[at_ + 1]) * 16 + http::hex_value(text_[at_ + 2]);
        const auto octet = static_cast<unsigned char>(value);
        at_ += 3;
        if (is_unreserved(octet)) {
            path_.text += static_cast<char>(octet);
            path_.weight += 1;
        } else {
            append_octet(path_.text, octet);
            path_.weight += 3;
        }
    }

    void take_raw(unsigned char octet) {
        path_.text += static_cast<char>(octet);
        path_.weight += 1;
        ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    normal_path path_;
};

// Where `piece` starts in `text`; npos: nowhere. std::string_view::find looks at each place for as long as the piece is, so
// that it is for short ones; glibc's memmem is linear.
std::size_t find_piece(std::string_view text, std::string_view piece) noexcept {
    constexpr std::size_t short_piece = 16;
    if (piece.size() <= short_piece) {
        return text.find(piece);
    }
    const void* found = memmem(text.data(), text.size(), piece.data(), piece.size());
    return found == nullptr ? std::string_view::npos
                            : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

normal_path normal_rule(std::string_view value) {
    return normalizer(value).run(true);
}

std::string normal_target(std::string_view target) {
    return normalizer(target).run(false).text;
}

bool covers(std::string_view rule, std::string_view target) noexcept {
    const bool is_anchored = rule.ends_with('$');
    rule.remove_suffix(is_anchored ? 1 : 0);
    auto star = rule.find('*');
    const std::string_view head = rule.substr(0, star);
    if (!target.starts_with(head)) {
        return false;
    }
    target.remove_prefix(head.size());
    if (star == std::string_view::npos) {
        return !is_anchored || target.empty();
    }
    // The leftmost place of each piece leaves most for the next ones, so none has to be tried again.
    for (rule.remove_prefix(star + 1); (star = rule.find('*')) != std::string_view::npos;
         rule.remove_prefix(star + 1)) {
        const std::string_view piece = rule.substr(0, star);
        const std::size_t place = find_piece(target, piece);
        if (place == std::string_view::npos) {
            return false;
        }
        target.remove_prefix(place + piece.size());
    }
    return is_anchored ? target.ends_with(rule) : find_piece(target, rule) != std::string_view::npos;
}

}  // namespace trawl::robots
