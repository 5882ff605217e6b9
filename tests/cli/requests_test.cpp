#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using FetchRequest = FetchCommand;

TEST_F(FetchRequest, IsAPlainGetByDefault) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x?q=1#part")}), 0));

    const auto asked = server.log().at(0);
    EXPECT_EQ(asked.method, "GET");
    EXPECT_EQ(asked.target, "/x?q=1");
    EXPECT_EQ(asked.version, "HTTP/1.1");
    EXPECT_EQ(asked.field("Host"), "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_THAT(asked.field("User-Agent"), HasSubstr("trawl"));
    EXPECT_EQ(asked.count("Authorization"), 0U);
    EXPECT_EQ(asked.count("Content-Length"), 0U);
}

TEST_F(FetchRequest, HasTheFieldsThatWereAskedFor) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({"-H", "Accept-Language: en", "-H", "X-Twice: 1", "--header=X-Twice: 2", "-H",
                                  "X-Empty:", "-A", "me/1.0", server.url("/x")}),
                           0));

    const auto asked = server.log().at(0);
    EXPECT_EQ(asked.field("Accept-Language"), "en");
    EXPECT_EQ(asked.count("X-Twice"), 2U);
    EXPECT_EQ(asked.count("X-Empty"), 1U);
    EXPECT_EQ(asked.field("User-Agent"), "me/1.0");
    EXPECT_EQ(asked.count("User-Agent"), 1U);
}

TEST_F(FetchRequest, TakesHostAndUserAgentFromFieldsToo) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({"-H", "Host: other.example", "-H", "User-Agent: mine", server.url("/x")}), 0));

    const auto asked = server.log().at(0);
    EXPECT_EQ(asked.count("Host"), 1U);
    EXPECT_EQ(asked.field("Host"), "other.example");
    EXPECT_EQ(asked.count("User-Agent"), 1U);
    EXPECT_EQ(asked.field("User-Agent"), "mine");
}

TEST_F(FetchRequest, UsesTheMethodThatWasAskedFor) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({"-X", "DELETE", server.url("/x")}), 0));

    EXPECT_EQ(server.log().at(0).method, "DELETE");
    EXPECT_EQ(records().only().text("/method"), "DELETE");
}

