#include "files/sha256.hpp"

#include <string_view>

#include <gtest/gtest.h>

#include "unit/files/disk_loop.hpp"

namespace trawl::files {
namespace {

// FIPS 180-4, examples of NIST.
constexpr std::string_view of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, KnowsTheExamplesOfTheStandard) {
    sha256 digest;
    EXPECT_EQ(test::to_hex(digest.finish()), of_nothing);
    digest.update(std::string_view("abc"));
    EXPECT_EQ(test::to_hex(digest.finish()), of_abc);
}

TEST(Sha256, TakesPieces) {
    sha256 digest;
    digest.update(std::string_view("a"));
    digest.update(std::string_view());
    digest.update(std::string_view("bc"));
    EXPECT_EQ(test::to_hex(digest.finish()), of_abc);
}

TEST(Sha256, StartsAgainAfterADigest) {
    sha256 digest;
    digest.update(std::string_view("something else"));
    (void)digest.finish();
    digest.update(std::string_view("abc"));
    EXPECT_EQ(test::to_hex(digest.finish()), of_abc);
}

}  // namespace
}  // namespace trawl::files
