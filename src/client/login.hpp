#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/auth_challenge.hpp"
#include "http/auth_digest.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/request.hpp"
#include "trawl/http/url.hpp"

namespace trawl::http {

/// A Digest challenge, and how often it has been answered.
struct server_nonce {
    digest_challenge asked;
    std::string client_nonce;
    std::uint32_t count = 0;

    explicit server_nonce(digest_challenge challenge);
};

/// The nonces that were good, by origin and user name: requests that follow need not be refused first.
///
/// Limits      Of so many origins that they are over a bound, all are forgotten: each costs one refused request more.
class nonce_memory {
public:
    [[nodiscard]] std::shared_ptr<server_nonce> find(const url& where, std::string_view username) const;
    void keep(const url& where, std::string_view username, std::shared_ptr<server_nonce> good);
    void forget(const url& where, std::string_view username);

private:
    [[nodiscard]] static std::string key_of(const url& where, std::string_view username);

    std::unordered_map<std::string, std::shared_ptr<server_nonce>> nonces_;
};

/// The credentials of one request, for as long as it stays at its origin.
///
/// Bearer, and Basic where it is allowed, are sent unasked. A refusal is answered with Digest if the server offers it:
/// once, and once more where only the nonce was out of date.
class login {
public:
    /// Lifetime    The memory must outlive it.
    login(credentials who, nonce_memory& nonces);

    /// The Authorization to send now; empty: none. Counts as one use of a nonce: to be asked for each sending.
    [[nodiscard]] std::string authorization(std::string_view method, const url& where);

    /// Takes in a reply of the origin. Whether it refused, and the request is to be sent again with an answer.
    [[nodiscard]] bool answers(int status, const headers& reply, const url& where);

    /// Another URL of the origin is asked now, which may refuse as the one before did.
    void move_on() noexcept {
        answers_ = 0;
        wants_basic_ = false;
    }

private:
    [[nodiscard]] bool turns_to_basic(const std::vector<auth_challenge>& offered);
    void accepted(const headers& reply, const url& where);

    credentials who_;
    nonce_memory& nonces_;
    std::shared_ptr<server_nonce> nonce_;
    unsigned answers_ = 0;
    // Digest was good at this origin, but not for this URL.
    bool wants_basic_ = false;
};

}  // namespace trawl::http
