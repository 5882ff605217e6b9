#include "net/reply_parser.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/net/replies.hpp"

namespace trawl::net {
namespace {

using http::errc;
using http::phase;
using test::ending;
using test::parse_reply;
using test::parsed_reply;

// Every way to cut the bytes gives the same reply; the one of one piece is given back.
parsed_reply parse_however_cut(std::string_view bytes, ending after, bool to_head = false) {
    const parsed_reply whole = parse_reply(bytes, bytes.size(), after, to_head);
    for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
        const parsed_reply cut = parse_reply(bytes, piece, after, to_head);
        if (!whole.failure) {
            EXPECT_EQ(cut.body, whole.body) << piece;
        }
        EXPECT_EQ(cut.is_whole, whole.is_whole) << piece;
        EXPECT_EQ(cut.head.fields.size(), whole.head.fields.size()) << piece;
        EXPECT_EQ(cut.trailers.size(), whole.trailers.size()) << piece;
        EXPECT_EQ(cut.failure.has_value(), whole.failure.has_value()) << piece;
        if (cut.failure && whole.failure) {
            EXPECT_EQ(cut.failure->code, whole.failure->code) << piece;
        }
    }
    return whole;
}

void expect_refused(std::string_view bytes, errc code, phase where, ending after = ending::closed) {
    const parsed_reply reply = parse_however_cut(bytes, after);
    ASSERT_TRUE(reply.failure) << bytes;
    EXPECT_EQ(reply.failure->code, code) << bytes << ": " << reply.failure->detail;
    EXPECT_EQ(reply.failure->where, where) << bytes;
}

void expect_body(std::string_view bytes, std::string_view body, ending after = ending::open) {
    const parsed_reply reply = parse_however_cut(bytes, after);
    ASSERT_FALSE(reply.failure) << bytes << ": " << reply.failure->detail;
    EXPECT_TRUE(reply.is_whole) << bytes;
    EXPECT_EQ(reply.body, body) << bytes;
}

TEST(ReplyParser, GivesStatusReasonVersionAndFieldsInOrder) {
    const parsed_reply reply = parse_however_cut(
        "HTTP/1.1 404 Not \xc3\xa7\xc3\xa0\r\nX: 1\r\nEmpty:\r\nx:  two \t\r\nContent-Length: 0\r\n\r\n", ending::open);
    EXPECT_EQ(reply.head.status, 404);
    EXPECT_EQ(reply.head.reason, "Not \xc3\xa7\xc3\xa0");
    EXPECT_EQ(reply.head.version, 11);
    ASSERT_EQ(reply.head.fields.size(), 4U);
    EXPECT_THAT(reply.head.fields.all("X"), testing::ElementsAre("1", "two"));
    EXPECT_EQ(reply.head.fields.get("empty"), "");
    EXPECT_TRUE(reply.is_whole);
}

TEST(ReplyParser, SecondReplyInTheSameObjectsIsIndependent) {
    reply_parser parser;
    reply_head head;
    const std::string first = "HTTP/1.0 200 OK\r\nA: 1\r\nB: 2\r\nContent-Length: 1\r\n\r\n";
    parser.start(false);
    EXPECT_EQ(parser.head(first, head).value(), first.size());
    std::string body = "x";
    EXPECT_EQ(parser.body(body).value(), 1U);
    EXPECT_TRUE(parser.is_whole());

    parser.start(false);
    EXPECT_FALSE(parser.has_head());
    const std::string second = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(parser.head(second, head).value(), second.size());
    EXPECT_EQ(head.status, 201);
    EXPECT_EQ(head.version, 11);
    EXPECT_EQ(head.fields.size(), 1U);
    EXPECT_EQ(parser.kind(), body_kind::chunked);
    EXPECT_FALSE(parser.length());
}

TEST(ReplyParser, BodyEndsWhereContentLengthSays) {
    expect_body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello");
    expect_body("HTTP/1.1 200 OK\r\nContent-Length: 0005\r\n\r\nhello", "hello");
    expect_body("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello", "hello");
    expect_body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n", "hello");
    expect_refused("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", errc::truncated, phase::body);
}

TEST(ReplyParser, NeverAsksForMoreThanTheBodyHas) {
    reply_parser parser;
    reply_head head;
    parser.start(false);
    ASSERT_TRUE(parser.head("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", head));
    EXPECT_EQ(parser.wanted(), 10U);
    std::string part = "0123";
    ASSERT_TRUE(parser.body(part));
    EXPECT_EQ(parser.wanted(), 6U);
    EXPECT_EQ(parser.length(), 10U);
}

TEST(ReplyParser, RefusesLengthsThatAreNoNumberOrContradict) {
    for (const char* length :
         {"5.0", "-5", "+5", "5;q=1", "18446744073709551621", "5 5", "5,6", "5,", ",5", "", "0x5"}) {
        expect_refused("HTTP/1.1 200 OK\r\nContent-Length: " + std::string(length) + "\r\n\r\nhello", errc::protocol,
                       phase::head);
    }
    expect_refused("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", errc::protocol,
                   phase::head);
    expect_refused("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                   errc::protocol, phase::head);
    expect_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 15\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                   errc::protocol, phase::head);
}

TEST(ReplyParser, WithoutLengthTheBodyLastsUntilTheConnectionCloses) {
    expect_body("HTTP/1.1 200 OK\r\n\r\nhello", "hello", ending::closed);
    expect_body("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", "", ending::closed);
    EXPECT_FALSE(parse_reply("HTTP/1.1 200 OK\r\n\r\nhello", 100, ending::open).is_whole);
}

TEST(ReplyParser, TakesChunksApart) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    expect_body(head + "1\r\nh\r\n4\r\nello\r\n0\r\n\r\n", "hello");
    expect_body(head + "0000005\r\nhello\r\n000\r\n\r\n", "hello");
    expect_body(head + "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789");
    expect_body(head + "5;a=b;c=\"d;e\"\r\nhello\r\n0;x\r\n\r\n", "hello");
    expect_body(head + "5 ; a = b\r\nhello\r\n0 \r\n\r\n", "hello");
    expect_body(head + "5\nhello\r\n0\n\n", "hello");
    expect_body(head + "0\r\n\r\n", "");
    expect_body("HTTP/1.1 200 OK\r\ntransfer-encoding: ChUnKeD\r\n\r\n1\r\nx\r\n0\r\n\r\n", "x");
}

