#include "files/hasher.hpp"

#include <new>

#include <openssl/evp.h>

namespace trawl::files {
namespace {

// Looked up once: a look-up costs as much as hashing a small file.
const EVP_MD* method_of(digest_algorithm algorithm) {
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (algorithm == digest_algorithm::sha256) {
        return sha256;
    }
    static const EVP_MD* const sha512 = EVP_MD_fetch(nullptr, "SHA512", nullptr);
    static const EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
    return algorithm == digest_algorithm::sha512 ? sha512 : algorithm == digest_algorithm::sha1 ? sha1 : md5;
}

void require(int done) {
    if (done != 1) {
        throw std::bad_alloc();
    }
}

}  // namespace

struct hasher::context {
    const EVP_MD* method;
    EVP_MD_CTX* evp = EVP_MD_CTX_new();

    explicit context(digest_algorithm algorithm) : method(method_of(algorithm)) { restart(); }
    context(const context&) = delete;
    context& operator=(const context&) = delete;
    ~context() { EVP_MD_CTX_free(evp); }

    void restart() { require(EVP_DigestInit_ex2(evp, method, nullptr)); }
};

hasher::hasher(digest_algorithm algorithm) : algorithm_(algorithm), context_(std::make_unique<context>(algorithm)) {
}

hasher::hasher(hasher&&) noexcept = default;

hasher& hasher::operator=(hasher&&) noexcept = default;

hasher::~hasher() = default;

void hasher::update(std::span<const char> piece) {
    require(EVP_DigestUpdate(context_->evp, piece.data(), piece.size()));
}

digest hasher::finish() {
    digest of;
    of.algorithm = algorithm_;
    require(EVP_DigestFinal_ex(context_->evp, of.bytes.data(), nullptr));
    context_->restart();
    return of;
}

}  // namespace trawl::files
