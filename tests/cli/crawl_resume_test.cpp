#include <csignal>
#include <memory>

#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"

namespace trawl::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A crawl of "/", "/a", "/b" and "/b/c", of which "/b" waits for the gate the first time.
class CrawlResume : public CrawlCommand {
protected:
    CrawlResume() {
        serve(server_, {{"/", {"/a", "/b"}}, {"/a", {}}, {"/b/c", {}}});
        server_.on("/b", {script{step::wait_for{gate_}} + reply::ok(page_of({"/b/c"}), "text/html"),
                          reply::ok(page_of({"/b/c"}), "text/html")});
    }

    [[nodiscard]] std::vector<std::string> arguments() const {
        return {server_.url("/"), "--jsonl", "pages.jsonl", "--warc", "archive"};
    }

    [[nodiscard]] std::size_t requests_for(const std::string& target) const {
        const auto all = targets(server_);
        return static_cast<std::size_t>(std::ranges::count(all, target));
    }

    fault_server server_;
    std::shared_ptr<gate> gate_ = std::make_shared<gate>();
};

TEST_F(CrawlResume, AfterAKillGoesOnAndHasEachPageOnce) {
    {
        auto first = start_crawl(arguments());
        ASSERT_TRUE(server_.wait_for_requests(4));
        first.kill(SIGKILL);
        EXPECT_EQ(first.wait().signal, SIGKILL);
    }
    EXPECT_TRUE(ended_with(crawl(arguments()), 0));

    EXPECT_THAT(member_of_lines("pages.jsonl", "url"), ElementsAre("/", "/a", "/b", "/b/c"));
    EXPECT_EQ(requests_for("/b/c"), 1U);
    gate_->open();
}

TEST_F(CrawlResume, ExitStatusIsOfTheWholeCrawl) {
    server_.on("/b", reply::status(404));
    EXPECT_TRUE(ended_with(crawl(arguments()), 4));
    const auto again = crawl(arguments());
    EXPECT_TRUE(ended_with(again, 4));
    EXPECT_THAT(again.err, HasSubstr("1 failed in earlier runs: --export failed tells which\n"));
    EXPECT_EQ(requests_for("/b"), 1U);
    server_.on("/b", reply::ok(page_of({}), "text/html"));
    auto refresh = arguments();
    refresh.push_back("--refresh");
    EXPECT_TRUE(ended_with(crawl(refresh), 0));
}

TEST_F(CrawlResume, TellsOfOutputsThatWillLackPages) {
    gate_->open();
    EXPECT_TRUE(ended_with(crawl(arguments()), 0));
    const auto other = crawl({server_.url("/"), "--jsonl", place("other.jsonl")});
    EXPECT_THAT(other.err, HasSubstr("other.jsonl begins now: the 4 URLs that are done are not in it"));
    EXPECT_THAT(other.err, HasSubstr(" is an output of this crawl that is not given now"));
    EXPECT_THAT(crawl({server_.url("/"), "--jsonl", place("other.jsonl")}).err, Not(HasSubstr("begins now")));
}

TEST_F(CrawlResume, AfterCtrlCLosesNothingThatCame) {
    {
        auto first = start_crawl(arguments());
        ASSERT_TRUE(server_.wait_for_requests(4));
        first.kill(SIGINT);
        ASSERT_TRUE(first.wait_for_err("interrupted: "));
        first.kill(SIGINT);
        const auto ended = first.wait();
        EXPECT_TRUE(ended_with(ended, 130));
        EXPECT_THAT(ended.err, HasSubstr("The same command again goes on."));
    }
    EXPECT_THAT(member_of_lines("pages.jsonl", "url"), Contains("/"));

    EXPECT_TRUE(ended_with(crawl(arguments()), 0));

    EXPECT_THAT(member_of_lines("pages.jsonl", "url"), ElementsAre("/", "/a", "/b", "/b/c"));
    EXPECT_EQ(requests_for("/"), 1U);
    EXPECT_EQ(requests_for("/a"), 1U);
    EXPECT_EQ(requests_for("/b"), 2U);
    gate_->open();
}

TEST_F(CrawlResume, TakesWhatAnotherScopeLetsIn) {
    gate_->open();
    EXPECT_TRUE(ended_with(crawl({server_.url("/"), "--depth", "1"}), 0));
    EXPECT_EQ(requests_for("/b/c"), 0U);

    EXPECT_TRUE(ended_with(crawl({server_.url("/")}), 0));

    EXPECT_EQ(requests_for("/b/c"), 1U);
    EXPECT_EQ(requests_for("/"), 1U);
}

}  // namespace
}  // namespace trawl::test