TEST(ReplyParser, GivesTrailersApartFromTheFields) {
    const parsed_reply reply = parse_however_cut(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nETag: \"x\"\r\nX: 1\nX: 2\r\n\r\n",
        ending::open);
    EXPECT_TRUE(reply.is_whole);
    EXPECT_TRUE(reply.keeps_alive);
    EXPECT_FALSE(reply.head.fields.contains("ETag"));
    EXPECT_EQ(reply.trailers.get("etag"), "\"x\"");
    EXPECT_THAT(reply.trailers.all("X"), testing::ElementsAre("1", "2"));
}

TEST(ReplyParser, LeavesOutTrailersThatWouldFrameABody) {
    const parsed_reply reply = parse_however_cut(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nContent-Length: 7\r\nContent-Length: x\r\n"
        "Transfer-Encoding: yolo\r\nConnection: a b\r\nX: 1\r\n\r\n",
        ending::open);
    EXPECT_TRUE(reply.is_whole);
    EXPECT_EQ(reply.trailers.size(), 2U);
    EXPECT_EQ(reply.trailers.get("X"), "1");
}

TEST(ReplyParser, RefusesBrokenChunks) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char* chunks :
         {"zz\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n",
          " 5\r\nhello\r\n0\r\n\r\n", "-1\r\nhello\r\n0\r\n\r\n", "1_0\r\nhello\r\n0\r\n\r\n",
          "5\r\nhelloX\r\n0\r\n\r\n", "6\r\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5 5\r\nhello\r\n0\r\n\r\n",
          "5\rhello\r\n0\r\n\r\n", "5;a\x01\r\nhello\r\n0\r\n\r\n", "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
          "5\r\nhello\r\n0\r\nbad name: x\r\n\r\n"}) {
        expect_refused(head + chunks, errc::protocol, phase::body);
    }
}

TEST(ReplyParser, ChunkedBodyIsTruncatedWithoutItsLastChunk) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char* chunks : {"", "5", "5\r\n", "5\r\nhel", "5\r\nhello", "5\r\nhello\r\n", "5\r\nhello\r\n0",
                               "5\r\nhello\r\n0\r\n", "5\r\nhello\r\n0\r\nA: b\r\n", "100000005\r\nhello"}) {
        expect_refused(head + chunks, errc::truncated, phase::body);
    }
}

