#include "url/percent.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using namespace std::string_view_literals;
using trawl::http::append_encoded;
using trawl::http::percent_decoded;
using trawl::http::percent_set;

std::string printable() {
    std::string text;
    for (char c = 0x20; c < 0x7F; ++c) {
        text += c;
    }
    return text;
}

// The characters of printable ASCII which a set encodes.
std::string encoded_by(percent_set set) {
    std::string found;
    for (const char c : printable()) {
        std::string out;
        append_encoded(out, {&c, 1}, set);
        if (out.size() == 3) {
            found += c;
        }
    }
    return found;
}

TEST(Percent, EachSetEncodesItsOwnCharacters) {
    EXPECT_EQ(encoded_by(percent_set::fragment), " \"<>`");
    EXPECT_EQ(encoded_by(percent_set::query), " \"#'<>");
    EXPECT_EQ(encoded_by(percent_set::path), " \"#<>?^`{}");
    EXPECT_EQ(encoded_by(percent_set::userinfo), " \"#/:;<=>?@[\\]^`{|}");
}

TEST(Percent, ControlsAndBytesOverAsciiAreAlwaysEncoded) {
    for (const auto set : {percent_set::fragment, percent_set::query, percent_set::path, percent_set::userinfo}) {
        std::string out;
        append_encoded(out, "\0\x1F\x7F\x80\xFF"sv, set);
        EXPECT_EQ(out, "%00%1F%7F%80%FF");
    }
}

TEST(Percent, WhatIsEncodedStaysAsItIs) {
    std::string out = "x";
    append_encoded(out, "%41%zz%", percent_set::path);
    EXPECT_EQ(out, "x%41%zz%");
}

TEST(Percent, DecodesOnce) {
    EXPECT_EQ(percent_decoded("a%20b%2Fc%2fd"), "a b/c/d");
    EXPECT_EQ(percent_decoded("%2541"), "%41");
    EXPECT_EQ(percent_decoded("%00%ff"), "\0\xFF"sv);
    EXPECT_EQ(percent_decoded("%%41"), "%A");
}

TEST(Percent, LeavesAPercentSignWithoutTwoDigits) {
    for (const std::string_view text : {"%", "%4", "%4g", "%g4", "100%", "%%"}) {
        EXPECT_EQ(percent_decoded(text), text);
    }
}

}  // namespace
