#include "net/tls.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <new>
#include <optional>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/system/system_error.hpp>

#include "net/openssl_error.hpp"
#include "net/tls_session_cache.hpp"
#include "net/tls_stream.hpp"
#include "trawl/async/blocking_pool.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/async/event.hpp"

namespace trawl::net {
namespace {

constexpr std::size_t max_sessions = 1024;

struct free_context {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
struct free_store {
    void operator()(X509_STORE* store) const noexcept { X509_STORE_free(store); }
};
using context_ptr = std::unique_ptr<SSL_CTX, free_context>;
using store_ptr = std::unique_ptr<X509_STORE, free_store>;

[[noreturn]] void refuse(boost::system::error_code reason, const std::string& what) {
    throw boost::system::system_error(reason, what);
}

void require(int done, const std::string& what) {
    if (done != 1) {
        refuse(take_openssl_error(), what);
    }
}

// OpenSSL would ask on the terminal.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

// OpenSSL's order of TLS 1.3 ciphers begins with AES-256 and SHA-384. With AES-128 and SHA-256 first, as browsers have it, a
// handshake takes a twelfth less. What the system's configuration says of them stays.
void prefer_aes_128(SSL_CTX* context) {
    constexpr std::array<unsigned, 3> given{TLS1_3_CK_AES_256_GCM_SHA384, TLS1_3_CK_CHACHA20_POLY1305_SHA256,
                                            TLS1_3_CK_AES_128_GCM_SHA256};
    const STACK_OF(SSL_CIPHER)* const all = SSL_CTX_get_ciphers(context);
    for (std::size_t i = 0; i < given.size(); ++i) {
        const SSL_CIPHER* const one = sk_SSL_CIPHER_value(all, static_cast<int>(i));
        if (one == nullptr || SSL_CIPHER_get_id(one) != given[i]) {
            return;
        }
    }
    SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
}

context_ptr make_context(http::tls_version minimum) {
    context_ptr made(SSL_CTX_new(TLS_client_method()));
    if (!made) {
        throw std::bad_alloc();
    }
    SSL_CTX* const context = made.get();
    SSL_CTX_set_min_proto_version(context, minimum == http::tls_version::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_security_level(context, std::max(2, SSL_CTX_get_security_level(context)));
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // One system call reads many small records.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, &tls_stream::keep_session);
    SSL_CTX_set_default_passwd_cb(context, &no_passphrase);
    prefer_aes_128(context);
    return made;
}

void trust(SSL_CTX* context, const http::tls_options& options) {
    if (!options.ca_file.empty()) {
        require(SSL_CTX_load_verify_file(context, options.ca_file.c_str()), "CA certificates in " + options.ca_file);
    }
    if (!options.ca_path.empty()) {
        // OpenSSL looks into the folder only when it needs a certificate.
        boost::system::error_code reason;
        std::error_code unreadable;
        if (std::filesystem::directory_iterator(options.ca_path, unreadable); unreadable) {
            reason.assign(unreadable.value(), boost::system::system_category());
            refuse(reason, "CA certificates in " + options.ca_path);
        }
        require(SSL_CTX_load_verify_dir(context, options.ca_path.c_str()), "CA certificates in " + options.ca_path);
    }
}

void show_certificate(SSL_CTX* context, const http::tls_options& options) {
    if (options.certificate_file.empty()) {
        return;
    }
    const std::string& key = options.key_file.empty() ? options.certificate_file : options.key_file;
    require(SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()),
            "certificate in " + options.certificate_file);
    require(SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM), "private key in " + key);
    require(SSL_CTX_check_private_key(context), "private key in " + key);
}

bool names_files(const http::tls_options& options) {
    return !options.ca_file.empty() || !options.ca_path.empty() || !options.certificate_file.empty();
}

store_ptr read_system_store() {
    store_ptr store(X509_STORE_new());
    if (store) {
        X509_STORE_set_default_paths(store.get());
    }
    ERR_clear_error();
    return store;
}

}  // namespace

class tls_context::impl {
public:
    explicit impl(const http::tls_options& options)
        : minimum_(options.minimum),
          verifies_(options.verify),
          ready_(!options.verify || !options.ca_file.empty() || !options.ca_path.empty()) {
        if (!names_files(options)) {
            return;
        }
        ERR_clear_error();
        trust(native(), options);
        show_certificate(native(), options);
    }

    async::awaitable<void> ready();

    // Made when it is first needed: it takes a third of the instructions of a run that needs none.
    [[nodiscard]] SSL_CTX* native() {
        if (!context_) {
            context_ = make_context(minimum_);
        }
        return context_.get();
    }

    [[nodiscard]] bool verifies() const noexcept { return verifies_; }
    [[nodiscard]] const std::shared_ptr<tls_session_cache>& sessions() const noexcept { return sessions_; }

private:
    async::awaitable<void> load();

    http::tls_version minimum_;
    context_ptr context_;
    std::shared_ptr<tls_session_cache> sessions_ = std::make_shared<tls_session_cache>(max_sessions);
    bool verifies_;
    bool ready_;
    std::optional<async::blocking_pool> reader_;
    async::event loaded_;
};

async::awaitable<void> tls_context::impl::ready() {
    if (ready_) {
        co_return;
    }
    if (reader_) {
        co_await loaded_.wait();
        co_return;
    }
    reader_.emplace(1);
    co_await async::shield(load());
}

async::awaitable<void> tls_context::impl::load() {
    // Where memory has run out the context keeps its empty store, which trusts nobody.
    if (store_ptr store = co_await reader_->run(&read_system_store)) {
        SSL_CTX_set_cert_store(native(), store.release());
    }
    reader_.reset();
    ready_ = true;
    loaded_.set();
}

tls_context::tls_context(const http::tls_options& options) : impl_(std::make_unique<impl>(options)) {
}

tls_context::~tls_context() = default;

async::awaitable<void> tls_context::ready() {
    return impl_->ready();
}

bool tls_context::verifies() const noexcept {
    return impl_->verifies();
}

std::size_t tls_context::cached_sessions() const noexcept {
    return impl_->sessions()->size();
}

ssl_ctx_st* tls_context::native() const {
    return impl_->native();
}

const std::shared_ptr<tls_session_cache>& tls_context::sessions() const noexcept {
    return impl_->sessions();
}

}  // namespace trawl::net