TEST_F(FetchRequest, WithDataIsAPost) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({"--data", "a=1&b=2", server.url("/x")}), 0));
    EXPECT_TRUE(ended_with(fetch({"--data", "@" + file("body.json", "{\"a\": 1}\n"), "-H",
                                  "Content-Type: application/json", "-X", "PUT", server.url("/x")}),
                           0));
    EXPECT_TRUE(ended_with(fetch({"--data", "@-", server.url("/x")}, "from stdin"), 0));
    EXPECT_TRUE(ended_with(fetch({"--data", "", server.url("/x")}), 0));
    EXPECT_TRUE(ended_with(fetch({"--data", "@/", server.url("/x")}), 2)) << "a folder has no bytes to send";

    const auto asked = server.log();
    EXPECT_EQ(asked.at(0).method, "POST");
    EXPECT_EQ(asked.at(0).body, "a=1&b=2");
    EXPECT_EQ(asked.at(0).field("Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(asked.at(1).method, "PUT");
    EXPECT_EQ(asked.at(1).body, "{\"a\": 1}\n");
    EXPECT_EQ(asked.at(1).field("Content-Type"), "application/json");
    EXPECT_EQ(asked.at(2).body, "from stdin");
    EXPECT_EQ(asked.at(3).method, "POST");
    EXPECT_EQ(asked.at(3).field("Content-Length"), "0");
}

TEST_F(FetchRequest, WithHeadMakesNoFile) {
    fault_server server;
    server.on("/x", reply::raw(reply::head(200, {{"Content-Length", "1000000"}})));

    EXPECT_TRUE(ended_with(fetch({"-X", "HEAD", server.url("/x"), server.url("/x?2"), "--per-host", "1"}), 0));

    EXPECT_THAT(names(), IsEmpty());
    EXPECT_EQ(server.connections(), 1U);
}

using FetchRedirect = FetchCommand;

TEST_F(FetchRedirect, IsFollowedAndRecorded) {
    fault_server server;
    server.on("/1", reply::redirect(301, "/2"));
    server.on("/2", reply::redirect(307, "3?q#f"));
    server.on("/3", reply::ok("there"));

    EXPECT_TRUE(ended_with(fetch({server.url("/1")}), 0));

    EXPECT_EQ(content("1"), "there");
    const auto told = records();
    const auto& one = told.only();
    ASSERT_EQ(one.size("/redirects"), 2U);
    EXPECT_EQ(one.text("/redirects/0/status"), "301");
    EXPECT_EQ(one.text("/redirects/0/url"), server.url("/1"));
    EXPECT_EQ(one.text("/redirects/1/status"), "307");
    EXPECT_EQ(one.text("/redirects/1/url"), server.url("/2"));
    EXPECT_EQ(one.text("/final_url"), server.url("/3?q#f"));
    EXPECT_EQ(one.text("/url"), server.url("/1"));
}

TEST_F(FetchRedirect, MakesAPostAGetWhereBrowsersDo) {
    fault_server server;
    for (const int status : {301, 302, 303, 307, 308}) {
        server.on("/" + std::to_string(status), reply::redirect(status, "/end"));
    }
    server.on("/end", reply::ok("x"));

    for (const int status : {301, 302, 303, 307, 308}) {
        EXPECT_TRUE(ended_with(fetch({"--data", "body", server.url("/" + std::to_string(status))}), 0));
        const auto last = server.log().back();
        const bool stays = status == 307 || status == 308;
        EXPECT_EQ(last.target, "/end");
        EXPECT_EQ(last.method, stays ? "POST" : "GET") << status;
        EXPECT_EQ(last.body, stays ? "body" : "") << status;
        EXPECT_EQ(last.count("Content-Type"), stays ? 1U : 0U) << status;
    }
}

TEST_F(FetchRedirect, TakesCredentialsToTheSameOriginOnly) {
    fault_server other;
    other.on("/end", reply::ok("x"));
    fault_server server;
    server.on("/same", reply::redirect(302, "/end"));
    server.on("/host", reply::redirect(302, server.url("/end", "localhost")));
    server.on("/port", reply::redirect(302, other.url("/end")));
    server.on("/end", reply::ok("x"));
    const std::vector<std::string> secrets{"-H", "Authorization: Bearer token",     "-H", "Cookie: id=1",
                                           "-H", "Proxy-Authorization: Basic eDp5", "-H", "X-Kept: yes"};

    for (const std::string path : {"/same", "/host", "/port"}) {
        auto arguments = secrets;
        arguments.push_back(server.url(path));
        EXPECT_TRUE(ended_with(fetch(arguments), 0));
        const auto log = path == "/port" ? other.log() : server.log();
        const std::size_t expected = path == "/same" ? 1 : 0;
        EXPECT_EQ(log.back().target, "/end");
        EXPECT_EQ(log.back().count("Authorization"), expected) << path;
        EXPECT_EQ(log.back().count("Cookie"), expected) << path;
        EXPECT_EQ(log.back().count("Proxy-Authorization"), 0U) << path;
        EXPECT_EQ(log.back().field("X-Kept"), "yes") << path;
    }
}

TEST_F(FetchRedirect, IsLimited) {
    fault_server server{
        [](const received_request& request) { return reply::redirect(302, "/" + std::to_string(request.number)); }};

    EXPECT_TRUE(ended_with(fetch({server.url("/start"), "--max-redirects", "3"}), 3));
    EXPECT_EQ(records().only().error_kind(), "too_many_redirects");
    EXPECT_EQ(server.requests(), 4U);

    EXPECT_TRUE(ended_with(fetch({server.url("/start"), "--max-redirects", "0"}), 4));
    EXPECT_EQ(records().only().text("/status"), "302");
}

TEST_F(FetchRedirect, InACircleIsFoundOut) {
    fault_server server;
    server.on("/1", reply::redirect(302, "/2"));
    server.on("/2", reply::redirect(302, "/1"));

    EXPECT_TRUE(ended_with(fetch({server.url("/1")}), 3));

    EXPECT_EQ(records().only().error_kind(), "redirect_loop");
    EXPECT_EQ(server.requests(), 2U);
}

TEST_F(FetchRedirect, ToAnotherSchemeIsRefused) {
    fault_server server;
    server.on("/file", reply::redirect(302, "file:///etc/passwd"));
    server.on("/ftp", reply::redirect(302, "ftp://127.0.0.1/"));

    EXPECT_TRUE(ended_with(fetch({server.url("/file"), server.url("/ftp")}), 3));

    EXPECT_EQ(records().of_input(server.url("/file")).error_kind(), "redirect_refused");
    EXPECT_EQ(records().of_input(server.url("/ftp")).error_kind(), "redirect_refused");
    EXPECT_THAT(names(), IsEmpty());
}

}  // namespace
}  // namespace trawl::test
