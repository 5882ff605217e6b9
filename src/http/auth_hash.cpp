#include "http/auth_hash.hpp"

#include <array>
#include <new>
#include <span>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace trawl::http {
namespace {

// Looked up once: a look-up costs more than hashing a line.
const EVP_MD* algorithm(auth_hash which) noexcept {
    static const std::array<const EVP_MD*, 3> fetched{EVP_MD_fetch(nullptr, "MD5", nullptr),
                                                      EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                      EVP_MD_fetch(nullptr, "SHA512-256", nullptr)};
    return fetched[static_cast<std::size_t>(which)];
}

std::string hex(std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace

bool is_available(auth_hash which) noexcept {
    return algorithm(which) != nullptr;
}

std::string hash_hex(auth_hash which, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm(which), nullptr) != 1) {
        throw std::bad_alloc();
    }
    return hex(std::span(digest).first(size));
}

std::string random_hex(std::size_t bytes) {
    std::string random(bytes, '\0');
    auto* const data = reinterpret_cast<unsigned char*>(random.data());
    if (RAND_bytes(data, static_cast<int>(bytes)) != 1) {
        throw std::runtime_error("OpenSSL has no random bytes");
    }
    return hex(std::span(data, bytes));
}

}  // namespace trawl::http
