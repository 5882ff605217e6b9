#include "trawl/http/cookie_jar.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
using std::string_view;

class CookieJar : public testing::Test {
protected:
    void store(string_view from, string_view set_cookie) { jar_.store(parse_url(from).value(), set_cookie, now_); }

    std::string sent(string_view to) { return jar_.cookies_for(parse_url(to).value(), now_); }

    cookie_jar jar_;
    cookie_jar::time_point now_ = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
};

TEST_F(CookieJar, ACookieIsForItsHostOnlyUnlessItSaysMore) {
    store("http://a.example.org/", "x=1");
    store("http://a.example.org/", "y=2; Domain=example.org");
    EXPECT_EQ(sent("http://a.example.org/"), "x=1; y=2");
    EXPECT_EQ(sent("http://b.a.example.org/"), "y=2");
    EXPECT_EQ(sent("http://example.org/"), "y=2");
    EXPECT_EQ(sent("http://notexample.org/"), "");
}

TEST_F(CookieJar, PublicSuffixesGetNoCookies) {
    for (const string_view domain : {"co.uk", "CO.UK", ".co.uk", "co.uk.", "uk", "github.io"}) {
        store("http://evil.co.uk/", "a=b; Domain=" + std::string(domain));
        store("http://evil.co.uk./", "a=b; Domain=" + std::string(domain));
        store("http://evil.github.io/", "a=b; Domain=" + std::string(domain));
    }
    EXPECT_EQ(jar_.size(), 0U);
    store("http://co.uk/", "own=1; Domain=co.uk");
    EXPECT_EQ(sent("http://co.uk/"), "own=1");
    EXPECT_EQ(sent("http://bank.co.uk/"), "");
}

TEST_F(CookieJar, AnAddressHasNoSubdomains) {
    store("http://127.0.0.1/", "a=b; Domain=127.0.0.1");
    store("http://[::1]/", "c=d");
    store("http://127.0.0.1/", "e=f; Domain=0.0.1");
    EXPECT_EQ(sent("http://127.0.0.1/"), "a=b");
    EXPECT_EQ(sent("http://[::1]/"), "c=d");
    EXPECT_EQ(jar_.load("1\tTRUE\t/\tFALSE\t0\ta\tb\n", now_), std::vector<std::size_t>{});
    EXPECT_EQ(sent("http://127.0.0.1/"), "a=b");
}

TEST_F(CookieJar, WithoutTlsSecureCookiesAreNeitherSetNorSentNorHidden) {
    store("https://example.org/", "a=secret; Secure; Domain=example.org");
    store("http://example.org/", "b=1; Secure");
    store("http://www.example.org/", "a=forged");
    store("http://example.org/", "a=forged; Path=/login");
    store("https://deep.www.example.net/", "a=secret; Secure");
    store("http://www.example.net/", "a=forged; Domain=example.net");
    EXPECT_EQ(sent("http://www.example.net/"), "");
    store("http://deep.www.example.net/", "b=1; Domain=example.net; Max-Age=0");
    EXPECT_EQ(sent("https://deep.www.example.net/"), "a=secret");
    EXPECT_EQ(jar_.size(), 2U);
    EXPECT_EQ(sent("http://example.org/"), "");
    EXPECT_EQ(sent("https://www.example.org/login"), "a=secret");
    store("https://example.org/", "a=new");
    EXPECT_EQ(sent("http://example.org/"), "a=new");
}

TEST_F(CookieJar, PrefixesKeepTheirPromise) {
    for (const string_view refused :
         {"__Secure-a=1", "__secure-a=1", "__Host-a=1; Secure; Path=/; Domain=example.org",
          "__Host-a=1; Secure; Path=/x", "__HOST-a=1; Path=/", "__Host-a=1; Secure", "=__Host-a=1; Secure; Path=/"}) {
        store("https://example.org/x/y", refused);
        EXPECT_EQ(jar_.size(), 0U) << refused;
    }
    store("https://example.org/x/y", "__Host-a=1; Secure; Path=/");
    store("https://example.org/x/y", "__Secure-b=2; Secure; Domain=example.org; Path=/");
    EXPECT_EQ(sent("https://example.org/"), "__Host-a=1; __Secure-b=2");
}

TEST_F(CookieJar, ControlCharactersAreRefused) {
    for (const char c : {'\0', '\1', '\n', '\r', '\x1F', '\x7F'}) {
        store("http://example.org/", std::string("a=b") + c + "c");
        store("http://example.org/", std::string("a=b; Path=/") + c);
    }
    EXPECT_EQ(jar_.size(), 0U);
}

