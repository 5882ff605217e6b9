#include "files/digest.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "files/hasher.hpp"

namespace trawl::files {
namespace {

// Of "abc": RFC 1321, FIPS 180-4.
constexpr std::string_view md5 = "900150983cd24fb0d6963f7d28e17f72";
constexpr std::string_view sha512 =
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

TEST(Digest, IsComputedByEachAlgorithm) {
    for (const auto& [algorithm, hex] : {std::pair(digest_algorithm::md5, md5), {digest_algorithm::sha512, sha512}}) {
        hasher hash(algorithm);
        hash.update(std::string_view("a"));
        hash.update(std::string_view("bc"));
        const auto found = hash.finish();
        EXPECT_EQ(found, parse_digest(algorithm, hex));
        EXPECT_EQ(to_text(found), std::string(name(algorithm)) + '=' + std::string(hex));
        hash.update(std::string_view("abc"));
        EXPECT_EQ(hash.finish(), found) << "it starts again";
    }
}

TEST(Digest, ReadsNamesOfAlgorithms) {
    EXPECT_EQ(parse_digest_algorithm("md5"), digest_algorithm::md5);
    EXPECT_EQ(parse_digest_algorithm("MD5"), digest_algorithm::md5);
    EXPECT_EQ(parse_digest_algorithm("sha256"), digest_algorithm::sha256);
    EXPECT_EQ(parse_digest_algorithm("sha-256"), digest_algorithm::sha256);
    EXPECT_EQ(parse_digest_algorithm("SHA-512"), digest_algorithm::sha512);
    for (const auto* text :
         {"", "sha", "sha1", "sha-", "sha--256", "sha256-", "-sha256", "s-ha256", "md-5", "sha2567"}) {
        EXPECT_FALSE(parse_digest_algorithm(text)) << text;
    }
}

TEST(Digest, ReadsHexadecimalDigits) {
    std::string upper(md5);
    upper[6] = 'A';
    EXPECT_TRUE(parse_digest(digest_algorithm::md5, upper));
    EXPECT_EQ(parse_digest(digest_algorithm::md5, "900150983CD24FB0D6963F7D28E17F72"),
              parse_digest(digest_algorithm::md5, md5));
    EXPECT_FALSE(parse_digest(digest_algorithm::md5, md5.substr(1)));
    EXPECT_FALSE(parse_digest(digest_algorithm::sha256, md5));
    EXPECT_FALSE(parse_digest(digest_algorithm::md5, std::string(md5) + "00"));
    upper[31] = 'g';
    EXPECT_FALSE(parse_digest(digest_algorithm::md5, upper));
}

}  // namespace
}  // namespace trawl::files
