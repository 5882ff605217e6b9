#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* password = "s3cr3t";

class UrlPassword : public FetchCommand {
protected:
    [[nodiscard]] static std::string with_password(std::string url) {
        return url.insert(url.find("//") + 2, std::string{"user:"} + password + "@");
    }

    /// Nothing that the program wrote anywhere holds the password.
    void expect_kept(const child_result& result) const {
        EXPECT_THAT(result.out, Not(HasSubstr(password)));
        EXPECT_THAT(result.err, Not(HasSubstr(password)));
        for (const auto* name : {"records.jsonl", "log"}) {
            if (std::filesystem::exists(place(name))) {
                EXPECT_THAT(read_file(place(name)), Not(HasSubstr(password)));
            }
        }
    }
};

TEST_F(UrlPassword, IsSentAsBasicAndShownNowhere) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    const auto result = fetch({with_password(server.url("/x")), "-vv", "--log-file", place("log")});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Basic dXNlcjpzM2NyM3Q=");
    EXPECT_EQ(server.log().at(0).target, "/x");
    expect_kept(result);
    EXPECT_THAT(records().only().text("/url"), HasSubstr("user:***@"));
}

TEST_F(UrlPassword, OfAUrlThatFailsIsShownNowhere) {
    fault_server server;
    server.on("/loop", reply::redirect(302, "/loop"));
    server.on("/cut", reply::truncated("half", 100));
    const refusing_port refusing;
    std::string list;
    for (const auto& url :
         {server.url("/missing"), server.url("/loop"), server.url("/cut"),
          "http://127.0.0.1:" + std::to_string(refusing.port()) + "/", std::string{"http://nowhere.invalid/"},
          std::string{"http://exa mple/"}, std::string{"ftp://127.0.0.1/"}, std::string{"http://127.0.0.1:port/"},
          std::string{"https://127.0.0.1:1/"}, std::string{"http://[::zz]/"}}) {
        list += with_password(url) + "\n";
    }
    list += std::string{"user:"} + password + "@127.0.0.1/\n";
    list += std::string{"http:user:"} + password + "@@127.0.0.1:x/\n";

    const auto result = fetch({"-i", "-", "-vv", "--retries", "0", "--log-file", place("log")}, list);

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(records().size(), 12U);
    expect_kept(result);
}

TEST_F(UrlPassword, OfARedirectIsShownNowhere) {
    fault_server server;
    server.on("/there", reply::redirect(302, with_password(server.url("/x"))));
    server.on("/bad", reply::redirect(302, with_password("ftp://127.0.0.1/")));
    server.on("/worse", reply::redirect(302, with_password("http://127.0.0.1:port/")));
    server.on("/x", reply::ok("x"));

    const auto result =
        fetch({server.url("/there"), server.url("/bad"), server.url("/worse"), "-vv", "--log-file", place("log")});

    EXPECT_TRUE(ended_with(result, 3));
    expect_kept(result);
}

TEST_F(UrlPassword, DoesNotFollowARedirectToAnotherOrigin) {
    fault_server other;
    other.on("/x", reply::ok("x"));
    fault_server server;
    server.on("/there", reply::redirect(302, other.url("/x")));

    EXPECT_TRUE(ended_with(fetch({with_password(server.url("/there"))}), 0));

    EXPECT_EQ(server.log().at(0).count("Authorization"), 1U);
    EXPECT_EQ(other.log().at(0).count("Authorization"), 0U);
}

TEST_F(UrlPassword, IsNotShownByAUsageError) {
    expect_kept(run_trawl(
        {"fetch", with_password("http://127.0.0.1/a"), with_password("http://127.0.0.1/b"), "-o", place("x")}));
    expect_kept(run_trawl({"fetch", with_password("http://127.0.0.1/a"), "--no-such-option"}));
}

TEST_F(UrlPassword, IsNotSentWhereAnAuthorizationFieldWasAskedFor) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({with_password(server.url("/x")), "-H", "Authorization: Bearer token"}), 0));

    EXPECT_EQ(server.log().at(0).count("Authorization"), 1U);
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Bearer token");
}

}  // namespace
}  // namespace trawl::test
