#include "files/hasher.hpp"

#include <variant>

// OpenSSL would rather have its EVP functions used. Those load its configuration, its providers and the names of all its
// errors first, which is a third of what a run for one small file does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>

namespace trawl::files {
namespace {

template <class State, int (*Init)(State*), int (*Update)(State*, const void*, std::size_t),
          int (*Final)(unsigned char*, State*)>
struct method {
    State state;

    method() { Init(&state); }
    void update(std::span<const char> piece) { Update(&state, piece.data(), piece.size()); }
    void finish(unsigned char* into) {
        Final(into, &state);
        Init(&state);
    }
};

using sha256_method = method<SHA256_CTX, SHA256_Init, SHA256_Update, SHA256_Final>;
using sha512_method = method<SHA512_CTX, SHA512_Init, SHA512_Update, SHA512_Final>;
using sha1_method = method<SHA_CTX, SHA1_Init, SHA1_Update, SHA1_Final>;
using md5_method = method<MD5_CTX, MD5_Init, MD5_Update, MD5_Final>;

}  // namespace

struct hasher::context {
    std::variant<sha256_method, sha512_method, sha1_method, md5_method> used;

    explicit context(digest_algorithm algorithm) {
        switch (algorithm) {
            case digest_algorithm::sha256:
                break;
            case digest_algorithm::sha512:
                used.emplace<sha512_method>();
                break;
            case digest_algorithm::sha1:
                used.emplace<sha1_method>();
                break;
            case digest_algorithm::md5:
                used.emplace<md5_method>();
                break;
        }
    }
};

hasher::hasher(digest_algorithm algorithm) : algorithm_(algorithm), context_(std::make_unique<context>(algorithm)) {
}

hasher::hasher(hasher&&) noexcept = default;

hasher& hasher::operator=(hasher&&) noexcept = default;

hasher::~hasher() = default;

void hasher::update(std::span<const char> piece) {
    std::visit([piece](auto& method) { method.update(piece); }, context_->used);
}

digest hasher::finish() {
    digest of;
    of.algorithm = algorithm_;
    std::visit([&of](auto& method) { method.finish(of.bytes.data()); }, context_->used);
    return of;
}

}  // namespace trawl::files
