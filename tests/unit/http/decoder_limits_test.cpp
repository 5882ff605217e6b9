#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode_whole.hpp"
#include "encoders.hpp"

namespace trawl::http {
namespace {

using ::testing::HasSubstr;
using enum content_coding;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

class Bomb : public ::testing::TestWithParam<content_coding> {};
INSTANTIATE_TEST_SUITE_P(DecoderLimits, Bomb, ::testing::Values(gzip, deflate, br, zstd),
                         [](const auto& tested) { return std::string{name(tested.param)}; });

TEST_P(Bomb, IsStoppedSoonAfterTheExpansionLimit) {
    const auto coded = encode(GetParam(), std::string(64 * mebibyte, 'a'));
    decoder decode{{GetParam()}, {.max_expansion = 100}};
    std::vector<char> room(std::size_t{64} << 10);
    std::string_view rest{coded};
    std::size_t given = 0;
    std::size_t made = 0;
    while (true) {
        const auto piece = rest.substr(0, 100);
        const auto step = decode.decode(piece, room, rest.empty());
        if (!step) {
            EXPECT_EQ(step.error().code, errc::too_large);
            EXPECT_THAT(step.error().detail, HasSubstr("100 times"));
            break;
        }
        ASSERT_FALSE(step->finished);
        rest.remove_prefix(step->consumed);
        given += step->consumed;
        made += step->produced;
    }
    EXPECT_LE(made, std::max(mebibyte, given * 100));
}

TEST_P(Bomb, OfUpToAMebibyteIsNone) {
    const std::string text(mebibyte, 'a');
    EXPECT_TRUE(decode_whole({GetParam()}, encode(GetParam(), text), {}, {.max_expansion = 1}).value() == text);
    const auto more = decode_whole({GetParam()}, encode(GetParam(), text + 'a'), {}, {.max_expansion = 1});
    EXPECT_EQ(more.error().code, errc::too_large);
}

TEST_P(Bomb, WithinTheExpansionLimitIsDecoded) {
    const std::string text(4 * mebibyte, 'a');
    EXPECT_TRUE(
        decode_whole({GetParam()}, encode(GetParam(), text), {.input = 1}, {.max_expansion = 10'000'000}).value() ==
        text);
}

TEST_P(Bomb, TheSizeLimitIsExact) {
    const std::string text(10'000, 'a');
    const auto coded = encode(GetParam(), text);
    EXPECT_EQ(decode_whole({GetParam()}, coded, {}, {.max_size = 10'000}).value(), text);
    EXPECT_EQ(decode_whole({GetParam()}, coded, {.output = 100}, {.max_size = 10'000}).value(), text);
    const auto less = decode_whole({GetParam()}, coded, {.output = 100}, {.max_size = 9'999});
    EXPECT_EQ(less.error().code, errc::too_large);
    EXPECT_THAT(less.error().detail, HasSubstr("9999 bytes"));
}

TEST(DecoderLimits, ABombWithinAnotherCodingIsStoppedThoughLittleComesOut) {
    // The inner stream is 64 MiB of zero bytes behind an empty gzip member: all of it trailing bytes, which are
    // ignored.
    const auto inner = encode(gzip, "") + std::string(64 * mebibyte, '\0');
    const auto decoded = decode_whole({gzip, br}, encode(br, inner));
    EXPECT_EQ(decoded.error().code, errc::too_large);
}

TEST(DecoderLimits, AnExpansionLimitTooLargeToMultiplyIsNoLimit) {
    const std::string text(2 * mebibyte, 'a');
    EXPECT_TRUE(decode_whole({gzip}, encode(gzip, text), {}, {.max_expansion = UINT64_MAX}).value() == text);
}

TEST(DecoderLimits, ZstdWindowsAreAtMostEightMebibytes) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) {
        text += std::to_string(i * 7919LL) + ' ';
    }
    EXPECT_TRUE(decode_whole({zstd}, encode_zstd(text, 23)).value() == text);
    const auto decoded = decode_whole({zstd}, encode_zstd(text, 24));
    EXPECT_EQ(decoded.error().code, errc::content_coding);
    EXPECT_THAT(decoded.error().detail, HasSubstr("memory"));
}

TEST(DecoderLimits, LargeWindowBrotliIsNoContentCoding) {
    EXPECT_EQ(decode_whole({br}, encode_large_window_brotli("some text")).error().code, errc::content_coding);
}

}  // namespace
}  // namespace trawl::http
