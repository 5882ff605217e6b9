#include "support/fault_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plain_client.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace std::chrono_literals;

const std::string whole_reply = "HTTP/1.1 200 Test\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";

TEST(FaultServer, AnswersRequestAfterRequestOnOneConnection) {
    fault_server server;
    server.on("/a", reply::ok("hello"));
    plain_client client{server.port()};
    for (int i = 0; i < 3; ++i) {
        client.send(get("/a?x=" + std::to_string(i)));
        EXPECT_EQ(client.read(whole_reply.size()), whole_reply);
    }
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(server.requests(), 3U);
    EXPECT_EQ(server.log()[2].target, "/a?x=2");
    EXPECT_EQ(server.log()[2].number, 3U);
    client.close();
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST(FaultServer, AnswersPipelinedRequestsInOrder) {
    fault_server server{[](const received_request& request) { return reply::raw(request.target); }};
    plain_client client{server.port()};
    client.send(get("/a") + get("/b") + get("/c"));
    EXPECT_EQ(client.read(6), "/a/b/c");
}

TEST(FaultServer, AnswersNotFoundToWhatNoRouteIsFor) {
    fault_server server;
    plain_client client{server.port()};
    client.send(get("/nowhere"));
    EXPECT_THAT(client.read(20), StartsWith("HTTP/1.1 404"));
}

TEST(FaultServer, GivesTheScriptsOfARouteInTurnAndThenTheLastOne) {
    fault_server server;
    server.on("/", {reply::raw("1"), reply::raw("2"), reply::raw("3")});
    plain_client client{server.port()};
    client.send(get("/") + get("/") + get("/") + get("/"));
    EXPECT_EQ(client.read(4), "1233");
}

TEST(FaultServer, LogsMethodFieldsAndBody) {
    fault_server server;
    server.on("/form", reply::until_close("ok"));
    static_cast<void>(exchange(server.port(),
                               "POST /form HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a:  2\r\ncontent-length: 4\r\n\r\na=b&"));
    ASSERT_TRUE(server.wait_for_requests(1));
    const auto request = server.log().front();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.version, "HTTP/1.1");
    EXPECT_EQ(request.field("x-A"), "1");
    EXPECT_EQ(request.count("X-a"), 2U);
    EXPECT_EQ(request.field("Not-There"), "");
    EXPECT_EQ(request.body, "a=b&");
}

