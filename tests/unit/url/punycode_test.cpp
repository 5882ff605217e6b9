#include "url/punycode.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using trawl::http::punycode_decoded;
using trawl::http::punycode_encoded;

struct sample {
    std::u32string_view label;
    std::string_view encoded;
};

constexpr sample samples[] = {
    {U"\u00FC", "tda"},         {U"b\u00FCcher", "bcher-kva"},
    {U"\u2603", "n3h"},         {U"\U0001F4A9", "ls8h"},
    {U"a\u2020--", "a---kp0a"}, {U"\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587", "ihqwcrb4cv8a8dqg056pqjye"},
    {U"abc", "abc-"},           {U"", ""},
};

TEST(Punycode, EncodesAndDecodesTheSamples) {
    for (const auto& [label, encoded] : samples) {
        EXPECT_EQ(punycode_encoded(label), encoded);
        EXPECT_EQ(punycode_decoded(encoded), label) << encoded;
    }
}

TEST(Punycode, RefusesWhatNoLabelEncodesTo) {
    // A digit out of the alphabet, a number cut short, an overflow, code points that do not exist, a surrogate, upper
    // case, only a delimiter, what is not ASCII on either side of it.
    for (const std::string_view text :
         {"ls8h=", "a-b", "99999999", "ib9b", "zy0c", "TDA", "-", "a-\xC3\xBC", "\xC3\xBC-kva"}) {
        EXPECT_EQ(punycode_decoded(text), std::nullopt) << text;
    }
}

}  // namespace
