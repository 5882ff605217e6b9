#include "client/login.hpp"

#include <algorithm>
#include <utility>

#include "http/auth_basic.hpp"

namespace trawl::http {

namespace {

constexpr std::size_t most_nonces = 4096;
constexpr std::size_t client_nonce_bytes = 16;
constexpr int unauthorized = 401;

}  // namespace

server_nonce::server_nonce(digest_challenge challenge)
    : asked(std::move(challenge)), client_nonce(random_hex(client_nonce_bytes)) {
}

std::shared_ptr<server_nonce> nonce_memory::find(const url& where, std::string_view username) const {
    if (nonces_.empty()) {
        return nullptr;
    }
    const auto found = nonces_.find(key_of(where, username));
    return found != nonces_.end() ? found->second : nullptr;
}

void nonce_memory::keep(const url& where, std::string_view username, std::shared_ptr<server_nonce> good) {
    if (nonces_.size() >= most_nonces) {
        nonces_.clear();
    }
    nonces_.insert_or_assign(key_of(where, username), std::move(good));
}

void nonce_memory::forget(const url& where, std::string_view username) {
    nonces_.erase(key_of(where, username));
}

std::string nonce_memory::key_of(const url& where, std::string_view username) {
    std::string key(where.scheme());
    key += "://";
    key += where.host_field();
    key += '/';
    key += username;
    return key;
}

login::login(credentials who, nonce_memory& nonces) : who_(std::move(who)), nonces_(nonces) {
}

std::string login::authorization(std::string_view method, const url& where) {
    if (!who_.token.empty()) {
        return "Bearer " + who_.token;
    }
    if (nonce_ == nullptr && !wants_basic_) {
        nonce_ = nonces_.find(where, who_.username);
    }
    if (nonce_ != nullptr) {
        ++nonce_->count;
        return digest_authorization(
            nonce_->asked, {who_.username, who_.password, method, where.target(), nonce_->client_nonce, nonce_->count});
    }
    return who_.allow_basic ? basic_authorization(who_.username, who_.password) : std::string();
}

bool login::answers(int status, const headers& reply, const url& where) {
    if (!who_.token.empty()) {
        return false;
    }
    if (status != unauthorized) {
        accepted(reply, where);
        return false;
    }
    const std::vector<auth_challenge> offered = auth_challenges(reply, "WWW-Authenticate");
    std::optional<digest_challenge> asked = strongest_digest(offered);
    if (!asked) {
        return turns_to_basic(offered);
    }
    if (answers_ == 2 || (answers_ == 1 && !asked->is_stale)) {
        nonces_.forget(where, who_.username);
        return false;
    }
    ++answers_;
    // Shared when it has turned out good: a server that wants the counts in order would find another request's before
    // ours.
    nonce_ = std::make_shared<server_nonce>(std::move(*asked));
    return true;
}

// An origin may want Digest for some of its URLs, and Basic for others.
bool login::turns_to_basic(const std::vector<auth_challenge>& offered) {
    const auto is_basic = [](const auth_challenge& one) { return same_name(one.scheme, "Basic"); };
    if (nonce_ == nullptr || answers_ > 0 || !who_.allow_basic || !std::ranges::any_of(offered, is_basic)) {
        return false;
    }
    ++answers_;
    nonce_ = nullptr;
    wants_basic_ = true;
    return true;
}

void login::accepted(const headers& reply, const url& where) {
    if (nonce_ == nullptr) {
        return;
    }
    // RFC 7616 section 3.5. A session's key belongs to the nonce that it began with.
    const auth_challenge info = auth_parameters(reply, "Authentication-Info");
    // The one that is in use goes on being counted.
    if (const auto next = info.get("nextnonce");
        next && *next != nonce_->asked.nonce && next->size() <= longest_nonce && !nonce_->asked.is_session) {
        digest_challenge asked = nonce_->asked;
        asked.nonce = *next;
        nonce_ = std::make_shared<server_nonce>(std::move(asked));
    }
    if (nonces_.find(where, who_.username) != nonce_) {
        nonces_.keep(where, who_.username, nonce_);
    }
}

}  // namespace trawl::http