TEST(FaultServer, AnswersBeforeTheBodyIfAsked) {
    fault_server_options how;
    how.answer_before_body = true;
    fault_server server{how};
    server.on("/early", reply::raw("early"));
    server.on("/continue", script{step::send{"go on;"}, step::read_body{}, step::send{"done"}});
    plain_client client{server.port()};
    client.send("POST /early HTTP/1.1\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(client.read(5), "early");
    client.send("abcPOST /continue HTTP/1.1\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(client.read(6), "go on;");
    client.send("xyz");
    EXPECT_EQ(client.read(4), "done");
    EXPECT_EQ(server.log()[0].body, "abc");
    EXPECT_EQ(server.log()[1].body, "xyz");
}

TEST(FaultServer, ClosesAndResets) {
    fault_server server;
    server.on("/close", reply::truncated("hel", 5));
    server.on("/reset", reply::reset_after("hello", 3));
    plain_client closed{server.port()};
    closed.send(get("/close"));
    EXPECT_THAT(closed.read_to_end(), EndsWith("hel"));
    EXPECT_FALSE(closed.was_reset());
    plain_client reset{server.port()};
    reset.send(get("/reset"));
    static_cast<void>(reset.read_to_end());
    EXPECT_TRUE(reset.was_reset());
}

TEST(FaultServer, HalfCloseLeavesTheConnectionOpenUntilTheClientCloses) {
    fault_server server;
    server.on("/", script{step::send{"bye"}, step::half_close{}});
    plain_client client{server.port()};
    client.send(get("/"));
    EXPECT_EQ(client.read_to_end(), "bye");
    EXPECT_EQ(server.open_connections(), 1U);
    client.close();
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST(FaultServer, SeesTheClientCloseWhileItStallsWaitsOrPauses) {
    fault_server server;
    server.on("/stall", reply::never_answers());
    server.on("/wait", script{step::wait_for{std::make_shared<gate>()}});
    server.on("/pause", reply::slow(1h, "late"));
    server.on("/drip", reply::drip("ab", 1, 1h));
    std::size_t asked = 0;
    for (const auto* path : {"/stall", "/wait", "/pause", "/drip"}) {
        plain_client client{server.port()};
        client.send(get(path));
        EXPECT_TRUE(server.wait_for_requests(++asked));
        client.close();
        EXPECT_TRUE(server.wait_for_open_connections(0)) << path;
    }
}

TEST(FaultServer, AScriptGoesOnWhenItsGateOpens) {
    const auto door = std::make_shared<gate>();
    fault_server server;
    server.on("/", script{step::send{"1"}, step::wait_for{door}, step::send{"2"}});
    plain_client client{server.port()};
    client.send(get("/"));
    EXPECT_EQ(client.read(1), "1");
    door->open();
    EXPECT_EQ(client.read(1), "2");
    client.send(get("/"));
    EXPECT_EQ(client.read(2), "12");
}

TEST(FaultServer, DripsInPieces) {
    fault_server server;
    server.on("/body", reply::drip("hello", 2, 1ms) + script{step::close{}});
    server.on("/head", reply::drip_head("hello", 3, 1ms) + script{step::close{}});
    const std::string whole = "HTTP/1.1 200 Test\r\nContent-Length: 5\r\n\r\nhello";
    EXPECT_EQ(exchange(server.port(), get("/body")), whole);
    EXPECT_EQ(exchange(server.port(), get("/head")), whole);
}

TEST(FaultServer, SendsForEverUntilTheClientCloses) {
    fault_server server;
    server.on("/body", reply::endless_body());
    server.on("/head", reply::endless_head());
    server.on("/chunks", reply::endless_chunks());
    for (const auto* path : {"/body", "/head", "/chunks"}) {
        plain_client client{server.port()};
        client.send(get(path));
        EXPECT_EQ(client.read(1'000'000).size(), 1'000'000U);
    }
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST(FaultServer, PlaysTheConnectScriptBeforeTheFirstRequest) {
    fault_server_options how;
    how.on_connect = [](std::size_t connection) {
        return connection == 1 ? reply::reset_at_once() : reply::raw("early;");
    };
    fault_server server{how};
    server.on("/", reply::until_close("x"));
    plain_client first{server.port()};
    EXPECT_EQ(first.read_to_end(), "");
    EXPECT_TRUE(first.was_reset());
    EXPECT_THAT(exchange(server.port(), get("/")), StartsWith("early;HTTP/1.1 200"));
}

TEST(FaultServer, DropsConnectionsOnDemand) {
    fault_server server;
    server.on("/", reply::raw("x"));
    for (const bool with_reset : {false, true}) {
        plain_client client{server.port()};
        client.send(get("/"));
        EXPECT_EQ(client.read(1), "x");
        server.drop_connections(with_reset);
        EXPECT_EQ(client.read_to_end(), "");
        EXPECT_EQ(client.was_reset(), with_reset);
    }
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST(FaultServer, CountsTheConnectionsThatAreOpenAtOneTime) {
    fault_server server;
    {
        std::vector<std::unique_ptr<plain_client>> clients;
        for (int i = 0; i < 200; ++i) {
            clients.push_back(std::make_unique<plain_client>(server.port()));
        }
        EXPECT_TRUE(server.wait_for_connections(200));
        EXPECT_EQ(server.open_connections(), 200U);
    }
    EXPECT_TRUE(server.wait_for_open_connections(0));
    EXPECT_EQ(server.most_open_connections(), 200U);
}

TEST(FaultServer, ListensOnIpv6IfAsked) {
    fault_server_options how;
    how.ipv6 = true;
    fault_server server{how};
    server.on("/", reply::raw("six"));
    plain_client client{server.port(), true};
    client.send(get("/"));
    EXPECT_EQ(client.read(3), "six");
}

TEST(FaultServer, CanBeDestroyedWhileScriptsRun) {
    const auto door = std::make_shared<gate>();
    {
        fault_server server;
        server.on("/stall", reply::never_answers());
        server.on("/wait", script{step::wait_for{door}});
        server.on("/endless", reply::endless_body());
        for (const auto* path : {"/stall", "/wait", "/endless"}) {
            plain_client{server.port()}.send(get(path));
        }
        plain_client client{server.port()};
        client.send(get("/wait"));
        EXPECT_TRUE(server.wait_for_requests(4));
    }
    door->open();
}

TEST(Replies, SayWhatTheirNamesSay) {
    fault_server server;
    const auto answer = [&](script what) {
        server.on("/", std::move(what) + script{step::close{}});
        return exchange(server.port(), get("/"));
    };
    EXPECT_EQ(answer(reply::status(204)), "HTTP/1.1 204 Test\r\n\r\n");
    EXPECT_THAT(answer(reply::redirect(302, "/b")), HasSubstr("\r\nLocation: /b\r\n"));
    EXPECT_THAT(answer(reply::retry_after(503, "7")), HasSubstr("\r\nRetry-After: 7\r\n"));
    EXPECT_THAT(answer(reply::chunked({"abc", std::string(17, 'x')}, {{"T", "1"}})),
                EndsWith("\r\n\r\n3\r\nabc\r\n11\r\nxxxxxxxxxxxxxxxxx\r\n0\r\nT: 1\r\n\r\n"));
    EXPECT_THAT(answer(reply::gzip("x")), HasSubstr("Content-Encoding: gzip\r\n"));
    EXPECT_THAT(answer(reply::wrong_length("abc", 2)), EndsWith("Content-Length: 2\r\n\r\nabc"));
    EXPECT_THAT(answer(reply::truncated_chunked("abc")), EndsWith("\r\n\r\n3\r\nabc\r\n"));
    EXPECT_GT(answer(reply::huge_header(300'000)).size(), 300'000U);
    EXPECT_GT(answer(reply::many_fields(2'000)).size(), 2'000U * 11);
    EXPECT_EQ(answer(reply::close_at_once()), "");
    EXPECT_THAT(answer(reply::cut_head()), EndsWith("Content-Le"));
}

}  // namespace
}  // namespace trawl::test
