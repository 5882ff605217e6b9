#include "http/digest_fields.hpp"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "http/base64.hpp"

namespace trawl::http {
namespace {

// RFC 9530, appendix B.1: {"hello": "world"} and a line end.
constexpr std::string_view sha256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";

TEST(DigestFields, ADictionaryOfByteSequencesIsRead) {
    const auto read = parse_digest_field(std::string(sha256) + ",md5=:AAECAw==:;x=1 ,  sha-512=:/w:");
    ASSERT_EQ(read.size(), 3U);
    EXPECT_EQ(read[0].algorithm, "sha-256");
    EXPECT_EQ(read[0].bytes.size(), 32U);
    EXPECT_EQ(static_cast<unsigned char>(read[0].bytes[0]), 0x44);
    EXPECT_EQ(read[1].algorithm, "md5");
    EXPECT_EQ(read[1].bytes, std::string_view("\0\1\2\3", 4));
    EXPECT_EQ(read[2].bytes, "\xFF");
}

TEST(DigestFields, TheLastOfAnAlgorithmCounts) {
    const auto read = parse_digest_field("md5=:AAAA:, md5=:AQID:");
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0].bytes, "\1\2\3");
}

TEST(DigestFields, TheyAreNotEndless) {
    std::string field;
    for (int i = 0; i < 1000; ++i) {
        field += "a" + std::to_string(i) + "=:AAAA:,";
    }
    EXPECT_EQ(parse_digest_field(field).size(), 32U);
}

TEST(DigestFields, WhatIsNoByteSequenceIsPassedOver) {
    for (const std::string_view text : {"", "sha-256", "sha-256=", "sha-256=AAAA", "sha-256=:AAAA",
                                        "sha-256=:A:", "sha-256=:AA!A:", "SHA-256=:AAAA:", "sha-256=:AAAA:x",
                                        "=:AAAA:", "sha-256=9", "sha-256=\":AAAA:\"", "sha-256 = :AAAA:"}) {
        EXPECT_TRUE(parse_digest_field(text).empty()) << text;
    }
}

TEST(Base64, DecodingGivesBackWhatWasEncoded) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(decode_base64(base64(bytes)), bytes);
        bytes += static_cast<char>(i * 37);
    }
}

}  // namespace
}  // namespace trawl::http
