#include "http/decoder.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode_whole.hpp"
#include "encoders.hpp"

namespace trawl::http {
namespace {

using ::testing::HasSubstr;
using enum content_coding;

std::string random_text(std::mt19937& random, std::size_t size, unsigned letters) {
    std::uniform_int_distribution<unsigned> letter{0, letters - 1};
    std::string text(size, '\0');
    for (auto& c : text) {
        c = static_cast<char>(letter(random));
    }
    return text;
}

std::string some_text() {
    std::string text;
    for (int i = 0; i < 40; ++i) {
        text += "line " + std::to_string(i * i) + " of a text that repeats itself a little\n";
    }
    return text;
}

std::string error_of(const result<std::string>& decoded) {
    return decoded ? "no error, " + std::to_string(decoded->size()) + " bytes"
                   : std::string{name(decoded.error().code)} + ": " + decoded.error().detail;
}

class EachCoding : public ::testing::TestWithParam<content_coding> {};
INSTANTIATE_TEST_SUITE_P(Decoder, EachCoding, ::testing::Values(gzip, deflate, br, zstd),
                         [](const auto& tested) { return std::string{name(tested.param)}; });

TEST_P(EachCoding, IsUndone) {
    const auto text = some_text();
    EXPECT_EQ(decode_whole({GetParam()}, encode(GetParam(), text)).value(), text);
}

TEST_P(EachCoding, IsUndoneWhereverItIsSplit) {
    const auto text = some_text();
    const auto coded = encode(GetParam(), text);
    for (std::size_t split = 1; split < coded.size(); ++split) {
        EXPECT_EQ(decode_whole({GetParam()}, coded, {.input = split}).value(), text) << split;
    }
    EXPECT_EQ(decode_whole({GetParam()}, coded, {.input = 1, .output = 1}).value(), text);
    EXPECT_EQ(decode_whole({GetParam()}, coded, {.input = 1, .output = 1, .tell_end_early = true}).value(), text);
    EXPECT_EQ(decode_whole({GetParam()}, coded, {.output = text.size()}).value(), text);
    EXPECT_EQ(decode_whole({GetParam()}, coded, {.output = 7, .tell_end_early = true}).value(), text);
}

TEST_P(EachCoding, OfRandomBodiesIsUndone) {
    std::mt19937 random{7};
    for (const std::size_t size : {1U, 2U, 100U, 65'535U, 65'536U, 300'000U}) {
        for (const unsigned letters : {1U, 3U, 256U}) {
            const auto text = random_text(random, size, letters);
            const pieces how{
                .input = 1 + random() % 5'000, .output = 1 + random() % 70'000, .tell_end_early = random() % 2 == 0};
            EXPECT_TRUE(decode_whole({GetParam()}, encode(GetParam(), text), how).value() == text)
                << size << ' ' << letters;
        }
    }
}

TEST_P(EachCoding, OfNothingIsNothing) {
    EXPECT_EQ(decode_whole({GetParam()}, encode(GetParam(), "")).value(), "");
    EXPECT_EQ(decode_whole({GetParam()}, encode(GetParam(), ""), {.input = 1}).value(), "");
}

TEST_P(EachCoding, OfAnEmptyBodyIsWhole) {
    EXPECT_EQ(decode_whole({GetParam()}, "").value(), "");
}

TEST_P(EachCoding, CutAnywhereEndedEarly) {
    const auto coded = encode(GetParam(), some_text());
    for (std::size_t size = 1; size < coded.size(); ++size) {
        const auto decoded = decode_whole({GetParam()}, std::string_view{coded}.substr(0, size));
        EXPECT_THAT(error_of(decoded), ::testing::StartsWith("content_coding:")) << size;
        EXPECT_THAT(error_of(decoded), HasSubstr("ended early")) << size;
    }
}

TEST_P(EachCoding, WithBytesBehindItIsWhole) {
    const auto text = some_text();
    const auto coded = encode(GetParam(), text);
    for (const auto& more :
         {std::string(1, '\0'), std::string(5'000, '\0'), std::string{"garbage"}, std::string{"<!-- x -->"}}) {
        EXPECT_EQ(decode_whole({GetParam()}, coded + more).value(), text);
        EXPECT_EQ(decode_whole({GetParam()}, coded + more, {.input = 1}).value(), text);
    }
}

TEST_P(EachCoding, OfDamagedBytesNeverEndsInAnythingButAnErrorOrText) {
    std::mt19937 random{11};
    const auto text = some_text();
    const auto coded = encode(GetParam(), text);
    for (int i = 0; i < 2'000; ++i) {
        auto damaged = coded;
        damaged[random() % damaged.size()] = static_cast<char>(random());
        const auto decoded = decode_whole({GetParam()}, damaged, {.input = 1 + random() % 100});
        if (!decoded) {
            EXPECT_TRUE(decoded.error().code == errc::content_coding || decoded.error().code == errc::too_large);
            EXPECT_EQ(decoded.error().where, phase::body);
        }
    }
}

TEST_P(EachCoding, OfRandomBytesNeverEndsInAnythingButAnErrorOrText) {
    std::mt19937 random{13};
    for (int i = 0; i < 2'000; ++i) {
        const auto decoded = decode_whole({GetParam()}, random_text(random, 1 + random() % 300, 256));
        if (!decoded) {
            EXPECT_EQ(decoded.error().code, errc::content_coding);
        }
    }
}

TEST_P(EachCoding, CanBeStackedOnEachOther) {
    const auto text = some_text();
    for (const auto below : {gzip, deflate, br, zstd}) {
        const std::vector codings{below, gzip, GetParam()};
        const auto coded = encode(codings, text);
        EXPECT_EQ(decode_whole(codings, coded).value(), text);
        EXPECT_EQ(decode_whole(codings, coded, {.input = 1, .output = 1}).value(), text);
        EXPECT_THAT(error_of(decode_whole(codings, std::string_view{coded}.substr(0, coded.size() - 1))),
                    HasSubstr("ended early"));
    }
}

TEST(Decoder, LargeStackedBodiesPassThroughSmallLinks) {
    std::mt19937 random{17};
    const auto text = random_text(random, 1'000'000, 4);
    const std::vector codings{zstd, br, gzip};
    EXPECT_TRUE(decode_whole(codings, encode(codings, text), {.input = 1'000}).value() == text);
}

TEST(Decoder, AnInnerCodingCutShortEndedEarly) {
    const auto inner = encode(gzip, some_text());
    const auto coded = encode(br, std::string_view{inner}.substr(0, inner.size() - 4));
    EXPECT_EQ(error_of(decode_whole({gzip, br}, coded)), "content_coding: gzip: ended early");
}

TEST(Decoder, DeflateMayBeRaw) {
    const auto text = some_text();
    for (const std::string& plain : {text, std::string{}, std::string{"x"}, std::string(100'000, 'y')}) {
        const auto coded = encode_raw_deflate(plain);
        EXPECT_EQ(decode_whole({deflate}, coded).value(), plain);
        EXPECT_EQ(decode_whole({deflate}, coded, {.input = 1, .output = 3}).value(), plain);
    }
}

TEST(Decoder, GzipMembersAreDecodedOneAfterTheOther) {
    const auto coded = encode(gzip, "one, ") + encode(gzip, "") + encode(gzip, "two") + encode(gzip, ", three");
    for (std::size_t split = 1; split <= coded.size(); ++split) {
        EXPECT_EQ(decode_whole({gzip}, coded, {.input = split}).value(), "one, two, three") << split;
    }
}

TEST(Decoder, ZstdFramesAreDecodedOneAfterTheOtherAndSkippableOnesSkipped) {
    const std::string skippable{"\x5a\x2a\x4d\x18\x03\x00\x00\x00zzz", 11};
    const auto coded = skippable + encode(zstd, "one, ") + skippable + encode(zstd, "two") + skippable;
    for (std::size_t split = 1; split <= coded.size(); ++split) {
        EXPECT_EQ(decode_whole({zstd}, coded, {.input = split}).value(), "one, two") << split;
    }
}

TEST(Decoder, AFurtherMemberThatIsCutEndedEarly) {
    const auto coded = encode(gzip, "one") + encode(gzip, "two");
    EXPECT_THAT(error_of(decode_whole({gzip}, std::string_view{coded}.substr(0, coded.size() - 1))),
                HasSubstr("ended early"));
}

TEST(Decoder, GzipChecksLengthAndSum) {
    auto coded = encode(gzip, some_text());
    coded[coded.size() - 1] = static_cast<char>(coded[coded.size() - 1] ^ 1);
    EXPECT_EQ(error_of(decode_whole({gzip}, coded)), "content_coding: gzip: incorrect length check");
    coded = encode(gzip, some_text());
    coded[coded.size() - 5] = static_cast<char>(coded[coded.size() - 5] ^ 1);
    EXPECT_EQ(error_of(decode_whole({gzip}, coded)), "content_coding: gzip: incorrect data check");
}

TEST(Decoder, ABodyInAnotherFormatIsDamaged) {
    for (const auto coding : {gzip, zstd}) {
        EXPECT_THAT(error_of(decode_whole({coding}, "<!doctype html><p>Not coded at all.")),
                    HasSubstr("not in this format"));
    }
    EXPECT_THAT(error_of(decode_whole({gzip}, encode(deflate, "x"))), HasSubstr("not in this format"));
}

TEST(Decoder, DamageInTheMiddleIsTold) {
    auto coded = encode(zstd, some_text());
    coded[coded.size() - 1] = static_cast<char>(coded[coded.size() - 1] ^ 1);
    EXPECT_THAT(error_of(decode_whole({zstd}, coded)), HasSubstr("checksum"));
}

}  // namespace
}  // namespace trawl::http
