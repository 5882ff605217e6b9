#include "support/sha256.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>

#include "support/temp_dir.hpp"

namespace trawl::test {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error{"EVP_Digest failed"};
    }
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += "0123456789abcdef"[digest[i] >> 4];
        text += "0123456789abcdef"[digest[i] & 15];
    }
    return text;
}

std::string sha256_of_file(const std::filesystem::path& where) {
    return sha256(read_file(where));
}

}  // namespace trawl::test
