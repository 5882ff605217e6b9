#include "net/tls_session_cache.hpp"

#include <iterator>
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
    by_use_.splice(by_use_.begin(), by_use_, place->second);
    auto& kept = place->second->sessions;
    kept.push_back(std::move(session));
    ++size_;
    if (kept.size() > per_server) {
        drop_oldest(place->second);
    }
    if (size_ > limit_) {
        drop_oldest(std::prev(by_use_.end()));
    }
}

tls_session tls_session_cache::take(const std::string& server) {
    const auto place = index_.find(server);
    if (place == index_.end()) {
        return nullptr;
    }
    by_use_.splice(by_use_.begin(), by_use_, place->second);
    auto& kept = place->second->sessions;
    if (SSL_SESSION_get_protocol_version(kept.back().get()) < TLS1_3_VERSION) {
        SSL_SESSION_up_ref(kept.back().get());
        return tls_session(kept.back().get());
    }
    tls_session newest = std::move(kept.back());
    kept.pop_back();
    --size_;
    if (kept.empty()) {
        forget(server);
    }
    return newest;
}

void tls_session_cache::drop_oldest(list::iterator of) {
    of->sessions.pop_front();
    --size_;
    if (of->sessions.empty()) {
        forget(std::string(of->server));
    }
}

void tls_session_cache::forget(const std::string& server) {
    if (const auto place = index_.find(server); place != index_.end()) {
        size_ -= place->second->sessions.size();
        by_use_.erase(place->second);
        index_.erase(place);
    }
}

}  // namespace trawl::net
