#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/auth_challenge.hpp"
#include "http/auth_hash.hpp"

namespace trawl::http {

/// What a server asks for with Digest (RFC 7616 section 3.3).
struct digest_challenge {
    std::string realm;
    std::string nonce;
    std::optional<std::string> opaque;
    /// As the server wrote it ("SHA-256-sess"), to be given back; empty: it named none.
    std::string algorithm;
    auth_hash hash = auth_hash::md5;
    bool is_session = false;  ///< "-sess": the nonces are hashed with the password
    /// qop=auth is offered. Without any qop it is the Digest of RFC 2069, which counts nothing.
    bool has_qop = false;
    /// Only the nonce was out of date: name and password need not be wrong.
    bool is_stale = false;
    bool hashes_username = false;
    bool is_utf8 = false;
};

inline constexpr std::size_t longest_nonce = 4096;

/// The challenge, if it is a Digest one that can be answered: with realm and nonce, a known algorithm, and qop=auth or
/// none.
///
/// Limits      None of realm, nonce and opaque has over `longest_nonce` bytes: they are kept, and sent with every request.
[[nodiscard]] std::optional<digest_challenge> to_digest(const auth_challenge& offered);

/// The one with the strongest hash; the first of equals. nullopt: there is none that can be answered.
[[nodiscard]] std::optional<digest_challenge> strongest_digest(const std::vector<auth_challenge>& offered);

/// What of a request goes into its answer.
struct digest_request {
    std::string_view username;
    std::string_view password;
    std::string_view method;
    /// As in the request line: path and query.
    std::string_view target;
    std::string_view client_nonce;
    /// How often this nonce has been answered, this time included.
    std::uint32_t count = 1;
};

/// The Authorization value (RFC 7616 section 3.4). Any bytes may stand in name and password: the value can be sent.
[[nodiscard]] std::string digest_authorization(const digest_challenge& asked, const digest_request& by);

}  // namespace trawl::http
