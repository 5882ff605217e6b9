#include "http/redirect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

url at(std::string_view text) {
    return parse_url(text).value();
}

result<std::optional<redirect>> decide(int status, std::string_view method, std::string_view location,
                                       std::string_view from = "http://a.example/dir/page?q=1") {
    headers reply;
    reply.add("Location", location);
    return next_redirect(status, method, reply, at(from));
}

std::string target(std::string_view location, std::string_view from = "http://a.example/dir/page?q=1") {
    const auto step = decide(302, "GET", location, from);
    if (!step) {
        return "error: " + std::string{name(step.error().code)};
    }
    return *step ? (*step)->target.href() : "final";
}

std::string method_after(int status, std::string_view method) {
    const auto step = decide(status, method, "/next").value();
    return step ? step->method + (step->keeps_body ? " with body" : "") : "final";
}

TEST(Redirect, MethodRulesAreThoseOfTheFetchStandard) {
    for (const int status : {301, 302}) {
        EXPECT_EQ(method_after(status, "POST"), "GET");
        EXPECT_EQ(method_after(status, "GET"), "GET with body");
        EXPECT_EQ(method_after(status, "HEAD"), "HEAD with body");
        EXPECT_EQ(method_after(status, "PUT"), "PUT with body");
        EXPECT_EQ(method_after(status, "DELETE"), "DELETE with body");
    }
    EXPECT_EQ(method_after(303, "POST"), "GET");
    EXPECT_EQ(method_after(303, "PUT"), "GET");
    EXPECT_EQ(method_after(303, "HEAD"), "HEAD with body");
    EXPECT_EQ(method_after(303, "GET"), "GET with body");
    for (const int status : {307, 308}) {
        EXPECT_EQ(method_after(status, "POST"), "POST with body");
        EXPECT_EQ(method_after(status, "GET"), "GET with body");
    }
}

TEST(Redirect, OtherStatusesAreFinalWhateverTheirLocation) {
    for (const int status : {200, 201, 202, 300, 304, 305, 306, 309, 400, 404, 503}) {
        EXPECT_EQ(method_after(status, "GET"), "final") << status;
    }
}

TEST(Redirect, WithoutALocationTheReplyIsFinal) {
    EXPECT_EQ(next_redirect(301, "GET", headers{}, at("http://a.example/")).value(), std::nullopt);
    EXPECT_EQ(target(""), "final");
    EXPECT_EQ(target(" \t"), "final");
}

TEST(Redirect, LocationIsResolvedAgainstTheUrlBefore) {
    EXPECT_EQ(target("http://b.example/x"), "http://b.example/x");
    EXPECT_EQ(target("other"), "http://a.example/dir/other");
    EXPECT_EQ(target("../up"), "http://a.example/up");
    EXPECT_EQ(target("?r=2"), "http://a.example/dir/page?r=2");
    EXPECT_EQ(target("//b.example"), "http://b.example/");
    EXPECT_EQ(target("//b.example", "https://a.example/"), "https://b.example/");
}

TEST(Redirect, BlanksAroundALocationAreNoPartOfIt) {
    EXPECT_EQ(target(" \thttp://b.example/x\t "), "http://b.example/x");
}

TEST(Redirect, ALocationInRawUtf8IsPercentEncoded) {
    EXPECT_EQ(target("/caf\xc3\xa9?\xc3\xa9"), "http://a.example/caf%C3%A9?%C3%A9");
}

