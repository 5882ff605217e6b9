#include "trawl/http/proxy.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using std::string_view;

proxy made(proxy_kind kind, std::string host, std::uint16_t port, std::string username = {},
           std::string password = {}) {
    return {kind, std::move(host), port, std::move(username), std::move(password)};
}

TEST(ParseProxy, KindHostPortAndLogin) {
    const std::map<string_view, proxy> cases{
        {"http://proxy.example:3128", made(proxy_kind::http, "proxy.example", 3128)},
        {"proxy.example:3128", made(proxy_kind::http, "proxy.example", 3128)},
        {"proxy.example", made(proxy_kind::http, "proxy.example", 1080)},
        {"http://proxy.example:80/", made(proxy_kind::http, "proxy.example", 80)},
        {"http://proxy.example:/", made(proxy_kind::http, "proxy.example", 1080)},
        {"https://proxy.example", made(proxy_kind::https, "proxy.example", 443)},
        {"SOCKS5://10.0.0.1", made(proxy_kind::socks5, "10.0.0.1", 1080)},
        {"socks5h://[::1]:9050", made(proxy_kind::socks5h, "::1", 9050)},
        {"socks5h://[::1]", made(proxy_kind::socks5h, "::1", 1080)},
        {"http://me:p%40ss%3A@proxy.example:8080", made(proxy_kind::http, "proxy.example", 8080, "me", "p@ss:")},
        {"me:80@proxy.example", made(proxy_kind::http, "proxy.example", 1080, "me", "80")},
    };
    for (const auto& [text, expected] : cases) {
        const auto parsed = parse_proxy(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, expected) << text << ": " << parsed->host << ' ' << parsed->port;
    }
}

TEST(ParseProxy, WhatIsNoneIsRefusedWithoutShowingPasswords) {
    for (const string_view text : {"", "http://", "ftp://proxy:21", "socks4://proxy", "http://proxy:0",
                                   "http://proxy:99999", "http://me:secret@", "http://me:secret@proxy:x",
                                   "http://me:secret@proxy/path", "http://proxy?x", "http:///proxy", "a b"}) {
        const auto parsed = parse_proxy(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(message(parsed.error()).find("secret"), std::string::npos) << message(parsed.error());
    }
}

result<proxy_rules> rules_of(const std::map<std::string, std::string>& environment) {
    return proxy_rules::from_environment([&](const char* name) -> const char* {
        const auto found = environment.find(name);
        return found == environment.end() ? nullptr : found->second.c_str();
    });
}

std::string chosen(const std::map<std::string, std::string>& environment, string_view where) {
    const auto rules = rules_of(environment).value();
    const auto found = rules.choose(parse_url(where).value());
    return found ? found->host : "";
}

TEST(ProxyEnvironment, LowerCaseWinsAndHttpIsLowerCaseOnly) {
    EXPECT_EQ(chosen({{"http_proxy", "p"}}, "http://a/"), "p");
    EXPECT_EQ(chosen({{"http_proxy", "p"}}, "https://a/"), "");
    EXPECT_EQ(chosen({{"HTTP_PROXY", "p"}}, "http://a/"), "");
    EXPECT_EQ(chosen({{"HTTPS_PROXY", "p"}}, "https://a/"), "p");
    EXPECT_EQ(chosen({{"HTTPS_PROXY", "p"}, {"https_proxy", "q"}}, "https://a/"), "q");
    EXPECT_EQ(chosen({{"HTTPS_PROXY", "p"}, {"https_proxy", ""}}, "https://a/"), "p");
    EXPECT_EQ(chosen({{"ALL_PROXY", "p"}}, "https://a/"), "p");
    EXPECT_EQ(chosen({{"ALL_PROXY", "p"}, {"all_proxy", "q"}, {"http_proxy", "r"}}, "http://a/"), "r");
    EXPECT_EQ(chosen({{"ALL_PROXY", "p"}, {"all_proxy", "q"}, {"http_proxy", "r"}}, "https://a/"), "q");
    EXPECT_EQ(chosen({}, "http://a/"), "");
}

TEST(ProxyEnvironment, NoProxyHoldsHostsBack) {
    EXPECT_EQ(chosen({{"http_proxy", "p"}, {"no_proxy", "a"}, {"NO_PROXY", "b"}}, "http://a/"), "");
    EXPECT_EQ(chosen({{"http_proxy", "p"}, {"no_proxy", "a"}, {"NO_PROXY", "b"}}, "http://b/"), "p");
    EXPECT_EQ(chosen({{"http_proxy", "p"}, {"NO_PROXY", "b"}}, "http://b/"), "");
}

TEST(ProxyEnvironment, ABadValueIsToldByItsVariable) {
    const auto rules = rules_of({{"https_proxy", "http://me:secret@proxy:x"}});
    ASSERT_FALSE(rules);
    EXPECT_EQ(rules.error().code, errc::bad_url);
    EXPECT_NE(rules.error().detail.find("https_proxy"), std::string::npos);
    EXPECT_EQ(message(rules.error()).find("secret"), std::string::npos);
}

TEST(Bypasses, NamesAndTheirSubdomainsByCurlsRules) {
    struct wanted {
        string_view list;
        string_view url;
        bool bypassed;
    };
    const std::vector<wanted> cases{
        {"*", "http://a/", true},
        {"*,b", "http://a/", false},
        {"", "http://a/", false},
        {"example.org", "http://example.org/", true},
        {"example.org", "https://www.Example.ORG:8443/", true},
        {"EXAMPLE.org", "http://www.example.org/", true},
        {".example.org", "http://example.org/", true},
        {"example.org.", "http://www.example.org/", true},
        {"example.org", "http://www.example.org./", true},
        {"example.org", "http://notexample.org/", false},
        {"www.example.org", "http://example.org/", false},
        {"a, b\tc d", "http://c/", true},
        {"a,,b", "http://b/", true},
        {"example.org:80", "http://example.org/", false},
        {".", "http://a./", false},
        {"127.0.0.1", "http://127.0.0.1:8080/", true},
        {"0.0.1", "http://127.0.0.1/", false},
        {"127.0.0.0/8", "http://127.1.2.3/", true},
        {"127.0.0.0/8", "http://128.0.0.1/", false},
        {"192.168.128.0/17", "http://192.168.129.1/", true},
        {"192.168.128.0/17", "http://192.168.1.1/", false},
        {"0.0.0.0/0", "http://8.8.8.8/", true},
        {"10.0.0.0/33", "http://10.0.0.0/", false},
        {"10.0.0.0/x", "http://10.0.0.0/", false},
        {"::1", "http://[::1]/", true},
        {"[::1]", "http://[::1]/", true},
        {"fe80::/10", "http://[fe80::1]/", true},
        {"fe80::/10", "http://[2001:db8::1]/", false},
        {"::/0", "http://127.0.0.1/", false},
        {"0.0.0.0/0", "http://localhost/", false},
    };
    for (const auto& [list, where, bypassed] : cases) {
        EXPECT_EQ(bypasses(list, parse_url(where).value()), bypassed) << list << ' ' << where;
    }
}

}  // namespace
}  // namespace trawl::http
