#include "base/printable.hpp"

#include <gtest/gtest.h>

namespace trawl::base {
namespace {

TEST(Printable, LeavesOrdinaryTextAlone) {
    EXPECT_EQ(printable(""), "");
    EXPECT_EQ(printable("GET /a?b=c \\ ~"), "GET /a?b=c \\ ~");
    EXPECT_EQ(printable("Grüße, 東京 \U0001F600"), "Grüße, 東京 \U0001F600");
}

TEST(Printable, EscapesWhatATerminalWouldObey) {
    EXPECT_EQ(printable("\x1b[31mred\x1b]0;title\x07"), "\\x1b[31mred\\x1b]0;title\\x07");
    EXPECT_EQ(printable("a\r\n\tb\x7f"), "a\\x0d\\x0a\\x09b\\x7f");
    EXPECT_EQ(printable(std::string_view("\0x", 2)), "\\x00x");
    EXPECT_EQ(printable("\xc2\x9b"), "\\u{9b}") << "CSI as one character";
}

TEST(Printable, EscapesMarksThatTurnOrHideText) {
    EXPECT_EQ(printable("a\u202egpj.exe"), "a\\u{202e}gpj.exe");
    EXPECT_EQ(printable("\u2066\u2069\u200e\u200f\u061c"), "\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}");
    EXPECT_EQ(printable("\u2028\ufeff"), "\\u{2028}\\u{feff}");
    EXPECT_EQ(printable("\U000e0041"), "\\u{e0041}");
}

TEST(Printable, EscapesBytesThatAreNoUtf8) {
    EXPECT_EQ(printable("a\xff\xfe"), "a\\xff\\xfe");
    EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
    EXPECT_EQ(printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf") << "overlong";
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
    EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond Unicode";
    EXPECT_EQ(printable("\xe6\x9d"), "\\xe6\\x9d") << "cut";
    EXPECT_EQ(printable("\xc3(\x80"), "\\xc3(\\x80");
}

}  // namespace
}  // namespace trawl::base
