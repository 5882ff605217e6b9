#include "files/sha256.hpp"

#include <new>

#include <openssl/evp.h>

namespace trawl::files {
namespace {

// Looked up once: a look-up costs as much as hashing a small file.
const EVP_MD* algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched;
}

void require(int done) {
    if (done != 1) {
        throw std::bad_alloc();
    }
}

}  // namespace

struct sha256::context {
    EVP_MD_CTX* evp = EVP_MD_CTX_new();

    context() { restart(); }
    context(const context&) = delete;
    context& operator=(const context&) = delete;
    ~context() { EVP_MD_CTX_free(evp); }

    void restart() { require(EVP_DigestInit_ex2(evp, algorithm(), nullptr)); }
};

sha256::sha256() : context_(std::make_unique<context>()) {
}

sha256::sha256(sha256&&) noexcept = default;

sha256& sha256::operator=(sha256&&) noexcept = default;

sha256::~sha256() = default;

void sha256::update(std::span<const char> piece) {
    require(EVP_DigestUpdate(context_->evp, piece.data(), piece.size()));
}

sha256_digest sha256::finish() {
    sha256_digest digest{};
    require(EVP_DigestFinal_ex(context_->evp, digest.data(), nullptr));
    context_->restart();
    return digest;
}

}  // namespace trawl::files
