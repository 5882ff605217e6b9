#include "unit/client/digest_site.hpp"

#include "http/auth_challenge.hpp"
#include "http/auth_hash.hpp"
#include "support/replies.hpp"

namespace trawl::test {

using http::auth_hash;
using http::hash_hex;

script digest_site::answer(const received_request& asked) {
    const verdict is = is_never_content ? verdict::stale : judge(asked);
    if (is == verdict::good) {
        reply::field_list fields;
        if (gives_next) {
            const std::string last = "nonce-" + std::to_string(nonces_.size() - 1);
            fields.emplace_back("Authentication-Info", "nextnonce=\"" + (gives_same ? last : new_nonce()) + '"');
        }
        return reply::status(200, std::move(fields), "hello");
    }
    return reply::status(401,
                         {{"WWW-Authenticate", "Digest realm=\"" + realm + "\", qop=\"auth, auth-int\", algorithm=" +
                                                   algorithm + ", nonce=\"" + new_nonce() + "\", opaque=\"o\"" +
                                                   (is == verdict::stale && says_stale ? ", stale=true" : "") + more}},
                         "refused");
}

fault_server::handler digest_site::handler() {
    return [this](const received_request& asked) { return answer(asked); };
}

std::string digest_site::new_nonce() {
    std::string nonce = "nonce-" + std::to_string(nonces_.size());
    nonces_[nonce] = {};
    return nonce;
}

digest_site::verdict digest_site::judge(const received_request& asked) {
    http::headers fields;
    fields.add("Authorization", asked.field("Authorization"));
    const auto given = http::auth_challenges(fields, "Authorization");
    if (given.size() != 1 || given[0].scheme != "Digest") {
        return verdict::wrong;
    }
    const auto get = [&](const char* name) { return std::string(given[0].get(name).value_or("")); };
    const auto hash = [&](const std::string& text) {
        return hash_hex(algorithm.starts_with("MD5") ? auth_hash::md5 : auth_hash::sha_256, text);
    };
    std::string secret = hash(username + ':' + realm + ':' + password);
    if (algorithm.ends_with("-sess")) {
        secret = hash(secret + ':' + get("nonce") + ':' + get("cnonce"));
    }
    const std::string expected = hash(secret + ':' + get("nonce") + ':' + get("nc") + ':' + get("cnonce") +
                                      ":auth:" + hash(asked.method + ':' + asked.target));
    if (get("response") != expected || get("username") != username || get("uri") != asked.target ||
        get("opaque") != "o") {
        return verdict::wrong;
    }
    const auto known = nonces_.find(get("nonce"));
    if (known == nonces_.end()) {
        return verdict::stale;
    }
    use& of = known->second;
    const std::uint64_t count = std::stoull(get("nc"), nullptr, 16);
    const bool is_fine = ++of.times <= uses_of_a_nonce && (!wants_order || count > of.last);
    of.last = count;
    return is_fine ? verdict::good : verdict::stale;
}

}  // namespace trawl::test