TEST(ReplyParser, LimitsWhatChunksMayCost) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const parsed_reply extension = parse_reply(head + "5;" + std::string(5000, 'x') + "\r\n", 1000, ending::open);
    ASSERT_TRUE(extension.failure);
    EXPECT_EQ(extension.failure->code, errc::too_large);
    const parsed_reply zeros = parse_reply(head + std::string(5000, '0'), 1000, ending::open);
    ASSERT_TRUE(zeros.failure);
    EXPECT_EQ(zeros.failure->code, errc::too_large);
    const parsed_reply trailers = parse_reply(head + "0\r\nX: " + std::string(70'000, 'x'), 1000, ending::open);
    ASSERT_TRUE(trailers.failure);
    EXPECT_EQ(trailers.failure->code, errc::too_large);
}

TEST(ReplyParser, RefusesOtherTransferCodings) {
    for (const char* coding :
         {"yolo", "chunkedchunked", "gzip, chunked", "chunked, gzip", "identity", "chunked, chunked"}) {
        expect_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + std::string(coding) + "\r\n\r\nhallo", errc::protocol,
                       phase::head);
    }
}

TEST(ReplyParser, HeadAnd204And304HaveNoBodyWhateverTheySay) {
    for (const char* fields : {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", ""}) {
        for (const char* status : {"204 No Content", "304 Not Modified"}) {
            expect_body("HTTP/1.1 " + std::string(status) + "\r\n" + fields + "\r\n", "");
        }
        const parsed_reply reply =
            parse_however_cut("HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n", ending::open, true);
        EXPECT_TRUE(reply.is_whole);
        EXPECT_TRUE(reply.keeps_alive);
        EXPECT_EQ(reply.body, "");
    }
}

TEST(ReplyParser, SkipsInterimReplies) {
    const std::string last = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    expect_body("HTTP/1.1 100 Continue\r\n\r\n" + last, "hello");
    const parsed_reply reply = parse_however_cut(
        "HTTP/1.1 103 Early\r\nContent-Length: 5\r\nLink: x\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + last, ending::open);
    EXPECT_EQ(reply.body, "hello");
    EXPECT_FALSE(reply.head.fields.contains("Link"));
    expect_refused("HTTP/1.1 100 Continue\r\n\r\ngarbage\r\n\r\n", errc::protocol, phase::head);
    expect_refused("HTTP/1.1 100 Continue\r\n\r\n", errc::protocol, phase::head);
    expect_refused("HTTP/1.1 101 Switching Protocols\r\n\r\n", errc::protocol, phase::head);
}

TEST(ReplyParser, EndsAtTooManyInterimReplies) {
    std::string bytes;
    for (int i = 0; i < 20; ++i) {
        bytes += "HTTP/1.1 103 E\r\n\r\n";
    }
    expect_body(bytes + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "");
    expect_refused(bytes + "HTTP/1.1 103 E\r\n\r\n", errc::protocol, phase::head);
}

TEST(ReplyParser, AcceptsLineEndsOfLfAloneAndFoldedValues) {
    expect_body("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "hello");
    expect_body("HTTP/1.1 200 OK\r\nContent-Length: 5\n\r\nhello", "hello");
    expect_body("HTTP/1.0 200\r\nContent-Length: 5\r\n\r\nhello", "hello");
    expect_body("HTTP/1.0 200\nContent-Length: 5\n\nhello", "hello");
    const parsed_reply reply =
        parse_however_cut("HTTP/1.1 200 OK\r\nX-A: one\r\n two\n\tthree\r\nContent-Length: 0\r\n\r\n", ending::open);
    EXPECT_EQ(reply.head.fields.get("X-A"), "one two three");
}

TEST(ReplyParser, RefusesHeadsThatAreNotHttp) {
    for (const char* bytes : {"hello world\n",
                              "SSH-2.0-OpenSSH_9.2p1\r\n",
                              "HTTP/0.9 200 OK\r\n\r\n",
                              "HTTP/2.0 200 OK\r\n\r\n",
                              "HTTP/1.10 200 OK\r\n\r\n",
                              "HTTP/11.1 200 OK\r\n\r\n",
                              "HTTP/1 200 OK\r\n\r\n",
                              "http/1.1 200 OK\r\n\r\n",
                              "ICY 200 OK\r\n\r\n",
                              "HTTPS/1.1 200 OK\r\n\r\n",
                              "HTTP/1.1 abc OK\r\n\r\n",
                              "HTTP/1.1 20 OK\r\n\r\n",
                              "HTTP/1.1 2000 OK\r\n\r\n",
                              "HTTP/1.1 099 OK\r\n\r\n",
                              "HTTP/1.1\t200 OK\r\n\r\n",
                              "HTTP/1.1  200 OK\r\n\r\n",
                              "\r\nHTTP/1.1 200 OK\r\n\r\n",
                              "\n\nHTTP/1.1 200 OK\n\n",
                              "HTTP/1.1 200 OK\r\n Host: foo\r\n\r\n",
                              "HTTP/1.1 200 OK\r\n: v\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nA : v\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nX: a\rB: c\r\n\r\n",
                              "HTTP/1.1 200 OK\rX: a\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nX: a\x01"
                              "b\r\n\r\n",
                              "HTTP/1.1 200 OK\r\n\xc3\x9c: v\r\n\r\n"}) {
        expect_refused(bytes, errc::protocol, phase::head);
    }
    using namespace std::string_view_literals;
    expect_refused("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n"sv, errc::protocol, phase::head);
}

TEST(ReplyParser, TellsAnotherProtocolAtItsFirstByte) {
    const parsed_reply reply = parse_reply("220 mail.example ESMTP", 1, ending::open);
    ASSERT_TRUE(reply.failure);
    EXPECT_EQ(reply.failure->code, errc::protocol);
}

TEST(ReplyParser, EndOfStreamBeforeTheHeadIsClosedAndWithinItProtocol) {
    const parsed_reply nothing = parse_reply("", 1, ending::closed);
    ASSERT_TRUE(nothing.failure);
    EXPECT_EQ(nothing.failure->code, errc::closed);
    EXPECT_EQ(nothing.failure->where, phase::first_byte);
    for (const char* bytes : {"H", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"}) {
        expect_refused(bytes, errc::protocol, phase::head);
    }
}

TEST(ReplyParser, LimitsSizeAndFieldsOfTheHead) {
    reply_limits limits;
    limits.max_head_size = 200;
    limits.max_fields = 3;
    const std::string end = "Content-Length: 0\r\n\r\n";
    const auto parse = [&](const std::string& fields) {
        return parse_reply("HTTP/1.1 200 OK\r\n" + fields + end, 7, ending::closed, false, limits);
    };
    EXPECT_TRUE(parse("X: " + std::string(100, 'x') + "\r\n").is_whole);
    for (const std::string& fields :
         {"X: " + std::string(200, 'x') + "\r\n", std::string("A: 1\r\nB: 2\r\nC: 3\r\n")}) {
        const parsed_reply reply = parse(fields);
        ASSERT_TRUE(reply.failure);
        EXPECT_EQ(reply.failure->code, errc::too_large);
        EXPECT_EQ(reply.failure->where, phase::head);
    }
    EXPECT_EQ(
        parse_reply("HTTP/1.1 200 OK\r\nX: " + std::string(300, 'x'), 50, ending::open, false, limits).failure->code,
        errc::too_large);
}

TEST(ReplyParser, KeepsAliveAsVersionAndConnectionSay) {
    const auto keeps = [](const std::string& line, const std::string& fields) {
        return parse_however_cut("HTTP/" + line + "\r\n" + fields + "Content-Length: 1\r\n\r\nx", ending::open)
            .keeps_alive;
    };
    EXPECT_TRUE(keeps("1.1 200 OK", ""));
    EXPECT_TRUE(keeps("1.1 200 OK", "Connection: keep-alive, timeout=5\r\n"));
    EXPECT_FALSE(keeps("1.1 200 OK", "Connection: Close\r\n"));
    EXPECT_FALSE(keeps("1.1 200 OK", "Connection: keep-alive\r\nConnection: x, close\r\n"));
    EXPECT_FALSE(keeps("1.0 200 OK", ""));
    EXPECT_TRUE(keeps("1.0 200 OK", "Connection: Keep-Alive\r\n"));
    EXPECT_FALSE(parse_reply("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                             100, ending::open)
                     .keeps_alive);
    EXPECT_FALSE(parse_reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGARBAGE", 100, ending::open)
                     .keeps_alive);
}

}  // namespace
}  // namespace trawl::net
