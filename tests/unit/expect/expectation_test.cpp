#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "expect/expectation.hpp"
#include "observed.hpp"

namespace trawl::expect {
namespace {

struct expected {
    std::string text;
    std::string message;  // empty: it holds
};

void check_all(const std::vector<expected>& all, const observation& of) {
    for (const auto& each : all) {
        const auto parsed = expectation::parse(each.text);
        ASSERT_TRUE(parsed) << with_carets(parsed.error(), each.text) << '\n' << parsed.error().what;
        const auto found = parsed->check(of);
        EXPECT_TRUE(found.was_looked_at) << each.text;
        EXPECT_EQ(found.message, each.message) << each.text;
        EXPECT_EQ(found.holds, each.message.empty()) << each.text;
        EXPECT_EQ(parsed->text(), each.text);
        EXPECT_FALSE(found.actual.empty()) << each.text;
        EXPECT_LE(found.actual.size(), 203u) << each.text;
    }
}

TEST(Expectation, ComparesTheStatus) {
    const std::vector<expected> all = {
        {"status == 404", ""},
        {"status == 200", "status is 404, not 200"},
        {"status != 404", "status is 404, and should not be"},
        {"status != 200", ""},
        {"status in 200..299", "status is 404, not in 200..299"},
        {"status in 200..299, 404", ""},
        {"status in [200, 404]", ""},
        {"status in {200..299}", "status is 404, not in 200..299"},
        {"not status in 400..499", "status is 404, which is in 400..499"},
        {"status < 400", "status is 404, not < 400"},
        {"status <= 404", ""},
        {"status > 404", "status is 404, not > 404"},
        {"status >= 404", ""},
        {"status not == 404", "status is 404, and should not be"},
        {"not status == 404", "status is 404, and should not be"},
        {"status exists", ""},
        {"not status exists", "status is 404, and should not exist"},
        {"status==404", ""},
        {"status<400", "status is 404, not < 400"},
        {" status  ==  404  ", ""},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesHeaders) {
    const std::vector<expected> all = {
        {R"(header Content-Type == "text/html")",
         R"(header Content-Type is "text/html; charset=utf-8", not "text/html")"},
        {R"(header content-type startswith "text/html")", ""},
        {"header Content-Type contains charset", ""},
        {"header Content-Type endswith utf-8", ""},
        {R"(header Content-Type endswith "utf-16")",
         R"(header Content-Type is "text/html; charset=utf-8", which does not end with "utf-16")"},
        {"header Content-Type matches /charset=(.*)/", ""},
        {"header Content-Type matches /json/i",
         R"(header Content-Type is "text/html; charset=utf-8", which does not match /json/i)"},
        {"header Content-Type not contains html",
         R"(header Content-Type is "text/html; charset=utf-8", which contains "html")"},
        {"header Content-Length > 10", ""},
        {"header Content-Length < 10", R"(header Content-Length is "123", not < 10)"},
        {"header Content-Length == 123.0", ""},
        {R"(header Content-Length == "123.0")", R"(header Content-Length is "123", not "123.0")"},
        {"header Content-Length in 100..200", ""},
        {"header Content-Length in 1..2, 5", R"(header Content-Length is "123", not in 1..2, 5)"},
        {"header Content-Type > 10", R"(header Content-Type is "text/html; charset=utf-8", which is no number)"},
        {"header Vary == Origin", ""},
        {"header Vary == X", R"(header Vary has 3 values, none of which is "X": "Accept", "Origin", "Cookie")"},
        {"header Vary != Origin", R"(header Vary has 3 values, one of which is "Origin")"},
        {"header Vary != X", ""},
        {"all header Vary matches /^[A-Z]/", ""},
        {"all header Vary contains i", R"(header Vary has 3 values, one of which does not contain "i": "Accept")"},
        {"not all header Vary contains i", ""},
        {"not all header Vary matches /./",
         R"(header Vary has 3 values, each of which matches /./: "Accept", "Origin", "Cookie")"},
        {"all header Vary != Origin", R"(header Vary has 3 values, one of which is "Origin")"},
        {"all header Vary not contains i", R"(header Vary has 3 values, one of which contains "i": "Origin")"},
        {"count header Vary == 3", ""},
        {"count header Vary == 4", "count header Vary is 3, not 4"},
        {"count header X == 0", ""},
        {"count header X > 0", "count header X is 0, not > 0"},
        {"header X == 1", "header X: no such header"},
        {"header X != 1", ""},
        {"not header X exists", ""},
        {"header X exists", "header X: no such header"},
        {"header Vary exists", ""},
        {"not header Vary exists", R"(header Vary is "Accept", "Origin", "Cookie", and should not exist)"},
        {"header X-Empty exists", ""},
        {R"(header X-Empty == "")", ""},
        {"header Vary in a, b",
         R"(header Vary has 3 values, none of which is in "a", "b": "Accept", "Origin", "Cookie")"},
        {R"(header Content-Length in "123")", ""},
        {"header Content-Length >= 123", ""},
        {"header Content-Length <= 122", R"(header Content-Length is "123", not <= 122)"},
        {"header Vary > Z", R"(header Vary has 3 values, none of which is > "Z": "Accept", "Origin", "Cookie")"},
        {"header Content-Length>=100", ""},
        {"not header Content-Type > 10", R"(header Content-Type is "text/html; charset=utf-8", which is no number)"},
        {"all header Vary not > 10", R"(header Vary has 3 values, one of which is "Accept", which is no number)"},
        {"not all header Vary > 10", R"(header Vary has 3 values, one of which is "Accept", which is no number)"},
        {"not header X > 10", ""},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesTheBody) {
    const std::vector<expected> all = {
        {R"(body contains "Ada")", ""},
        {R"(body contains "Bob")", R"(body does not contain "Bob")"},
        {R"(not body contains "Ada")", R"(body contains "Ada", and should not)"},
        {R"(body startswith "{")", ""},
        {R"(body endswith "{")", R"(body does not end with "{")"},
        {R"(body matches /"age": \d+/)", ""},
        {R"(body matches "[0-9]{7} ")", "body does not match /[0-9]{7} /"},
        {R"(body == "x")", R"(body is not "x")"},
        {"body exists", ""},
        {R"(not body == "")", ""},
        {R"(not body endswith "}")", R"(body ends with "}", and should not)"},
        {"not body exists", "the body is not empty"},
        {"body in a, b", R"(body is not in "a", "b")"},
        {"body startswith x", R"(body does not start with "x")"},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesJson) {
    const std::vector<expected> all = {
        {R"(json $.name == "Ada")", ""},
        {R"(json $.name == "Bob")", R"(json $.name is "Ada", not "Bob")"},
        {"json $.name == 3", R"(json $.name is "Ada", not 3)"},
        {"json $.age == 36.0", ""},
        {R"(json $.age == "36")", R"(json $.age is 36, not "36")"},
        {"json $.age == ${X}", "json $.age is 36, not "},
        {"json $.age in 30..40", ""},
        {"json $.age in 30..35, 37", "json $.age is 36, not in 30..35, 37"},
        {"json $.age > 40", "json $.age is 36, not > 40"},
        {"json $.name > 40", R"(json $.name is "Ada", which does not compare with 40)"},
        {R"(json $.name > "A")", ""},
        {R"(json $.name < "A")", R"(json $.name is "Ada", not < "A")"},
        {"json $.pi == 3.5", ""},
        {"json $.big == 9007199254740993", ""},
        {"json $.big == 9007199254740992", "json $.big is 9007199254740993, not 9007199254740992"},
        {"json $.ok == true", ""},
        {"json $.ok == false", "json $.ok is true, not false"},
        {"json $.none == null", ""},
        {"json $.none exists", ""},
        {"json $.nope exists", "json $.nope: no such value"},
        {"json $.nope == 1", "json $.nope: no such value"},
        {"not json $.nope exists", ""},
        {R"(json $.tags contains "a")", ""},
        {"json $.tags contains 3", ""},
        {R"(json $.tags contains "z")", R"(json $.tags is ["a","b",3], which does not contain "z")"},
        {R"(json $.tags == ["a","b",3])", ""},
        {R"(json $.tags == ["a"])", R"(json $.tags is ["a","b",3], not ["a"])"},
        {R"(json $.tags in ["a"], ["a","b",3.0])", ""},
        {R"(json $.name in ["Ada", "Bob"])", ""},
        {"json $.at == {}", ""},
        {R"(json $.name contains "d")", ""},
        {R"(json $.name startswith "B")", R"(json $.name is "Ada", which does not start with "B")"},
        {R"(json $.name endswith "a")", ""},
        {"json $.name matches /^A/", ""},
        {"json $.age matches /3/", "json $.age is 36, which is no text"},
        {R"(json $.items[*].state == "up")", ""},
        {R"(all json $.items[*].state == "up")",
         R"(json $.items[*].state has 3 values, one of which is not "up": "down")"},
        {R"(all json $.items[*].state != "up")", R"(json $.items[*].state has 3 values, one of which is "up")"},
        {"all json $.items[*].id < 4", ""},
        {"not all json $.items[*].id < 4", "json $.items[*].id has 3 values, each of which is < 4: 1, 2, 3"},
        {R"(json $.items[*].state == "gone")",
         R"(json $.items[*].state has 3 values, none of which is "gone": "up", "up", "down")"},
        {R"(not json $.items[*].state == "down")", R"(json $.items[*].state has 3 values, one of which is "down")"},
        {"count json $.items == 3", ""},
        {"count json $.items == 4", "count json $.items is 3, not 4"},
        {"count json $.items[*] >= 3", ""},
        {"count json $.items[?@.state=='up'] in 2..3", ""},
        {"count json $.nope == 0", ""},
        {"count json $.name == 1", ""},
        {"count json $.at > 0", "count json $.at is 0, not > 0"},
        {"count json $.none == 0", ""},
        {"not json $.name > 40", R"(json $.name is "Ada", which does not compare with 40)"},
        {R"(json $.age not < "3")", R"(json $.age is 36, which does not compare with "3")"},
        {"not json $.none > 0", "json $.none is null, which does not compare with 0"},
        {"json $.tags[*] > 2", ""},
        {"not json $.tags[*] > 3",
         R"(json $.tags[*] has 3 values, one of which is "a", which does not compare with 3)"},
        {R"(json $.tags startswith "a")", R"(json $.tags is ["a","b",3], which is no text)"},
        {"json $.n[*] == 7", ""},
        {"json $.n[*] != 7", "json $.n[*] has 2 values, one of which is 7"},
        {"all json $.n[*] == 7", ""},
        {"all json $.n[*] == 8", "json $.n[*] has 2 values, one of which is not 8: 7"},
        {"all json $.nope[*] == 8", "json $.nope[*]: no such value"},
        {"not all json $.nope[*] == 8", ""},
        {"json $.at exists", ""},
        {"not json $.at exists", "json $.at is {}, and should not exist"},
        {"json $.tags[?@ == 'a'] == 'a'", ""},
        {"json $.age >= 36", ""},
        {"json $.age <= 35", "json $.age is 36, not <= 35"},
        {R"(json $.name matches "^B")", R"(json $.name is "Ada", which does not match /^B/)"},
        {R"(json $['name'] == "Ada")", ""},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesUrlsAndRedirects) {
    const std::vector<expected> all = {
        {R"(url == "https://example.org/login?next=1")", ""},
        {R"(url endswith "/home")", R"(url is "https://example.org/login?next=1", which does not end with "/home")"},
        {"url contains login", ""},
        {"url startswith https://example.org/", ""},
        {R"(url matches /next=(\d+)/)", ""},
        {"redirects == 2", ""},
        {"redirects < 2", "redirects is 2, not < 2"},
        {R"(redirects contains "/start")", ""},
        {R"(redirects endswith "/x")",
         R"(redirects has 2 values, none of which ends with "/x": "https://example.org/start", "https://example.org/login?next=1")"},
        {"redirects exists", ""},
        {"count redirects == 2", ""},
        {"url in https://a/, https://b/",
         R"(url is "https://example.org/login?next=1", not in "https://a/", "https://b/")"},
        {"url in {https://a/, https://example.org/login?next=1}", ""},
        {"redirects matches /login/", ""},
        {"redirects != 2", "redirects is 2, and should not be"},
        {"redirects in 0..1", "redirects is 2, not in 0..1"},
        {"redirects startswith http:",
         R"(redirects has 2 values, none of which starts with "http:": "https://example.org/start", "https://example.org/login?next=1")"},
        {"not redirects exists",
         R"(redirects is "https://example.org/start", "https://example.org/login?next=1", and should not exist)"},
        {R"(url != "https://example.org/login?next=1")",
         R"(url is "https://example.org/login?next=1", and should not be)"},
        {"url exists", ""},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesTlsAndVersions) {
    const std::vector<expected> all = {
        {"http_version == 1.1", ""},
        {"http_version == HTTP/1.0", "http_version is 1.1, not HTTP/1.0"},
        {"http_version >= 1.1", ""},
        {"tls.expires_in > 14 days", "tls.expires_in is 13.5 days, not > 14 days"},
        {"tls.expires_in > 7d", ""},
        {"tls.version >= 1.2", ""},
        {R"(tls.version == "TLSv1.2")", R"(tls.version is 1.3, not "TLSv1.2")"},
        {R"(tls.issuer contains "Let's Encrypt")", ""},
        {"tls.issuer contains 'DigiCert'",
         R"(tls.issuer is "CN=R11,O=Let's Encrypt,C=US", which does not contain "DigiCert")"},
        {R"(cert.san == "example.org")", ""},
        {R"(cert.san == "example.com")",
         R"(cert.san has 2 values, none of which is "example.com": "example.org", "*.example.org")"},
        {R"(cert.san contains "*.")", ""},
        {R"(all cert.san endswith "example.org")", ""},
        {"http_version in 1.0, 2", "http_version is 1.1, not in 1.0, 2"},
        {"tls.version in 1.2..1.3", ""},
        {"tls.version != 1.3", "tls.version is 1.3, and should not be"},
        {"tls.expires_in < -1d", "tls.expires_in is 13.5 days, not < -1d"},
        {"tls.expires_in in 1d..30d", ""},
        {"tls.issuer == x", R"(tls.issuer is "CN=R11,O=Let's Encrypt,C=US", not "x")"},
        {"tls.issuer exists", ""},
        {"not cert.san exists", R"(cert.san is "example.org", "*.example.org", and should not exist)"},
        {"not cert.san contains evil", ""},
        {"http_version < 1.1", "http_version is 1.1, not < 1.1"},
        {"http_version exists", ""},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesSizesAndDigests) {
    const std::vector<expected> all = {
        {"size > 1KiB", ""},
        {"size < 1.5 kB", "size is 2048 bytes (2.0 KiB), not < 1.5 kB"},
        {"size == 2048", ""},
        {"size in 1KiB..2 KiB", ""},
        {"size in 1KiB..1.5 KiB, 3MB", "size is 2048 bytes (2.0 KiB), not in 1KiB..1.5 KiB, 3MB"},
        {"sha256 == BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", ""},
        {"sha256 == ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ae",
         "sha256 is ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, not "
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ae"},
        {"sha256 exists", ""},
        {"sha256 != 1111111111111111111111111111111111111111111111111111111111111111", ""},
        {"not size exists", "size is 2048 bytes (2.0 KiB), and should not exist"},
        {"size != 2048", "size is 2048 bytes (2.0 KiB), and should not be"},
        {"size >= 2MiB", "size is 2048 bytes (2.0 KiB), not >= 2MiB"},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesCookies) {
    const std::vector<expected> all = {
        {"cookie sid exists", ""},
        {"cookie sid matches /^[a-z]+$/", R"(cookie sid is "abc123", which does not match /^[a-z]+$/)"},
        {"cookie lang == de", ""},
        {"cookie lang == fr", R"(cookie lang has 2 values, none of which is "fr": "de", "en")"},
        {"cookie n > 9", ""},
        {"cookie n > 10", R"(cookie n is "10", not > 10)"},
        {"cookie gone exists", "cookie gone: no such cookie"},
        {"cookie lang in de, fr", ""},
        {"cookie sid in a..b, c", R"(cookie sid is "abc123", not in "a..b", "c")"},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesTimes) {
    const std::vector<expected> all = {
        {"time < 800ms", "time is 1.23 s, not < 800ms"},
        {"time < 2 s", ""},
        {"time.dns <= 1.5ms", ""},
        {"time.ttfb < 500ms", "time.ttfb is 812.4 ms, not < 500ms"},
        {"time.transfer < 1m", "time.transfer is 1m 05s, not < 1m"},
        {"time.connect in 1ms..5ms", "time.connect is 20 ms, not in 1ms..5ms"},
        {"not time < 2s", "time is 1.23 s, which is < 2s"},
        {"time.tls == 45ms", ""},
        {"time.tls != 45ms", "time.tls is 45 ms, and should not be"},
        {"time.transfer > 1h", "time.transfer is 1m 05s, not > 1h"},
        {"time == 1.23s", ""},
        {"time exists", ""},
        {"time < 1h30m", ""},
        {"time < 1500 ms", ""},
    };
    check_all(all, a_reply());
}

TEST(Expectation, MissesAnErrorThatDidNotCome) {
    const std::vector<expected> all = {
        {"error exists", "no error, but HTTP 404"},
        {"not error exists", ""},
        {"error == timeout", "no error, but HTTP 404"},
        {"error != timeout", ""},
        {R"(error startswith "connect")", "no error, but HTTP 404"},
    };
    check_all(all, a_reply());
}

TEST(Expectation, ComparesErrors) {
    const std::vector<expected> all = {
        {"error == timeout", "error is refused (connect to 127.0.0.1:1: connection refused), not timeout"},
        {"error == refused", ""},
        {"error in dns, timeout", "error is refused (connect to 127.0.0.1:1: connection refused), not in dns, timeout"},
        {"error in dns, refused", ""},
        {R"(error contains "refused")", ""},
        {R"(error contains "timed out")",
         R"(error is refused (connect to 127.0.0.1:1: connection refused), which does not contain "timed out")"},
        {"error matches /127/", ""},
        {"error exists", ""},
        {"not error exists", "error is refused (connect to 127.0.0.1:1: connection refused), and should not exist"},
        {"error != refused", "error is refused (connect to 127.0.0.1:1: connection refused), and should not be"},
        {"error startswith dns",
         R"(error is refused (connect to 127.0.0.1:1: connection refused), which does not start with "dns")"},
        {"error endswith refused", ""},
        {R"(error endswith "x")",
         R"(error is refused (connect to 127.0.0.1:1: connection refused), which does not end with "x")"},
    };
    check_all(all, a_failure());
}

}  // namespace
}  // namespace trawl::expect
