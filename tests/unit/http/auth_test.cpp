#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/auth_basic.hpp"
#include "http/auth_challenge.hpp"
#include "http/auth_digest.hpp"

namespace trawl::http {
namespace {

std::vector<auth_challenge> challenges(std::initializer_list<const char*> values) {
    headers fields;
    for (const char* value : values) {
        fields.add("WWW-Authenticate", value);
    }
    return auth_challenges(fields, "www-authenticate");
}

std::string told(const std::vector<auth_challenge>& all) {
    std::string text;
    for (const auth_challenge& one : all) {
        text += '[' + one.scheme;
        for (const auto& [name, value] : one.parameters) {
            text += ' ' + name + '=' + value;
        }
        text += ']';
    }
    return text;
}

TEST(AuthBasic, IsOfAnyBytes) {
    EXPECT_EQ(basic_authorization("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    EXPECT_EQ(basic_authorization("u", ""), "Basic dTo=");
    EXPECT_EQ(basic_authorization("", "p\r\n%ZZ"), "Basic OnANCiVaWg==");
}

TEST(AuthChallenges, AreSplitWhereSchemesBegin) {
    EXPECT_EQ(told(challenges({R"(Basic realm="a, b", Digest realm="c\"d" , nonce = "n=" ,qop="auth,auth-int")",
                               "Negotiate, Bearer", "NTLM abc==", "newauth realm=\"x\",, title=t"})),
              "[Basic realm=a, b][Digest realm=c\"d nonce=n= qop=auth,auth-int][Negotiate][Bearer][NTLM abc==]"
              "[newauth realm=x title=t]");
    EXPECT_EQ(challenges({R"(Digest nonce="1", NONCE="2")"}).front().get("Nonce"), "1");
    EXPECT_EQ(told(challenges({"Digest nonce=YWJj+/==, stale=true"})), "[Digest nonce=YWJj+/== stale=true]");
}

TEST(AuthChallenges, WhatIsNoneIsPassedOver) {
    for (const char* value : {"", ",", "=", "\"", "realm=\"lost\"", "\"a\" b", "=x=y"}) {
        EXPECT_EQ(told(challenges({value})), "") << value;
    }
    EXPECT_EQ(told(challenges({"Digest", "realm=\"not of Digest\""})), "[Digest]");
    EXPECT_EQ(told(challenges({"Digest realm=\"open, nonce=x"})), "[Digest]");
}

digest_challenge digest(const char* value) {
    return strongest_digest(challenges({value})).value();
}

// RFC 7616 section 3.9.1.
TEST(AuthDigest, AnswersTheExamplesOfItsRfc) {
    const auto answer = [](const char* algorithm) {
        const std::string asked =
            std::string("Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=") + algorithm +
            ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
            "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        return digest_authorization(digest(asked.c_str()), {"Mufasa", "Circle of Life", "GET", "/dir/index.html",
                                                            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 1});
    };
    EXPECT_EQ(answer("MD5"),
              "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
              "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", algorithm=MD5, "
              "qop=auth, nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
              "response=\"8ca523f5e9506fed4657c9700eebdbec\", "
              "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    EXPECT_NE(answer("SHA-256").find("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""),
              std::string::npos);
}

// RFC 7616 section 3.9.2, with the digests of erratum 4897: those of the text are not of SHA-512/256.
TEST(AuthDigest, HashesTheNameWhereItIsAsked) {
    const digest_challenge asked = digest(
        "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, "
        "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", "
        "opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8, userhash=true");
    const std::string value =
        digest_authorization(asked, {"J\xC3\xA4s\xC3\xB8n Doe", "Secret, or not?", "GET", "/doe.json",
                                     "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", 1});
    EXPECT_NE(value.find("username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\""),
              std::string::npos);
    EXPECT_NE(value.find("response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\""),
              std::string::npos);
    EXPECT_NE(value.find(", userhash=true"), std::string::npos);
}

