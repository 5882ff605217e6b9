#include "client/request_head.hpp"

#include <string>

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

std::string head_of(std::string_view method, std::string_view where, const headers& fields,
                    std::optional<std::size_t> body = {}) {
    std::string text;
    const url target = parse_url(where).value();
    append_request_head(text, {method, target, fields, "test/1", "identity", body});
    return text;
}

TEST(RequestHead, IsInOriginFormWithHostFirst) {
    EXPECT_EQ(head_of("GET", "http://user:pass@EXAMPLE.org:80/a%20b?c=d#e", {}),
              "GET /a%20b?c=d HTTP/1.1\r\nHost: example.org\r\nUser-Agent: test/1\r\nAccept: */*\r\nAccept-Encoding: "
              "identity\r\n\r\n");
    EXPECT_EQ(head_of("GET", "https://[::1]:8443", {}).substr(0, 38), "GET / HTTP/1.1\r\nHost: [::1]:8443\r\nUser");
}

TEST(RequestHead, CallersFieldsTakeThePlaceOfDefaults) {
    headers fields;
    fields.add("user-agent", "own");
    fields.add("ACCEPT", "a");
    fields.add("accept-encoding", "b");
    fields.add("host", "other.example");
    fields.add("X", "1");
    fields.add("X", "2");
    EXPECT_EQ(head_of("GET", "http://example.org/", fields),
              "GET / HTTP/1.1\r\nHost: other.example\r\nuser-agent: own\r\nACCEPT: a\r\naccept-encoding: b\r\nX: "
              "1\r\nX: 2\r\n\r\n");
}

TEST(RequestHead, FramingIsOursWhateverTheCallerSays) {
    headers fields;
    fields.add("Content-Length", "5");
    fields.add("Transfer-Encoding", "chunked");
    EXPECT_EQ(head_of("GET", "http://a/", fields).find("chunked"), std::string::npos);
    EXPECT_EQ(head_of("GET", "http://a/", fields).find("Content-Length"), std::string::npos);
    EXPECT_NE(head_of("PUT", "http://a/", fields, 7).find("Content-Length: 7\r\n\r\n"), std::string::npos);
    EXPECT_NE(head_of("POST", "http://a/", {}).find("Content-Length: 0\r\n\r\n"), std::string::npos);
}

TEST(RequestHead, BasicAuthorizationIsOfTheDecodedNameAndPassword) {
    const auto of = [](std::string_view where) { return basic_authorization(parse_url(where).value()); };
    EXPECT_EQ(of("http://a/"), std::nullopt);
    EXPECT_EQ(of("http://Aladdin:open%20sesame@a/"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    EXPECT_EQ(of("http://u@a/"), "Basic dTo=");
    EXPECT_EQ(of("http://:p%0d%0a%ZZ@a/"), "Basic OnANCiVaWg==");
}

}  // namespace
}  // namespace trawl::http
