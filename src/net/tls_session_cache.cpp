#include "net/tls_session_cache.hpp"

#include <utility>

#include <openssl/ssl.h>

namespace trawl::net {

void free_tls_session::operator()(ssl_session_st* session) const noexcept {
    SSL_SESSION_free(session);
}

void tls_session_cache::put(const std::string& server, tls_session session) {
    auto place = index_.find(server);
    if (place == index_.end()) {
        by_use_.emplace_front().server = server;
        place = index_.emplace(server, by_use_.begin()).first;
    }
    auto& kept = place->second->sessions;
    kept.push_back(std::move(session));
    if (kept.size() > per_server) {
        kept.erase(kept.begin());
    }
    by_use_.splice(by_use_.begin(), by_use_, place->second);
    if (index_.size() > limit_) {
        forget(std::string(by_use_.back().server));
    }
}

tls_session tls_session_cache::take(const std::string& server) {
    const auto place = index_.find(server);
    if (place == index_.end()) {
        return nullptr;
    }
    auto& kept = place->second->sessions;
    if (SSL_SESSION_get_protocol_version(kept.back().get()) < TLS1_3_VERSION) {
        by_use_.splice(by_use_.begin(), by_use_, place->second);
        SSL_SESSION_up_ref(kept.back().get());
        return tls_session(kept.back().get());
    }
    tls_session newest = std::move(kept.back());
    kept.pop_back();
    if (kept.empty()) {
        forget(server);
    }
    return newest;
}

void tls_session_cache::forget(const std::string& server) {
    if (const auto place = index_.find(server); place != index_.end()) {
        by_use_.erase(place->second);
        index_.erase(place);
    }
}

std::size_t tls_session_cache::size() const noexcept {
    std::size_t result = 0;
    for (const auto& server : by_use_) {
        result += server.sessions.size();
    }
    return result;
}

}  // namespace trawl::net
