#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using FetchList = FetchCommand;

TEST_F(FetchList, GivesEachLineItsRecordAndOnlyWholeFiles) {
    fault_server server;
    server.on("/good.txt", reply::ok("good"));
    server.on("/last.txt", reply::ok("last"));
    server.on("/cut.bin", reply::truncated("half of", 1000));
    const refusing_port refusing;
    const auto list =
        file("list.txt",
             "\xEF\xBB\xBF# a comment\r\n"
             "\r\n" +
                 server.url("/good.txt") +
                 "\r\n"
                 "this is \x01 garbage\r\n"
                 "ftp://127.0.0.1/file\r\n"
                 "http://nowhere.invalid/\r\n"
                 "http://127.0.0.1:" +
                 std::to_string(refusing.port()) + "/\r\n" + server.url("/missing") + "\r\n" + server.url("/cut.bin") +
                 "\r\n"
                 " \t \r\n"
                 "# another\r\n"
                 "  " +
                 server.url("/last.txt") + "\t");

    const auto result = fetch({"-i", list, "--retries", "0"});

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_THAT(names(), ElementsAre("good.txt", "last.txt"));
    EXPECT_EQ(content("good.txt"), "good");
    EXPECT_EQ(content("last.txt"), "last");
    const auto told = records();
    ASSERT_EQ(told.size(), 8U);
    EXPECT_EQ(told.of_line(3).outcome(), "ok");
    EXPECT_EQ(told.of_line(4).outcome(), "skipped");
    EXPECT_EQ(told.of_line(4).error_kind(), "bad_line");
    EXPECT_EQ(told.of_line(5).outcome(), "skipped");
    EXPECT_EQ(told.of_line(5).error_kind(), "unsupported_scheme");
    EXPECT_EQ(told.of_line(6).outcome(), "network_error");
    EXPECT_THAT(told.of_line(6).error_kind(), AnyOf("dns_not_found", "dns_failed"));
    EXPECT_EQ(told.of_line(6).text("/error/phase"), "dns");
    EXPECT_EQ(told.of_line(7).outcome(), "network_error");
    EXPECT_EQ(told.of_line(7).error_kind(), "refused");
    EXPECT_EQ(told.of_line(7).text("/error/phase"), "connect");
    EXPECT_EQ(told.of_line(8).outcome(), "http_error");
    EXPECT_EQ(told.of_line(8).text("/status"), "404");
    EXPECT_EQ(told.of_line(9).outcome(), "truncated");
    EXPECT_EQ(told.of_line(9).text("/error/phase"), "body");
    EXPECT_EQ(told.of_line(9).text("/path"), "null");
    EXPECT_EQ(told.of_line(12).outcome(), "ok");
}

TEST_F(FetchList, ReportsABadLineOnStderrWithItsNumberAndNoControlCharacters) {
    fault_server server;
    server.on("/a", reply::ok("a"));

    const auto result = fetch({"-i", "-"}, server.url("/a") + "\nhttp://exa\x1b[31mmple/\n");

    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_THAT(result.err, HasSubstr("line 2"));
    EXPECT_EQ(result.err.find('\x1b'), std::string::npos);
    EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(FetchList, ComesAfterTheUrlsOfTheCommandLine) {
    fault_server server;
    server.on("/1/x", reply::ok("first"));
    server.on("/2/x", reply::ok("second"));

    const auto result = fetch({server.url("/1/x"), "-i", "-"}, server.url("/2/x"));

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(content("x"), "first");
    EXPECT_EQ(content("x-1"), "second");
    EXPECT_EQ(records().of_input(server.url("/1/x")).text("/line"), "null");
    EXPECT_EQ(records().of_input(server.url("/2/x")).text("/line"), "1");
}

TEST_F(FetchList, IsFetchedWhileItsPipeIsStillOpen) {
    fault_server server;
    server.on("/1", reply::ok("one"));
    server.on("/2", reply::ok("two"));
    auto running = start_fetch({"-i", "-"}, server.url("/1") + "\n");

    EXPECT_TRUE(server.wait_for_requests(1));
    EXPECT_TRUE(running.is_running());
    EXPECT_TRUE(running.write(server.url("/2") + "\n"));
    EXPECT_TRUE(server.wait_for_requests(2));
    running.close_input();

    EXPECT_TRUE(ended_with(running.wait(), 0));
    EXPECT_THAT(names(), ElementsAre("1", "2"));
}

TEST_F(FetchList, MayMeanHttpWithoutSayingSo) {
    fault_server server;
    server.on("/a", reply::ok("a"));

    EXPECT_TRUE(ended_with(fetch({"-i", "-"}, "127.0.0.1:" + std::to_string(server.port()) + "/a\n"), 0));

    EXPECT_EQ(records().only().text("/url"), server.url("/a"));
}

TEST_F(FetchList, WithoutAUrlIsAnErrorUnlessThatIsAllowed) {
    const auto refused = fetch({"-i", "-"}, "# nothing\n\n");
    EXPECT_TRUE(ended_with(refused, 2));
    EXPECT_THAT(refused.err, HasSubstr("--allow-empty"));

    EXPECT_TRUE(ended_with(fetch({"-i", "-"}, ""), 2));
    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--allow-empty"}, "# nothing\n\n"), 0));
    EXPECT_TRUE(ended_with(fetch({"--allow-empty"}), 0));
    EXPECT_EQ(records().size(), 0U);
}

TEST_F(FetchList, ThatCannotBeReadIsNamed) {
    const auto missing = fetch({"-i", place("missing.txt")});
    EXPECT_TRUE(ended_with(missing, 2));
    EXPECT_THAT(missing.err, HasSubstr("missing.txt"));

    EXPECT_TRUE(ended_with(fetch({"-i", place("")}), 2));
}

TEST_F(FetchList, ThatBreaksOffDoesNotHideThatTheRecordsAreLost) {
    fault_server server;
    server.on("/x", reply::ok("x"));
    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "-i", "/proc/self/mem"}), 2));
    EXPECT_TRUE(ended_with(
        run_trawl({"fetch", "--dir", out(), server.url("/x"), "-i", "/proc/self/mem", "--results", "/dev/full"}), 5));
}

}  // namespace
}  // namespace trawl::test
