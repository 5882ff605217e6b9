#include "url/host.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "trawl/http/url.hpp"

namespace {

using namespace std::string_view_literals;
using trawl::http::append_host;
using trawl::http::host_kind;

struct sample {
    std::string_view text;
    std::string_view host;
};

void expect_hosts(host_kind kind, std::initializer_list<sample> samples) {
    for (const auto& [text, host] : samples) {
        std::string out = "before ";
        EXPECT_EQ(append_host(out, text), kind) << text;
        EXPECT_EQ(out, "before " + std::string(host)) << text;
    }
}

void expect_refused(std::initializer_list<std::string_view> hosts) {
    for (const std::string_view text : hosts) {
        std::string out;
        EXPECT_EQ(append_host(out, text), host_kind::invalid) << text << " gives " << out;
    }
}

TEST(Host, AsciiNamesAreLowered) {
    expect_hosts(host_kind::name, {{"example.org", "example.org"},
                                   {"EXAMPLE.Org", "example.org"},
                                   {"a_b.c-d", "a_b.c-d"},
                                   {"-a-.b-", "-a-.b-"},
                                   {"ab--cd", "ab--cd"},
                                   {"example.org.", "example.org."},
                                   {"a..b", "a..b"},
                                   {".", "."},
                                   {"!$&'()*+,;=~`{}\"", "!$&'()*+,;=~`{}\""},
                                   {"axn--b", "axn--b"}});
}

TEST(Host, PercentEncodingIsDecodedFirst) {
    expect_hosts(host_kind::name,
                 {{"ex%61mple.org", "example.org"}, {"EX%41MPLE%2eorg", "example.org"}, {"%e2%98%83", "xn--n3h"}});
    expect_hosts(host_kind::address, {{"%31%32%37.1", "127.0.0.1"}});
}

TEST(Host, ForbiddenCodePointsAreRefused) {
    for (const char c : "\1\t\n\r\x1F #/<>?@[\\]^|%\x7F"sv) {
        std::string out;
        EXPECT_EQ(append_host(out, std::string("a") + c + "b"), host_kind::invalid) << static_cast<int>(c);
    }
    expect_refused(
        {"a\0b"sv, "a%00b", "a%20b", "a%25b", "a%2Fb", "a%3Ab", "a%40b", "a%5Bb", "a%7Cb", "%", "%4", "a%zz"});
    expect_refused({"\xE2\x98\x83 b", "\xE2\x98\x83%00b", "\xE2\x98\x83%2Fb",
                    "\xE2\xA9\xB4"
                    "80"});
}

TEST(Host, Ipv4InEveryForm) {
    expect_hosts(host_kind::address, {{"127.0.0.1", "127.0.0.1"},
                                      {"127.0.0.1.", "127.0.0.1"},
                                      {"127.1", "127.0.0.1"},
                                      {"1.2.3", "1.2.0.3"},
                                      {"2130706433", "127.0.0.1"},
                                      {"0x7F000001", "127.0.0.1"},
                                      {"0177.0.0.01", "127.0.0.1"},
                                      {"0x7f.1", "127.0.0.1"},
                                      {"0", "0.0.0.0"},
                                      {"0x", "0.0.0.0"},
                                      {"00", "0.0.0.0"},
                                      {"255.255.255.255", "255.255.255.255"},
                                      {"4294967295", "255.255.255.255"},
                                      {"1.16777215", "1.255.255.255"},
                                      {"\xEF\xBC\x91.1.1.1", "1.1.1.1"}});
}

TEST(Host, WhatEndsInANumberIsAnIpv4AddressOrRefused) {
    expect_refused({"256.1.1.1", "1.256.1.1", "1.1.1.256", "1.2.3.4.5", "1.2.65536", "1.16777216", "4294967296",
                    "99999999999999999999", "08", "1.09", "a.1", "a.0x", "a.0x1.", "1..2", ".1", "0xfffffffff",
                    "a.b.99"});
}

TEST(Host, WhatOnlyLooksLikeANumberIsAName) {
    expect_hosts(host_kind::name,
                 {{"1.2.3.4a", "1.2.3.4a"}, {"0x1g", "0x1g"}, {"1.com", "1.com"}, {"1.2..", "1.2.."}, {"1e3", "1e3"}});
}

TEST(Host, Ipv6IsCompressed) {
    expect_hosts(host_kind::address, {{"[::]", "[::]"},
                                      {"[::1]", "[::1]"},
                                      {"[1::]", "[1::]"},
                                      {"[1:0:0:0:0:0:0:8]", "[1::8]"},
                                      {"[1:0:0:4:0:0:0:8]", "[1:0:0:4::8]"},
                                      {"[1:0:0:4:5:0:0:8]", "[1::4:5:0:0:8]"},
                                      {"[1:0:3:4:5:6:7:8]", "[1:0:3:4:5:6:7:8]"},
                                      {"[0:2:3:4:5:6:7:0]", "[0:2:3:4:5:6:7:0]"},
                                      {"[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]"},
                                      {"[::2:3:4:5:6:7:8]", "[0:2:3:4:5:6:7:8]"},
                                      {"[2001:DB8::00AB]", "[2001:db8::ab]"},
                                      {"[::127.0.0.1]", "[::7f00:1]"},
                                      {"[::ffff:1.2.3.4]", "[::ffff:102:304]"},
                                      {"[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:102:304]"}});
}

TEST(Host, MalformedIpv6IsRefused) {
    expect_refused({"[",
                    "[]",
                    "[:]",
                    "[::1",
                    "::1]",
                    "[1]",
                    "[:1]",
                    "[1:]",
                    "[1:2]",
                    "[1:2:3:4:5:6:7]",
                    "[1:2:3:4:5:6:7:8:9]",
                    "[1:2:3:4:5:6:7:8::]",
                    "[::1:2:3:4:5:6:7:8]",
                    "[1::2::3]",
                    "[:::]",
                    "[::12345]",
                    "[::g]",
                    "[::%31]",
                    "[fe80::1%25eth0]",
                    "[::1.2.3]",
                    "[::1.2.3.4.5]",
                    "[::1.2.3.]",
                    "[::.2.3.4]",
                    "[::1.2.3.256]",
                    "[::1.2.3.04]",
                    "[::1..3.4]",
                    "[::1.2.3.0x4]",
                    "[1.2.3.4::]",
                    "[1:2:3:4:5:6:7:1.2.3.4]",
                    "[1.2.3.4]",
                    "[::1.2.3.4:5]",
                    "[::1]a",
                    "[:: 1]",
                    "[::-1]",
                    "[::+1]"});
}

TEST(Host, InternationalNamesBecomePunycode) {
    expect_hosts(host_kind::name, {{"b\xC3\xBC"
                                    "cher.example",
                                    "xn--bcher-kva.example"},
                                   {"B\xC3\x9C"
                                    "CHER.example",
                                    "xn--bcher-kva.example"},
                                   {"fa\xC3\x9F.de", "xn--fa-hia.de"},
                                   {"FA\xE1\xBA\x9E.de", "xn--fa-hia.de"},
                                   {"\xCE\xB2\xCF\x8C\xCE\xBB\xCE\xBF\xCF\x82.com", "xn--nxasmm1c.com"},
                                   {"\xE2\x98\x83.net", "xn--n3h.net"},
                                   {"\xF0\x9F\x92\xA9.la", "xn--ls8h.la"},
                                   {"fa\xC3\x9F\xE2\x98\x83", "xn--fa-hia6419a"},
                                   {"a\xE2\x80\xA0--", "xn--a---kp0a"},
                                   {"-\xC3\xBC-", "xn-----xka"},
                                   {"\xEF\xBD\x87\xEF\xBD\x8F.com", "go.com"},
                                   {"a\xE3\x80\x82"
                                    "b\xEF\xBC\x8E"
                                    "c\xEF\xBD\xA1"
                                    "d",
                                    "a.b.c.d"},
                                   {"a\xC2\xAD"
                                    "b",
                                    "ab"},
                                   {"e\xCC\x81", "xn--9ca"},
                                   {"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D.example", "xn--9dbne9b.example"}});
}

TEST(Host, PunycodeIsCheckedByWhatItDecodesTo) {
    expect_hosts(host_kind::name, {{"xn--bcher-kva.example", "xn--bcher-kva.example"},
                                   {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
                                   {"xn--ls8h.la", "xn--ls8h.la"},
                                   {"xn--zca", "xn--zca"},
                                   {"\xEF\xBD\x98n--zca", "xn--zca"}});
    // No digits; ASCII alone; malformed; upper case inside; not normalized; unassigned; a combining mark first; a
    // joiner without its context.
    expect_refused({"xn--", "xn--abc-", "xn--a", "xn--ls8h=", "xn--zn7c.com", "xn--5sa", "xn--a-yoc", "xn--1ug.example",
                    "xn--0.pt", "a.xn--.b", "xn--99999999", "xn--\xC3\xBC"});
}

TEST(Host, DomainsThatUts46RefusesAreRefused) {
    // Invalid UTF-8, noncharacters, U+FFFD, unpaired surrogates and over-long forms.
    expect_refused({"a\xFF", "a\xC3", "a\xC0\xAF", "a\xE0\x80\xAF", "a\xED\xA0\x80", "a\xF4\x90\x80\x80",
                    "a\xEF\xBF\xBD", "a\xEF\xBF\xBF"});
    // Nothing left; a combining mark first; a joiner without its context; a left-to-right letter after a right-to-left
    // digit.
    expect_refused({"\xC2\xAD",
                    "\xCC\x81"
                    "a",
                    "\xE2\x80\x8D.example",
                    "\xD9\xAA"
                    "a"});
    // Bidi: a label that begins with a digit beside a right-to-left one.
    expect_refused({"1a.\xD7\x90", "a-.\xD7\x90"});
}

TEST(Host, LabelsThatDnsCannotCarryAreRefusedOnlyIfTheyNeedPunycode) {
    const std::string longest(64, 'a');
    expect_hosts(host_kind::name, {{longest, longest}});
    expect_refused({longest + "\xC3\xBC", "xn--" + longest});
}

TEST(Host, HugeHostsCostLinearTime) {
    std::string snowmen;
    for (int i = 0; i < 300'000; ++i) {
        snowmen += "\xE2\x98\x83";
    }
    expect_refused({snowmen, "xn--" + std::string(1'000'000, 'a'), "[" + std::string(1'000'000, ':') + "]",
                    "[" + std::string(1'000'000, '1') + "]"});
    std::string dots(900'000, '.');
    expect_refused({dots + "1"});
}

}  // namespace
