#include "html/charset.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using namespace std::string_view_literals;
namespace html = trawl::html;

TEST(Charset, LabelsMeanEncodings) {
    EXPECT_EQ(html::encoding_of_label(" Latin1\n"), "windows-1252");
    EXPECT_EQ(html::encoding_of_label("GB2312"), "gbk");
    EXPECT_EQ(html::encoding_of_label("ks_c_5601-1987"), "euc-kr");
    EXPECT_EQ(html::encoding_of_label("latin1 l2"), "");
    EXPECT_EQ(html::encoding_of_label("klingon"), "");
    EXPECT_EQ(html::encoding_of_label(""), "");
}

TEST(Charset, IsWhatIsSaidFirst) {
    struct row {
        std::string_view bytes;
        std::string_view header;
        std::string_view charset;
    };
    const row rows[] = {
        {"\xEF\xBB\xBF<meta charset=koi8-r>", "shift_jis", "utf-8"},
        {"\xFF\xFE<\0"sv, "", "utf-16le"},
        {"<meta charset=koi8-r>", "shift_jis", "shift_jis"},
        {"<meta charset=koi8-r>", "klingon", "koi8-r"},
        {"<META HTTP-EQUIV=content-type CONTENT='text/html; charset = \"euc-jp\"'>", "", "euc-jp"},
        {"<!-- <meta charset=koi8-r> --><meta charset='latin2'>", "", "iso-8859-2"},
        {"<meta charset=utf-16>", "", "utf-8"},
        {"<meta name=x content='text/html; charset=koi8-r'>", "", "utf-8"},
        {"<?xml version='1.0' encoding='windows-1251'?>", "", "windows-1251"},
        {"plain", "", "utf-8"},
        {"", "", "utf-8"},
        {"caf\xC3\xA9", "", "utf-8"},
        {"caf\xC3", "", "utf-8"},
        {"caf\xE9 ol\xE9", "", "windows-1252"},
    };
    for (const row& row : rows) {
        EXPECT_EQ(html::sniff_charset(row.bytes, row.header), row.charset) << row.bytes;
    }
    EXPECT_EQ(html::sniff_charset(std::string(1024, ' ') + "<meta charset=koi8-r>", ""), "utf-8");
    EXPECT_EQ(html::sniff_text_charset("@charset \"koi8-r\"; x", ""), "koi8-r");
}

std::string decoded(std::string_view charset, std::string_view bytes, std::size_t piece) {
    html::charset_decoder decoder(charset);
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        decoder.decode(bytes.substr(at, piece), out, at + piece >= bytes.size());
    }
    return out;
}

TEST(Charset, DecodesPiecesOfAnySize) {
    struct row {
        std::string_view charset;
        std::string_view bytes;
        std::string_view text;
    };
    const row rows[] = {
        {"utf-8",
         "\xEF\xBB\xBF"
         "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z",
         "a\u00E4\u20AC\U0001F600z"},
        {"utf-8",
         "a\xC3"
         "b\xE2\x82"
         "c\xFF\xC0\xAF",
         "a\uFFFDb\uFFFDc\uFFFD\uFFFD\uFFFD"},
        {"utf-8", "a\xE2\x82", "a\uFFFD"},
        {"iso-8859-1", "\x80\xE4\x81", "\u20AC\u00E4\u0081"},
        {"nonsense", "\xE4", "\u00E4"},
        {"utf-16le",
         "\xFF\xFE"
         "a\0\xAC\x20"sv,
         "a\u20AC"},
        {"utf-16be", "\0a\x20\xAC\0"sv, "a\u20AC\uFFFD"},
        {"shift_jis", "\x93\xFA\x96\x7B\x80", "\u65E5\u672C\uFFFD"},
        {"euc-kr", "\xC7\xD1<\xC7<", "\uD55C<\uFFFD<"},
        {"gb18030", "\x81\x30\x81\x30\xC4\xE3", "\u0080\u4F60"},
        {"iso-2022-jp", "\x1B$BF|K\\\x1B(B!", "\u65E5\u672C!"},
        {"windows-1251", "\xCF\x98", "\u041F\u0098"},
        {"windows-1255", "\xF9", "\u05E9"},
        {"x-user-defined", "a\x80", "a\uF780"},
        {"hz-gb-2312", "anything", "\uFFFD"},
    };
    for (const row& row : rows) {
        for (const std::size_t piece : {1U, 2U, 100U}) {
            EXPECT_EQ(decoded(row.charset, row.bytes, piece), row.text) << row.charset << " by " << piece;
        }
    }
}

TEST(Charset, DecodersCanBeMoved) {
    html::charset_decoder first("shift_jis");
    std::string out;
    first.decode("\x93", out, false);
    html::charset_decoder second("utf-8");
    second = std::move(first);
    html::charset_decoder third(std::move(second));
    third.decode("\xFA", out, true);
    EXPECT_EQ(out, "\u65E5");
}

}  // namespace