TEST_F(CookieJar, CookiesEndWhenTheirTimeHasCome) {
    store("http://example.org/", "a=1; Max-Age=60");
    store("http://example.org/", "b=1; Expires=Thu, 01 Jan 2026 00:02:00 GMT");
    store("http://example.org/", "c=1; Max-Age=10; Expires=Thu, 01 Jan 2099 00:00:00 GMT");
    store("http://example.org/", "d=1; Max-Age=99999999999999999999");
    now_ += 30s;
    EXPECT_EQ(sent("http://example.org/"), "a=1; b=1; d=1");
    now_ += 60s;
    EXPECT_EQ(sent("http://example.org/"), "b=1; d=1");
    store("http://example.org/", "b=; Max-Age=0");
    EXPECT_EQ(sent("http://example.org/"), "d=1");
    now_ += 401 * 24h;
    EXPECT_EQ(sent("http://example.org/"), "");
}

TEST_F(CookieJar, FloodsAreBounded) {
    for (int i = 0; i < 200; ++i) {
        store("http://flood.example.org/", "n" + std::to_string(i) + "=" + std::string(100, 'x'));
    }
    EXPECT_EQ(jar_.size(), 180U);
    EXPECT_LE(sent("http://flood.example.org/").size(), 8190U);
    store("http://flood.example.org/", "one=more");
    EXPECT_EQ(jar_.size(), 180U);
    for (int i = 0; i < 10'500; ++i) {
        store("http://h" + std::to_string(i) + ".example.org/", "a=" + std::to_string(i));
    }
    EXPECT_LE(jar_.size(), 10'000U);
    EXPECT_GE(jar_.size(), 9000U);
    EXPECT_EQ(sent("http://h10499.example.org/"), "a=10499");
    EXPECT_EQ(sent("http://h1.example.org/"), "");
}

TEST_F(CookieJar, AFileGivesBackWhatItWasMadeFrom) {
    store("https://a.example.org/x/y", "host=1; Max-Age=1000");
    store("https://a.example.org/x/y", "domain=2; Domain=example.org; Path=/; Secure; HttpOnly");
    store("https://a.example.org/x/y", "empty=; Path=/");
    store("https://a.example.org/x/y", "tab=a\tb; Path=/");
    store("http://127.0.0.1/", "ip=1");
    store("http://.example.org/", "dot=1");  // would be another host's in a file
    const std::string file = jar_.save(now_);
    cookie_jar loaded;
    EXPECT_EQ(loaded.load(file, now_), std::vector<std::size_t>{});
    EXPECT_EQ(loaded.save(now_), file);
    for (const string_view to : {"https://a.example.org/x/", "https://b.example.org/", "http://a.example.org/",
                                 "https://b.a.example.org/x/y", "http://127.0.0.1/", "http://1.example.org/"}) {
        EXPECT_EQ(loaded.cookies_for(parse_url(to).value(), now_), sent(to)) << to;
    }
    EXPECT_EQ(sent("https://a.example.org/x/"), "host=1; domain=2; empty=; tab=a\tb");
}

TEST_F(CookieJar, AFileOfOtherToolsIsRead) {
    constexpr string_view file =
        "# Netscape HTTP Cookie File\r\n"
        "\r\n"
        "# a comment\n"
        ".example.org\tTRUE\t/\tFALSE\t0\ta\t1\r\n"
        "#HttpOnly_www.example.org\tFALSE\t/p\tTRUE\t4102444800\tb\t2\n"
        "Example.ORG\tFALSE\t/\tFALSE\t0\tc\n"
        "old.example.org\tFALSE\t/\tFALSE\t1000\tgone\t1\n"
        "example.org FALSE / FALSE 0 blanks 1\n"
        ".com\tTRUE\t/\tFALSE\t0\tsuffix\t1\n"
        "example.org\tFALSE\t/\tFALSE\tnever\ta\t1\n"
        "example.org\tFALSE\t/\tFALSE\t0\t__Host-a\t1\n"
        "example.org\tFALSE\t/\tFALSE\t0\ta\t\x01\n"
        "example.org\tFALSE\t/\tFALSE\t0\t\t1\n"
        "..example.org\tFALSE\t/\tFALSE\t0\tdots\t1\n"
        "#HttpOnly_#example.org\tFALSE\t/\tFALSE\t0\tmark\t1\n";
    EXPECT_EQ(jar_.load(file, now_), (std::vector<std::size_t>{8, 9, 10, 11, 12, 13, 14, 15}));
    EXPECT_EQ(sent("http://example.org/"), "a=1; c=");
    EXPECT_EQ(sent("https://www.example.org/p/q"), "b=2; a=1");
    EXPECT_EQ(jar_.size(), 3U);
}

}  // namespace
}  // namespace trawl::http
