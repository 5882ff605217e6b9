#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class BrokenReply : public FetchCommand {
protected:
    void expect_refused(script answer, const std::string& outcome, const std::string& kind) const {
        fault_server server;
        server.on("/x", std::move(answer));
        EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--retries", "0", "--compressed"}), 3)) << kind;
        EXPECT_EQ(records().only().outcome(), outcome);
        EXPECT_EQ(records().only().error_kind(), kind);
        EXPECT_THAT(names(), IsEmpty());
    }
};

TEST_F(BrokenReply, ThatEndsTooSoonMakesNoFile) {
    expect_refused(reply::truncated("half", 100), "truncated", "truncated");
    expect_refused(reply::truncated(std::string(300'000, 'x'), 3'000'000), "truncated", "truncated");
    expect_refused(reply::truncated_chunked("half"), "truncated", "truncated");
    expect_refused(reply::reset_after("0123456789", 5), "network_error", "reset");
    expect_refused(reply::close_at_once(), "network_error", "closed");
    expect_refused(reply::reset_at_once(), "network_error", "reset");
}

TEST_F(BrokenReply, ThatIsNotHttpMakesNoFile) {
    expect_refused({step::send{"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"}, step::close{}}, "network_error", "protocol");
    expect_refused(
        {step::send{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"}, step::close{}},
        "network_error", "protocol");
    expect_refused({step::send{"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}, step::close{}}, "network_error",
                   "protocol");
    expect_refused({step::send{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"}, step::close{}},
                   "network_error", "protocol");
}

TEST_F(BrokenReply, WithAHugeHeadIsGivenUp) {
    expect_refused(reply::endless_head(), "too_large", "too_large");
    expect_refused(reply::huge_header(300'000), "too_large", "too_large");
    expect_refused(reply::many_fields(2'000), "too_large", "too_large");
}

TEST_F(BrokenReply, ThatIsABombIsGivenUp) {
    const std::string zeros(std::size_t{256} << 20, '\0');
    expect_refused(reply::gzip(zeros), "too_large", "too_large");
}

TEST_F(BrokenReply, WithADamagedCodingMakesNoFile) {
    auto coded = reply::gzip_bytes("some text that is long enough");
    expect_refused(reply::coded("gzip", coded.substr(0, coded.size() - 6)), "network_error", "content_coding");
    expect_refused(reply::coded("gzip", "this is not gzip"), "network_error", "content_coding");
    expect_refused(reply::coded("unheard-of", "x"), "network_error", "content_coding");
}

TEST_F(BrokenReply, WithAPartThatWasNotAskedForMakesNoFile) {
    expect_refused(reply::status(206, {{"Content-Range", "bytes 0-3/100"}}, "part"), "network_error", "protocol");
}

TEST_F(BrokenReply, WithMoreThanItSaidGivesWhatItSaidAndAFreshConnection) {
    fault_server server;
    server.on("/1", reply::wrong_length("12345HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", 5));
    server.on("/2", reply::ok("good"));

    EXPECT_TRUE(ended_with(fetch({server.url("/1"), server.url("/2"), "--per-host", "1"}), 0));

    EXPECT_EQ(content("1"), "12345");
    EXPECT_EQ(content("2"), "good");
    EXPECT_EQ(server.connections(), 2U);
}

using OddReply = FetchCommand;

TEST_F(OddReply, IsTakenWhereTheStandardTakesIt) {
    fault_server server;
    server.on("/chunked", reply::chunked({"he", "llo"}, {{"X-Trailer", "yes"}}));
    server.on("/until-close", reply::until_close("hello"));
    server.on("/gzip.gz", reply::coded("gzip", "hello"));
    server.on("/1xx", reply::raw("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n") + reply::ok("hello"));
    server.on("/lf", reply::raw("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"));
    server.on("/1.0", {step::send{"HTTP/1.0 200 OK\r\n\r\nhello"}, step::close{}});
    server.on("/drip", reply::drip_head("hello", 1, std::chrono::milliseconds{1}));

    EXPECT_TRUE(ended_with(fetch({server.url("/chunked"), server.url("/until-close"), server.url("/gzip.gz"),
                                  server.url("/1xx"), server.url("/lf"), server.url("/1.0"), server.url("/drip")}),
                           0));

    EXPECT_THAT(names(), ElementsAre("1.0", "1xx", "chunked", "drip", "gzip.gz", "lf", "until-close"));
    for (const auto& name : names()) {
        EXPECT_EQ(content(name), "hello") << name;
    }
    EXPECT_EQ(records().of_input(server.url("/1.0")).text("/http_version"), "1.0");
}

TEST_F(OddReply, IsAskedForPlainUnlessCompressedIsGiven) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));
    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--compressed", "--no-state"}), 0));

    EXPECT_THAT(server.log().at(0).field("Accept-Encoding"), testing::AnyOf("", "identity"));
    for (const auto* coding : {"gzip", "deflate", "br", "zstd"}) {
        EXPECT_THAT(server.log().at(1).field("Accept-Encoding"), testing::HasSubstr(coding));
    }
}

}  // namespace
}  // namespace trawl::test