TEST(Redirect, ALongLocationIsFollowed) {
    const std::string path = "/" + std::string(10'240, 'x');
    EXPECT_EQ(target(path), "http://a.example" + path);
}

TEST(Redirect, TheFragmentIsInheritedUnlessLocationHasOne) {
    const auto* from = "http://a.example/#part";
    EXPECT_EQ(target("/b", from), "http://a.example/b#part");
    EXPECT_EQ(target("/b#own", from), "http://a.example/b#own");
    EXPECT_EQ(at(target("/b#", from)).fragment(), "");
    EXPECT_EQ(target("https://c.example/", from), "https://c.example/#part");
}

TEST(Redirect, UserNamesAndPasswordsNeverReachTheTarget) {
    EXPECT_EQ(target("http://user:secret@b.example/#f"), "http://b.example/#f");
    EXPECT_EQ(target("/b", "http://user:secret@a.example/"), "http://a.example/b");
}

TEST(Redirect, OnlyHttpAndHttpsAreFollowed) {
    for (const auto* location :
         {"ftp://a.example/", "file:///etc/passwd", "javascript:alert(1)", "data:,x", "gopher://a.example"}) {
        const auto step = decide(302, "GET", location);
        ASSERT_FALSE(step) << location;
        EXPECT_EQ(step.error().code, errc::redirect_refused);
        EXPECT_EQ(step.error().where, phase::redirect);
    }
    EXPECT_EQ(target("https://a.example/"), "https://a.example/");
    EXPECT_EQ(target("http://a.example/", "https://a.example/"), "http://a.example/");
}

TEST(Redirect, ALocationThatIsNoUrlIsRefused) {
    EXPECT_EQ(target("http://"), "error: redirect_refused");
    EXPECT_EQ(target("http://a.example:99999/"), "error: redirect_refused");
}

TEST(Redirect, SeveralLocationsMustBeTheSame) {
    headers reply;
    reply.add("Location", "/a");
    reply.add("location", " /a");
    EXPECT_TRUE(next_redirect(302, "GET", reply, at("http://a.example/")).value());
    reply.add("Location", "/b");
    EXPECT_EQ(next_redirect(302, "GET", reply, at("http://a.example/")).error().code, errc::redirect_refused);
}

bool stays_within_origin(std::string_view location, std::string_view from) {
    return decide(302, "GET", location, from).value()->same_origin;
}

TEST(Redirect, AnOriginIsSchemeHostAndPort) {
    EXPECT_TRUE(stays_within_origin("/b", "http://a.example/"));
    EXPECT_TRUE(stays_within_origin("http://A.example:80/", "http://a.example/"));
    EXPECT_FALSE(stays_within_origin("https://a.example/", "http://a.example/"));
    EXPECT_FALSE(stays_within_origin("http://a.example/", "https://a.example/"));
    EXPECT_FALSE(stays_within_origin("http://a.example:81/", "http://a.example/"));
    EXPECT_FALSE(stays_within_origin("http://sub.a.example/", "http://a.example/"));
}

std::string names_after(bool same_origin, bool keeps_body, std::initializer_list<std::string_view> names) {
    headers fields;
    for (const auto name : names) {
        fields.add(name, "x");
    }
    adapt_fields(fields, redirect{at("http://b.example/"), "GET", keeps_body, same_origin});
    std::string kept;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        kept.append(fields[i].name).append(" ");
    }
    return kept;
}

TEST(AdaptFields, CredentialsInAnyCaseStayWithTheirOrigin) {
    const auto fields = {
        std::string_view{"AUTHORIZATION"}, std::string_view{"cookie"}, std::string_view{"Proxy-authorization"},
        std::string_view{"host"},          std::string_view{"Cookie"}, std::string_view{"Accept"}};
    EXPECT_EQ(names_after(false, true, fields), "Accept ");
    EXPECT_EQ(names_after(true, true, fields), "AUTHORIZATION cookie Proxy-authorization host Cookie Accept ");
}

TEST(AdaptFields, FieldsThatDescribeABodyGoWithIt) {
    const auto fields = {std::string_view{"content-type"},     std::string_view{"Content-Length"},
                         std::string_view{"Content-Encoding"}, std::string_view{"Expect"},
                         std::string_view{"User-Agent"},       std::string_view{"Authorization"}};
    EXPECT_EQ(names_after(true, false, fields), "User-Agent Authorization ");
    EXPECT_EQ(names_after(true, true, fields),
              "content-type Content-Length Content-Encoding Expect User-Agent Authorization ");
}

TEST(RedirectKey, IsTheSameForTheSameRequest) {
    EXPECT_EQ(redirect_key("GET", at("http://a.example/x#1")), redirect_key("GET", at("http://u:p@A.example:80/x#2")));
    EXPECT_NE(redirect_key("GET", at("http://a.example/x")), redirect_key("POST", at("http://a.example/x")));
    EXPECT_NE(redirect_key("GET", at("http://a.example/x")), redirect_key("GET", at("http://a.example/x?")));
    EXPECT_THAT(redirect_key("GET", at("http://u:secret@a.example/")), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace trawl::http
