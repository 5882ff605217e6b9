#include "http/content_range.hpp"

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using bytes = content_range::bytes;

TEST(ContentRange, PartAndTotalAreRead) {
    EXPECT_EQ(parse_content_range("bytes 0-3/10"), (content_range{bytes{0, 3}, 10}));
    EXPECT_EQ(parse_content_range("bytes 9-9/10"), (content_range{bytes{9, 9}, 10}));
    EXPECT_EQ(parse_content_range("Bytes  5-9/*"), (content_range{bytes{5, 9}, {}}));
    EXPECT_EQ(parse_content_range("bytes */10"), (content_range{{}, 10}));
    EXPECT_EQ(parse_content_range("bytes */0"), (content_range{{}, 0}));
    EXPECT_EQ(parse_content_range("bytes 0-18446744073709551614/*"), (content_range{bytes{0, ~0ULL - 1}, {}}));
}

TEST(ContentRange, WhatIsWrittenOtherwiseIsNone) {
    for (const std::string_view text :
         {"", "bytes", "bytes ", "bytes=0-3/10", "bytes0-3/10", "items 0-3/10", "bytes 0-3", "bytes 0-3/", "bytes 3/10",
          "bytes -3/10", "bytes 0-/10", "bytes 3-0/10", "bytes 0-10/10", "bytes 0-3/10x", "bytes 0 - 3/10",
          "bytes +0-3/10", "bytes */*", "bytes 0-18446744073709551615/*", "bytes 0-99999999999999999999/*"}) {
        EXPECT_EQ(parse_content_range(text), std::nullopt) << text;
    }
}

TEST(ContentRange, TwoInOneReplyAreNone) {
    headers reply;
    EXPECT_EQ(content_range_of(reply), std::nullopt);
    reply.add("Content-Range", "bytes 0-3/10");
    EXPECT_EQ(content_range_of(reply), (content_range{bytes{0, 3}, 10}));
    reply.add("Content-Range", "bytes 0-3/10");
    EXPECT_EQ(content_range_of(reply), std::nullopt);
}

}  // namespace
}  // namespace trawl::http