// RFC 2617 section 3.5, and RFC 2069's without qop for the same words.
TEST(AuthDigest, SpeaksItsOldForms) {
    const char* const asked = "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
    const digest_request by{"Mufasa", "Circle Of Life", "GET", "/dir/index.html", "0a4f113b", 1};
    EXPECT_NE(digest_authorization(digest((std::string(asked) + ", qop=\"auth\"").c_str()), by)
                  .find("response=\"6629fae49393a05397450978507c4ef1\""),
              std::string::npos);
    const std::string old = digest_authorization(digest(asked), by);
    EXPECT_NE(old.find("response=\"670fd8c2df070c60b045671b8b24ff02\""), std::string::npos);
    for (const char* word : {"qop", "nc=", "cnonce", "algorithm", "opaque", "userhash"}) {
        EXPECT_EQ(old.find(word), std::string::npos) << word;
    }
}

TEST(AuthDigest, CountsInHexadecimalAndKeepsTheFirstHashOfASession) {
    const digest_challenge asked = digest("Digest realm=\"r\", nonce=\"n\", qop=auth, algorithm=MD5-sess");
    const std::string value = digest_authorization(asked, {"u", "p", "GET", "/", "c", 26});
    EXPECT_NE(value.find("nc=0000001a"), std::string::npos);
    EXPECT_NE(value.find("algorithm=MD5-sess"), std::string::npos);
    const std::string secret = hash_hex(auth_hash::md5, hash_hex(auth_hash::md5, "u:r:p") + ":n:c");
    const std::string expected =
        hash_hex(auth_hash::md5, secret + ":n:0000001a:c:auth:" + hash_hex(auth_hash::md5, "GET:/"));
    EXPECT_NE(value.find("response=\"" + expected + '"'), std::string::npos);
}

TEST(AuthDigest, WhatCannotBeAnsweredIsNoChallenge) {
    for (const char* value :
         {"Digest realm=\"r\"", "Digest nonce=\"n\"", "Digest realm=\"r\", nonce=\"n\", algorithm=SHA3",
          "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", "Basic realm=\"r\", nonce=\"n\"",
          "Digest realm=\"r\", nonce=\"n\", algorithm=-sess", "Digest realm=\"r\", nonce=\"n\", qop=\"\""}) {
        EXPECT_FALSE(strongest_digest(challenges({value}))) << value;
    }
    const std::string long_value(longest_nonce + 1, 'x');
    for (const char* name : {"realm", "nonce", "opaque"}) {
        const std::string value = std::string("Digest ") + name + "=\"" + long_value + "\", realm=r, nonce=n";
        EXPECT_FALSE(strongest_digest(challenges({value.c_str()}))) << name;
    }
}

TEST(AuthDigest, TakesTheStrongest) {
    const auto best = [](std::initializer_list<const char*> values) {
        return strongest_digest(challenges(values))->algorithm;
    };
    EXPECT_EQ(best({"Basic realm=\"r\", Digest realm=\"r\", nonce=\"1\", algorithm=MD5",
                    "Digest realm=\"r\", nonce=\"2\", algorithm=sha-256, Digest realm=r, nonce=\"3\""}),
              "sha-256");
    EXPECT_EQ(best({"Digest realm=\"r\", nonce=\"1\"", "Digest realm=\"r\", nonce=\"1\", algorithm=md5"}), "");
}

TEST(AuthDigest, CanBeSentWhateverTheNameHolds) {
    const auto value = [](std::string_view username, bool is_utf8) {
        digest_challenge asked = digest("Digest realm=\"a\\\"b\\\\c\", nonce=\"n\", qop=auth");
        asked.is_utf8 = is_utf8;
        return digest_authorization(asked, {username, "p\r\nX: y", "GET", "/", "c", 1});
    };
    EXPECT_TRUE(value("a\"b\\c", false).starts_with(R"(Digest username="a\"b\\c", realm="a\"b\\c", )"));
    EXPECT_TRUE(value("a\r\nX: b", false).starts_with("Digest username*=UTF-8''a%0D%0AX%3A%20b, "));
    EXPECT_TRUE(value("\xC3\xA4", true).starts_with("Digest username*=UTF-8''%C3%A4, "));
    EXPECT_TRUE(value("\xC3\xA4", false).starts_with("Digest username=\"\xC3\xA4\", "));
    EXPECT_TRUE(is_field_value(value(std::string_view("\0\x01\x7F\xFF", 4), true)));
}

}  // namespace
}  // namespace trawl::http
