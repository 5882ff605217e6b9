#include "http/auth_digest.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "http/field_syntax.hpp"

namespace trawl::http {
namespace {

struct known_algorithm {
    std::string_view name;
    auth_hash hash;
};
constexpr std::array<known_algorithm, 3> known{
    {{"MD5", auth_hash::md5}, {"SHA-256", auth_hash::sha_256}, {"SHA-512-256", auth_hash::sha_512_256}}};

bool is_true(const std::optional<std::string_view>& value) noexcept {
    return value && same_name(*value, "true");
}

bool is_kept(const std::optional<std::string_view>& value) noexcept {
    return !value || value->size() <= longest_nonce;
}

bool set_algorithm(digest_challenge& into, std::string_view name) {
    constexpr std::string_view session_suffix = "-sess";
    into.algorithm = name;
    if (name.size() > session_suffix.size() &&
        same_name(name.substr(name.size() - session_suffix.size()), session_suffix)) {
        into.is_session = true;
        name.remove_suffix(session_suffix.size());
    }
    const auto found =
        std::ranges::find_if(known, [name](const known_algorithm& one) { return same_name(one.name, name); });
    if (found == known.end() || !is_available(found->hash)) {
        return false;
    }
    into.hash = found->hash;
    return true;
}

std::string quoted(std::string_view text) {
    std::string all = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            all += '\\';
        }
        all += c;
    }
    return all + '"';
}

// RFC 8187 section 3.2.
std::string extended_value(std::string_view text) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string all = "UTF-8''";
    for (const char c : text) {
        if (plain.find(c) != std::string_view::npos) {
            all += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            all += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return all;
}

bool is_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string username_parameter(const digest_challenge& asked, std::string_view username) {
    if (asked.hashes_username) {
        return "username=" + quoted(hash_hex(asked.hash, std::string(username) + ':' + asked.realm));
    }
    if (!is_field_value(username) || (asked.is_utf8 && !is_ascii(username))) {
        return "username*=" + extended_value(username);
    }
    return "username=" + quoted(username);
}

std::string hex_count(std::uint32_t count) {
    std::array<char, 9> text{};
    std::snprintf(text.data(), text.size(), "%08x", count);
    return text.data();
}

std::string response(const digest_challenge& asked, const digest_request& by) {
    const auto joined = [](auto... parts) {
        std::string all;
        ((all += all.empty() ? "" : ":", all += parts), ...);
        return all;
    };
    std::string secret = std::string(by.username) + ':' + asked.realm + ':' + std::string(by.password);
    secret = hash_hex(asked.hash, secret);
    if (asked.is_session) {
        secret = hash_hex(asked.hash, joined(secret, asked.nonce, by.client_nonce));
    }
    const std::string what = hash_hex(asked.hash, joined(by.method, by.target));
    return hash_hex(asked.hash, asked.has_qop
                                    ? joined(secret, asked.nonce, hex_count(by.count), by.client_nonce, "auth", what)
                                    : joined(secret, asked.nonce, what));
}

}  // namespace

std::optional<digest_challenge> to_digest(const auth_challenge& offered) {
    const auto realm = offered.get("realm");
    const auto nonce = offered.get("nonce");
    const auto opaque = offered.get("opaque");
    digest_challenge asked;
    if (!same_name(offered.scheme, "Digest") || !realm || !nonce || !is_kept(realm) || !is_kept(nonce) ||
        !is_kept(opaque) || !set_algorithm(asked, offered.get("algorithm").value_or("MD5"))) {
        return std::nullopt;
    }
    if (!offered.get("algorithm")) {
        asked.algorithm.clear();
    }
    if (const auto qop = offered.get("qop")) {
        const auto qualities = split_list(*qop);
        asked.has_qop = std::ranges::any_of(qualities, [](std::string_view one) { return same_name(one, "auth"); });
        if (!asked.has_qop) {
            return std::nullopt;
        }
    }
    asked.realm = *realm;
    asked.nonce = *nonce;
    if (opaque) {
        asked.opaque = *opaque;
    }
    asked.is_stale = is_true(offered.get("stale"));
    asked.hashes_username = is_true(offered.get("userhash"));
    asked.is_utf8 = same_name(offered.get("charset").value_or(""), "UTF-8");
    return asked;
}

std::optional<digest_challenge> strongest_digest(const std::vector<auth_challenge>& offered) {
    std::optional<digest_challenge> best;
    for (const auth_challenge& one : offered) {
        if (std::optional<digest_challenge> other = to_digest(one); other && (!best || other->hash > best->hash)) {
            best = std::move(other);
        }
    }
    return best;
}

std::string digest_authorization(const digest_challenge& asked, const digest_request& by) {
    std::string value = "Digest " + username_parameter(asked, by.username);
    value += ", realm=" + quoted(asked.realm);
    value += ", nonce=" + quoted(asked.nonce);
    value += ", uri=" + quoted(by.target);
    if (!asked.algorithm.empty()) {
        value += ", algorithm=" + asked.algorithm;
    }
    if (asked.has_qop) {
        value += ", qop=auth, nc=" + hex_count(by.count);
    }
    if (asked.has_qop || asked.is_session) {
        value += ", cnonce=" + quoted(by.client_nonce);
    }
    value += ", response=" + quoted(response(asked, by));
    if (asked.opaque) {
        value += ", opaque=" + quoted(*asked.opaque);
    }
    if (asked.hashes_username) {
        value += ", userhash=true";
    }
    return value;
}

}  // namespace trawl::http
