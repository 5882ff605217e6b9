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

TEST(RequestHead, CredentialsOfOneSendingGiveWayToTheCallers) {
    const url target = parse_url("http://example.org/a").value();
    headers fields;
    request_parts parts{"GET", target, fields, "", "identity", {}, "Basic x", "a=b", "Basic y", false};
    const auto head = [&parts] {
        std::string text;
        append_request_head(text, parts);
        return text;
    };
    const std::string start = "Host: example.org\r\nAccept: */*\r\nAccept-Encoding: identity\r\n";
    EXPECT_EQ(head(), "GET /a HTTP/1.1\r\n" + start + "Authorization: Basic x\r\nCookie: a=b\r\n\r\n");
    fields.add("authorization", "own");
    fields.add("COOKIE", "own");
    EXPECT_EQ(head(), "GET /a HTTP/1.1\r\n" + start + "authorization: own\r\nCOOKIE: own\r\n\r\n");
}

TEST(RequestHead, IsInAbsoluteFormForAProxyWhichAloneSeesItsCredentials) {
    const url target = parse_url("http://user:pass@example.org:8080?a#b").value();
    headers fields;
    request_parts parts{"GET", target, fields, "", "identity", {}, "", "", "Basic y", true};
    std::string text;
    append_request_head(text, parts);
    EXPECT_TRUE(text.starts_with("GET http://example.org:8080/?a HTTP/1.1\r\nHost: example.org:8080\r\n"));
    EXPECT_NE(text.find("\r\nProxy-Authorization: Basic y\r\n"), std::string::npos);
    fields.add("proxy-authorization", "own");
    text.clear();
    append_request_head(text, parts);
    EXPECT_NE(text.find("\r\nproxy-authorization: own\r\n"), std::string::npos);
    EXPECT_EQ(text.find("Basic y"), std::string::npos);
    parts.is_forwarded = false;
    text.clear();
    append_request_head(text, parts);
    EXPECT_EQ(text.find("roxy-"), std::string::npos);
}

}  // namespace
}  // namespace trawl::http
