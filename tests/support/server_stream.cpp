#include "support/server_stream.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace trawl::test {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

struct deleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* connection) const { SSL_free(connection); }
};

void require(bool holds, const char* what) {
    if (!holds) {
        throw std::runtime_error{what};
    }
}

int version_of(std::string_view name) {
    constexpr std::array versions = std::to_array<std::pair<std::string_view, int>>({{"TLSv1", TLS1_VERSION},
                                                                                     {"TLSv1.1", TLS1_1_VERSION},
                                                                                     {"TLSv1.2", TLS1_2_VERSION},
                                                                                     {"TLSv1.3", TLS1_3_VERSION}});
    const auto* const found = std::ranges::find(versions, name, &std::pair<std::string_view, int>::first);
    require(found != versions.end(), "TLS version");
    return found->second;
}

}  // namespace

class server_tls::impl {
public:
    explicit impl(const fault_server_options& how) {
        SSL_CTX* context = context_.get();
        require(context != nullptr, "SSL_CTX_new");
        // Shows what clients should refuse.
        SSL_CTX_set_security_level(context, 0);
        const auto& files = *how.certificate;
        require(SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) == 1, "server certificate");
        require(SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1, "server key");
        constexpr std::array<unsigned char, 5> session_context{'t', 'r', 'a', 'w', 'l'};
        SSL_CTX_set_session_id_context(context, session_context.data(), session_context.size());
        if (!how.client_ca_file.empty()) {
            require(SSL_CTX_load_verify_file(context, how.client_ca_file.c_str()) == 1, "client CA");
            const int or_fails = how.takes_clients_without_certificate ? 0 : SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER | or_fails, nullptr);
        }
        if (!how.only_tls_version.empty()) {
            const int version = version_of(how.only_tls_version);
            SSL_CTX_set_min_proto_version(context, version);
            SSL_CTX_set_max_proto_version(context, version);
        }
    }

    [[nodiscard]] SSL_CTX* get() const { return context_.get(); }

private:
    std::unique_ptr<SSL_CTX, deleter> context_{SSL_CTX_new(TLS_server_method())};
};

server_tls::server_tls(const fault_server_options& how) : impl_(std::make_unique<impl>(how)) {
}
server_tls::~server_tls() = default;

/// OpenSSL between two memory buffers: what the socket carries goes through them by hand, so that an end can be sent,
/// or left out, at will.
class server_stream::tls {
public:
    explicit tls(SSL_CTX* context) : connection_(SSL_new(context)) {
        SSL_set_bio(connection_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_accept_state(connection_.get());
    }

    [[nodiscard]] SSL* get() const { return connection_.get(); }

    void put_received(const std::string& bytes) {
        BIO_write(SSL_get_rbio(get()), bytes.data(), static_cast<int>(bytes.size()));
    }

    [[nodiscard]] std::string take_records() {
        std::string bytes(BIO_ctrl_pending(SSL_get_wbio(get())), '\0');
        BIO_read(SSL_get_wbio(get()), bytes.data(), static_cast<int>(bytes.size()));
        return bytes;
    }

    /// Whether OpenSSL would go on if it had more bytes.
    [[nodiscard]] bool wants_more(int returned) const { return SSL_get_error(get(), returned) == SSL_ERROR_WANT_READ; }

private:
    std::unique_ptr<SSL, deleter> connection_;
};

server_stream::server_stream(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
}

server_stream::~server_stream() = default;

asio::awaitable<bool> server_stream::handshake(const server_tls& settings, tls_connection& told) {
    tls_ = std::make_unique<tls>(settings.impl_->get());
    while (true) {
        ERR_clear_error();
        const int how = SSL_do_handshake(tls_->get());
        const bool wants_more = how != 1 && tls_->wants_more(how);
        const bool written = co_await write_records();
        if (how == 1) {
            break;
        }
        if (!wants_more || !written) {
            co_return false;
        }
        const auto received = co_await read_plain();
        if (received.empty()) {
            co_return false;
        }
        tls_->put_received(received);
    }
    const char* server_name = SSL_get_servername(tls_->get(), TLSEXT_NAMETYPE_host_name);
    told.server_name = server_name != nullptr ? server_name : "";
    told.version = SSL_get_version(tls_->get());
    told.resumed = SSL_session_reused(tls_->get()) == 1;
    told.has_client_certificate = SSL_get0_peer_certificate(tls_->get()) != nullptr;
    co_return true;
}

asio::awaitable<std::string> server_stream::read() {
    if (!tls_) {
        co_return co_await read_plain();
    }
    std::string plain(16'384, '\0');
    while (true) {
        ERR_clear_error();
        const int size = SSL_read(tls_->get(), plain.data(), static_cast<int>(plain.size()));
        if (size > 0) {
            plain.resize(static_cast<std::size_t>(size));
            co_return plain;
        }
        if (!tls_->wants_more(size)) {
            co_return std::string{};
        }
        const auto received = co_await read_plain();
        if (received.empty()) {
            co_return std::string{};
        }
        tls_->put_received(received);
    }
}

asio::awaitable<std::string> server_stream::read_plain() {
    std::string bytes(16'384, '\0');
    error_code failure;
    const auto size =
        co_await socket_.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, failure));
    bytes.resize(failure ? 0 : size);
    co_return bytes;
}

asio::awaitable<bool> server_stream::write(std::string_view bytes) {
    if (!tls_) {
        co_return co_await write_bare(bytes);
    }
    if (!bytes.empty()) {
        ERR_clear_error();
        if (SSL_write(tls_->get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) {
            co_return false;
        }
    }
    co_return co_await write_records();
}

asio::awaitable<bool> server_stream::write_records() {
    const auto records = tls_->take_records();
    co_return co_await write_bare(records);
}

asio::awaitable<bool> server_stream::write_bare(std::string_view bytes) {
    error_code failure;
    co_await asio::async_write(socket_, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, failure));
    co_return !failure;
}

asio::awaitable<void> server_stream::end_writing() {
    if (tls_) {
        ERR_clear_error();
        SSL_shutdown(tls_->get());
        static_cast<void>(co_await write_records());
    }
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

asio::awaitable<bool> server_stream::alert() {
    ERR_clear_error();
    // A record of data that nobody encrypted.
    tls_->put_received(std::string{"\x17\x03\x03\0\x20", 5} + std::string(32, 'x'));
    char none = 0;
    SSL_read(tls_->get(), &none, 1);
    co_return co_await write_records();
}

bool server_stream::renegotiate() {
    ERR_clear_error();
    return SSL_renegotiate(tls_->get()) == 1 && SSL_do_handshake(tls_->get()) == 1;
}

void server_stream::close(bool with_reset) noexcept {
    error_code ignored;
    if (with_reset) {
        socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    }
    socket_.close(ignored);
}

}  // namespace trawl::test
