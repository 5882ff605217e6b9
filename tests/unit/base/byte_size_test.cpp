#include "base/byte_size.hpp"

#include <gtest/gtest.h>

namespace trawl::base {
namespace {

constexpr std::uint64_t kib = 1024;

TEST(ByteSize, ReadsPlainNumbersAsBytes) {
    EXPECT_EQ(parse_byte_size("0"), byte_size(0));
    EXPECT_EQ(parse_byte_size("512"), byte_size(512));
    EXPECT_EQ(parse_byte_size("512B"), byte_size(512));
    EXPECT_EQ(parse_byte_size("9007199254740993"), byte_size(9007199254740993)) << "exact beyond 2^53";
}

TEST(ByteSize, ReadsUnits) {
    EXPECT_EQ(parse_byte_size("512k"), byte_size(512 * kib));
    EXPECT_EQ(parse_byte_size("512K"), byte_size(512 * kib));
    EXPECT_EQ(parse_byte_size("10M"), byte_size(10 * kib * kib));
    EXPECT_EQ(parse_byte_size("1.5GiB"), byte_size(3 * kib * kib * kib / 2));
    EXPECT_EQ(parse_byte_size("2 TiB"), byte_size(2 * kib * kib * kib * kib));
    EXPECT_EQ(parse_byte_size("20 MB"), byte_size(20'000'000));
    EXPECT_EQ(parse_byte_size("1.5kb"), byte_size(1500));
}

TEST(ByteSize, RefusesAllElse) {
    for (const auto* text : {"",
                             " ",
                             "k",
                             "-1",
                             "+1",
                             "1.",
                             ".5",
                             "1.x",
                             "1e5",
                             "1x",
                             "1kk",
                             "1ki",
                             "1  k",
                             "1k ",
                             "0x10",
                             "1,5M",
                             "99999999999999999999",
                             "17000000T",
                             "18446744073709551616",
                             "inf",
                             "nan"}) {
        EXPECT_EQ(parse_byte_size(text), std::nullopt) << '"' << text << '"';
    }
}

TEST(ByteSize, IsWrittenWithThreeDigits) {
    EXPECT_EQ(to_text(byte_size(0)), "0 B");
    EXPECT_EQ(to_text(byte_size(1023)), "1023 B");
    EXPECT_EQ(to_text(byte_size(1024)), "1.0 KiB");
    EXPECT_EQ(to_text(byte_size(1258291)), "1.2 MiB");
    EXPECT_EQ(to_text(byte_size(100 * kib)), "100 KiB");
    EXPECT_EQ(to_text(byte_size(kib * kib - 1)), "1.0 MiB") << "not 1024 KiB";
    EXPECT_EQ(to_text(byte_size(340 * kib * kib * kib)), "340 GiB");
    EXPECT_EQ(to_text(byte_size(~std::uint64_t{0})), "16.0 EiB");
}

}  // namespace
}  // namespace trawl::base
