// The program logs in with servers that others wrote.

#include <filesystem>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/lighttpd.hpp"
#include "support/nginx.hpp"
#include "support/replies.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Login : public FetchCommand {
protected:
    /// Readable by its owner alone.
    [[nodiscard]] std::string secret_file(const std::string& name, std::string_view text) const {
        const auto where = file(name, text);
        std::filesystem::permissions(where, std::filesystem::perms(0600));
        return where;
    }
};

TEST_F(Login, ByBasicAndDigestWithLighttpd) {
    for (const std::string name : {"basic", "md5", "sha"}) {
        write_file(place("root/" + name + "/file"), "in " + name);
    }
    lighttpd_options how;
    how.root = place("root");
    how.username = "me";
    how.password = "s3cr3t";
    how.lines = R"(auth.require = (
    "/basic/" => ("method" => "basic", "realm" => "a realm", "require" => "valid-user"),
    "/md5/" => ("method" => "digest", "realm" => "a realm", "algorithm" => "MD5", "require" => "valid-user"),
    "/sha/" => ("method" => "digest", "realm" => "a realm", "algorithm" => "SHA-256", "require" => "valid-user")))";
    const lighttpd server(std::move(how));
    const std::vector<std::string> urls{server.url("/basic/file"), server.url("/md5/file"), server.url("/sha/file")};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.end(), urls.begin(), urls.end());
        more.insert(more.end(), {"--no-state", "--name", "{path}", "-vv", "--log-file", place("log")});
        return fetch(more);
    };

    EXPECT_TRUE(ended_with(with({}), 4));
    const auto netrc = secret_file("netrc", "machine 127.0.0.1 login me password s3cr3t\n");
    for (const std::vector<std::string>& login :
         {std::vector<std::string>{"--user", "@" + secret_file("login", "me:s3cr3t\n")}, {"--netrc-file", netrc}}) {
        const auto result = with(login);
        EXPECT_TRUE(ended_with(result, 0));
        EXPECT_EQ(content("basic/file") + content("md5/file") + content("sha/file"), "in basicin md5in sha");
        EXPECT_THAT(result.err + read_file(place("log")) + read_file(place("records.jsonl")), Not(HasSubstr("s3cr3t")));
    }
    EXPECT_TRUE(ended_with(with({"--netrc-file", netrc, "--auth", "digest"}), 4));
    EXPECT_EQ(records().of_input(urls[0]).text("/status"), "401") << "the password itself is not sent";
    EXPECT_EQ(records().count("ok"), 2U);
}

TEST_F(Login, ByCookiesThatOneRunLeavesToTheNext) {
    nginx_options how;
    how.root = place("root");
    how.server_lines = R"(
        location = /enter { add_header Set-Cookie "id=42; Path=/in; Max-Age=1000; HttpOnly"; return 200 welcome; }
        location /in { default_type text/plain; return 200 "cookies: $http_cookie"; }
        location /out { default_type text/plain; return 200 "cookies: $http_cookie"; })";
    const nginx server(std::move(how));
    const auto jar = place("jar").string();

    EXPECT_TRUE(ended_with(fetch({server.url("/enter"), "--save-cookies", jar}), 0));
    EXPECT_TRUE(ended_with(fetch({server.url("/in"), server.url("/out"), "--load-cookies", jar}), 0));

    EXPECT_EQ(content("in"), "cookies: id=42");
    EXPECT_EQ(content("out"), "cookies: ");

    // It is the file that curl reads and writes.
    const auto curl = [](std::vector<std::string> arguments) {
        arguments.emplace_back("-s");
        return run("curl", trawl_options(std::move(arguments))).out;
    };
    EXPECT_EQ(curl({"-b", jar, server.url("/in")}), "cookies: id=42");
    EXPECT_EQ(curl({"-c", place("curls"), server.url("/enter")}), "welcome");
    EXPECT_TRUE(ended_with(fetch({server.url("/in"), "--load-cookies", place("curls"), "--no-state"}), 0));
    EXPECT_EQ(content("in"), "cookies: id=42");
}

TEST_F(Login, ByCookiesIsForTheDomainThatMaySetThemAndNotForAPublicSuffix) {
    nginx_options how;
    how.root = place("root");
    how.server_lines = R"(
        location = /enter {
            add_header Set-Cookie "site=1; Domain=shop.co.uk";
            add_header Set-Cookie "all=1; Domain=co.uk";
            add_header Set-Cookie "other=1; Domain=elsewhere.example";
            return 200 welcome;
        }
        location /in { default_type text/plain; return 200 "cookies: $http_cookie"; })";
    const nginx server(std::move(how));
    const auto at = [&](const std::string& host, const std::string& path) {
        return "http://" + host + ".co.uk:" + std::to_string(server.port()) + path;
    };
    const auto cookies_at = [&](const std::string& host) {
        const auto port = std::to_string(server.port());
        EXPECT_TRUE(ended_with(
            fetch({at("www.shop", "/enter"), at(host, "/in"), "-j", "1", "--cookies", "--no-state", "--resolve",
                   "www.shop.co.uk:" + port + ":127.0.0.1", "--resolve", host + ".co.uk:" + port + ":127.0.0.1"}),
            0));
        return content("in");
    };
    EXPECT_EQ(cookies_at("www.shop"), "cookies: site=1");
    EXPECT_EQ(cookies_at("my.shop"), "cookies: site=1");
    EXPECT_EQ(cookies_at("other"), "cookies: ");
}

TEST_F(Login, ByAClientCertificateIsNotForWhereARedirectLeads) {
    test_ca ca;
    const auto mine = ca.issue();
    const auto asking = [&](const std::string& lines) {
        nginx_options how;
        how.root = place("root");
        how.certificate = ca.issue();
        how.server_lines = "ssl_verify_client optional; ssl_client_certificate " + ca.ca_file().string() + ";" + lines;
        return how;
    };
    const std::string tell = "location /tell { default_type text/plain; return 200 $ssl_client_verify; }";
    const nginx other(asking(tell));
    const nginx server(asking(tell + "location /away { return 302 " + other.tls_url("/tell") + "; }"));

    EXPECT_TRUE(ended_with(fetch({server.tls_url("/tell"), server.tls_url("/away"), "--cacert", ca.ca_file(), "--cert",
                                  mine.certificate, "--key", mine.key}),
                           0));

    EXPECT_EQ(content("tell"), "SUCCESS");
    EXPECT_EQ(content("away"), "NONE");
}

TEST_F(Login, OfNoKindIsForWhereARedirectLeads) {
    const fault_server other{[](const received_request&) { return reply::ok("x"); }};
    const fault_server server{[&](const received_request&) { return reply::redirect(302, other.url("/there")); }};
    const auto netrc = secret_file("netrc", "machine 127.0.0.1 login me password s3cr3t\n");
    for (const std::vector<std::string>& login : {std::vector<std::string>{"--user", "me:s3cr3t"},
                                                  {"--bearer", "t0k3n"},
                                                  {"-H", "Authorization: Own s3cr3t"},
                                                  {"-H", "Cookie: id=s3cr3t"}}) {
        auto arguments = login;
        arguments.insert(arguments.end(), {server.url("/x"), "--no-state"});
        EXPECT_TRUE(ended_with(fetch(arguments), 0));
        EXPECT_EQ(server.log().back().count("Authorization") + server.log().back().count("Cookie"), 1U);
        EXPECT_EQ(other.log().back().count("Authorization") + other.log().back().count("Cookie"), 0U) << login.back();
    }
}

}  // namespace
}  // namespace trawl::test
