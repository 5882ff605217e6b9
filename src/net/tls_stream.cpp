#include "net/tls_stream.hpp"

#include <algorithm>
#include <cassert>
#include <climits>
#include <new>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>

#include "net/certificate_facts.hpp"
#include "net/certificate_refusal.hpp"
#include "net/errors.hpp"
#include "net/openssl_error.hpp"
#include "net/tls_session_cache.hpp"

namespace trawl::net {
namespace {

// OpenSSL's buffers for records take 34 KB a connection. To get and return them with each record takes a twentieth of the
// time of a small request: that is for the connections beyond these.
constexpr long most_with_buffers = 128;

int length(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

int stream_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

tls_stream& stream_of(const SSL* ssl) {
    return *static_cast<tls_stream*>(SSL_get_ex_data(ssl, stream_index()));
}

}  // namespace

void tls_stream::free_ssl::operator()(ssl_st* ssl) const noexcept {
    SSL_free(ssl);
}

tls_stream::tls_stream(const tls_context& context, int socket, std::unique_ptr<tls_stream> outer,
                       const std::string& host, std::uint16_t port)
    : bio_(socket, std::move(outer)),
      server_(host + ':' + std::to_string(port)),
      sessions_(context.sessions()),
      ssl_(SSL_new(context.native())) {
    if (!ssl_) {
        throw std::bad_alloc();
    }
    bio_.attach(ssl_.get());
    SSL_set_ex_data(ssl_.get(), stream_index(), this);
    SSL_set_connect_state(ssl_.get());
    // Each connection of the context holds its sessions.
    if (sessions_.use_count() > most_with_buffers) {
        SSL_set_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS);
    }
    expect(host, context.verifies());
    if (const tls_session session = sessions_->take(server_)) {
        SSL_set_session(ssl_.get(), session.get());
    }
}

tls_stream::~tls_stream() = default;

void tls_stream::expect(const std::string& host, bool verifies) {
    boost::system::error_code no_address;
    boost::asio::ip::make_address(host, no_address);
    const bool is_name = no_address.failed();
    // The dot of a fully qualified name is not part of the name here (RFC 6066 section 3).
    const std::string name = is_name && host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
    if (is_name) {
        SSL_set_tlsext_host_name(ssl_.get(), name.c_str());
    }
    if (!verifies) {
        SSL_set_verify(ssl_.get(), SSL_VERIFY_NONE, nullptr);
        return;
    }
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, &verified);
    X509_VERIFY_PARAM* const rules = SSL_get0_param(ssl_.get());
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // OpenSSL takes no name for any, and a dot in front for any subdomain: with two dots no certificate fits.
    const std::string wanted = name.empty() || name.starts_with('.') ? ".." + name : name;
    const int done = is_name ? X509_VERIFY_PARAM_set1_host(rules, wanted.data(), wanted.size())
                             : X509_VERIFY_PARAM_set1_ip_asc(rules, name.c_str());
    // Without this a certificate for any host would do.
    if (done != 1) {
        throw std::bad_alloc();
    }
}

int tls_stream::verified(int accepted, x509_store_ctx_st* chain) noexcept {
    if (accepted == 0) {
        const void* const ssl = X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx());
        auto& stream = stream_of(static_cast<const SSL*>(ssl));
        stream.verify_error_ = X509_STORE_CTX_get_error(chain);
        stream.refusal_ = certificate_refusal(chain);
    }
    return accepted;
}

int tls_stream::keep_session(ssl_st* of, ssl_session_st* session) noexcept {
    const auto& stream = stream_of(of);
    stream.sessions_->put(stream.server_, tls_session(session));
    return 1;
}

io_step tls_stream::handshake() {
    start();
    const io_step step = outcome(SSL_do_handshake(ssl_.get()), 0);
    if (step.error) {
        sessions_->forget(server_);
    } else if (step.wants == io_step::want::nothing) {
        info_.version = SSL_get_version(ssl_.get());
        info_.cipher = SSL_get_cipher_name(ssl_.get());
        info_.resumed = SSL_session_reused(ssl_.get()) == 1;
    }
    return step;
}

io_step tls_stream::read(boost::asio::mutable_buffer into) {
    assert(into.size() > 0);
    start();
    const int got = SSL_read(ssl_.get(), into.data(), length(into.size()));
    return outcome(got, static_cast<std::size_t>(std::max(got, 0)));
}

io_step tls_stream::write(boost::asio::const_buffer from) {
    assert(from.size() > 0);
    start();
    const int sent = SSL_write(ssl_.get(), from.data(), length(from.size()));
    is_writing_ = sent <= 0;
    return outcome(sent, static_cast<std::size_t>(std::max(sent, 0)));
}

bool tls_stream::is_stale() {
    // Nearly always there is nothing to look at, and OpenSSL would take memory for a record to find that out.
    if (SSL_has_pending(ssl_.get()) == 0 && bio_.is_silent()) {
        return false;
    }
    start();
    char byte = 0;
    return outcome(SSL_peek(ssl_.get(), &byte, 1), 1).wants != io_step::want::read;
}

void tls_stream::shut_down() noexcept {
    if (!is_broken_ && !is_writing_ && SSL_is_init_finished(ssl_.get()) == 1) {
        start();
        SSL_shutdown(ssl_.get());
        ERR_clear_error();
    }
    if (tls_stream* const outer = bio_.outer()) {
        outer->shut_down();
    }
}

const std::shared_ptr<const http::tls_facts>& tls_stream::facts() {
    if (!facts_) {
        auto made = std::make_shared<http::tls_facts>();
        made->version = info_.version;
        if (X509* const certificate = SSL_get0_peer_certificate(ssl_.get())) {
            describe(certificate, *made);
        }
        facts_ = std::move(made);
    }
    return facts_;
}

void tls_stream::start() noexcept {
    // To ask first is cheaper: clearing goes through sixteen places.
    if (ERR_peek_error() != 0) {
        ERR_clear_error();
    }
    bio_.start();
}

io_step tls_stream::outcome(int returned, std::size_t size) {
    io_step step;
    if (returned > 0) {
        step.size = size;
        return step;
    }
    switch (const int kind = SSL_get_error(ssl_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
            step.wants = io_step::want::read;
            break;
        case SSL_ERROR_WANT_WRITE:
            step.wants = io_step::want::write;
            break;
        case SSL_ERROR_ZERO_RETURN:
            step.error = boost::asio::error::eof;
            break;
        default:
            is_broken_ = true;
            step.error = failure(kind);
    }
    return step;
}

boost::system::error_code tls_stream::failure(int kind) {
    // The end first: OpenSSL answers it with an alert, which may fail to be sent.
    if (bio_.ended()) {
        return net_errc::tls_cut;
    }
    if (const auto problem = bio_.error()) {
        return problem;
    }
    const auto code = take_openssl_error();
    if (code == boost::system::error_code(static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_CERTIFICATE_VERIFY_FAILED)),
                                          tls_category())) {
        return {verify_error_, certificate_category()};
    }
    if (!code || kind == SSL_ERROR_SYSCALL) {
        return net_errc::tls_cut;
    }
    return code;
}

}  // namespace trawl::net
