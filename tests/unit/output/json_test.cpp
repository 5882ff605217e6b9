#include "output/json.hpp"

#include <array>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace trawl::output {
namespace {

using namespace std::chrono_literals;

std::string as_string(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

std::string as_milliseconds(std::chrono::nanoseconds duration) {
    std::string out;
    append_json_milliseconds(out, duration);
    return out;
}

TEST(JsonString, PlainTextStandsAsItIs) {
    EXPECT_EQ(as_string("https://example.org/a?b=c&d#e"), R"("https://example.org/a?b=c&d#e")");
    EXPECT_EQ(as_string(""), R"("")");
    EXPECT_EQ(as_string("gr\xC3\xBC\xC3\x9F \xE4\xBD\xA0 \xF0\x9F\x98\x80"),
              "\"gr\xC3\xBC\xC3\x9F \xE4\xBD\xA0 \xF0\x9F\x98\x80\"");
}

TEST(JsonString, QuotesAndControlsAreEscaped) {
    EXPECT_EQ(as_string("a\"b\\c\n\r\t"), R"("a\"b\\c\n\r\t")");
    EXPECT_EQ(as_string(std::string_view("\0\x1b\x7f", 3)), R"("\u0000\u001b\u007f")");
}

TEST(JsonString, WhatWouldSteerATerminalIsEscaped) {
    EXPECT_EQ(as_string("\xC2\x9B[31m"), R"("\u009b[31m")");
    EXPECT_EQ(as_string("\xE2\x80\xAEgnp.exe\xE2\x81\xA6"), R"("\u202egnp.exe\u2066")");
    EXPECT_EQ(as_string("\xE2\x80\xA8"), R"("\u2028")");
    EXPECT_EQ(as_string("\xF3\xA0\x81\x81"), R"("\udb40\udc41")");
}

TEST(JsonString, BytesThatAreNoUtf8BecomeReplacementCharacters) {
    const std::string replaced = "\xEF\xBF\xBD";
    EXPECT_EQ(as_string("a\xFF"
                        "b"),
              "\"a" + replaced + "b\"");
    EXPECT_EQ(as_string("\xC0\xAF"), '"' + replaced + replaced + '"') << "an overlong form";
    EXPECT_EQ(as_string("\xED\xA0\x80"), '"' + replaced + replaced + replaced + '"') << "a surrogate";
    EXPECT_EQ(as_string("\xF4\x90\x80\x80"), '"' + replaced + replaced + replaced + replaced + '"')
        << "beyond U+10FFFF";
    EXPECT_EQ(as_string("\xE4\xBD"), '"' + replaced + '"') << "cut at the end";
    EXPECT_EQ(as_string("\xF0\x9F\x98z"), '"' + replaced + "z\"") << "cut in the middle";
    EXPECT_EQ(as_string("\xE4\""), '"' + replaced + "\\\"\"") << "a cut character hides no quote";
}

TEST(JsonString, AnyBytesGiveValidJsonWithoutControls) {
    std::minstd_rand random{7};
    constexpr std::array<unsigned char, 12> favourites{'"',  '\\', 0xE2, 0x80, 0xAE, 0xF0,
                                                       0x9F, 0xC2, 0x9B, 0x1B, 0xED, 'a'};
    for (int round = 0; round < 5000; ++round) {
        std::string text(random() % 20, '\0');
        for (char& c : text) {
            c = static_cast<char>(random() % 2 == 0 ? favourites[random() % favourites.size()] : random() % 256);
        }
        const std::string json = as_string(text);
        boost::json::error_code failure;
        const boost::json::value parsed = boost::json::parse(json, failure);
        ASSERT_FALSE(failure) << json;
        for (const char c : json) {
            ASSERT_FALSE(static_cast<unsigned char>(c) < 0x20 || c == 0x7F) << json;
        }
    }
}

TEST(JsonString, EmptyIsNullWhereUnknown) {
    std::string out;
    append_json_string_or_null(out, "");
    out += ' ';
    append_json_string_or_null(out, "x");
    EXPECT_EQ(out, R"(null "x")");
}

TEST(JsonMilliseconds, HaveThreeDecimals) {
    EXPECT_EQ(as_milliseconds(0ns), "0.000");
    EXPECT_EQ(as_milliseconds(1500ms), "1500.000");
    EXPECT_EQ(as_milliseconds(1234567ns), "1.235");
    EXPECT_EQ(as_milliseconds(7us), "0.007");
    EXPECT_EQ(as_milliseconds(24h * 365), "31536000000.000");
}

TEST(JsonMilliseconds, NegativeCountsAsNone) {
    EXPECT_EQ(as_milliseconds(-1s), "0.000");
}

TEST(JsonNumber, LargestFits) {
    std::string out;
    append_json_number(out, 18446744073709551615U);
    EXPECT_EQ(out, "18446744073709551615");
}

TEST(JsonDigest, IsLowerCaseHexadecimal) {
    std::string out;
    append_json_digest(out, std::array<unsigned char, 3>{0x00, 0x9F, 0xFF});
    EXPECT_EQ(out, R"("009fff")");
}

TEST(JsonTime, IsIso8601InUtcToTheMillisecond) {
    const auto text = [](std::chrono::system_clock::time_point when) {
        std::string out;
        append_json_time(out, when);
        return out;
    };
    EXPECT_EQ(text(std::chrono::sys_days{std::chrono::year{2024} / 2 / 29} + 23h + 59min + 59s + 999'999us),
              R"("2024-02-29T23:59:59.999Z")");
    EXPECT_EQ(text({}), R"("1970-01-01T00:00:00.000Z")");
}

}  // namespace
}  // namespace trawl::output
