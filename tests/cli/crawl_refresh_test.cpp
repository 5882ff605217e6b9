#include <algorithm>
#include <csignal>
#include <memory>

#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A site that was crawled, and is crawled again: "/same" and "/changed" have an ETag, "/plain" none, "/gone" is not there
/// the second time.
class CrawlRefresh : public CrawlCommand {
protected:
    CrawlRefresh() {
        tag("/", page_of({"/same", "/changed", "/plain", "/gone"}));
        tag("/same", page_of({}));
        tag("/changed", page_of({"#1"}));
        serve(server_, {{"/plain", {"#plain"}}, {"/new", {}}});
        server_.on("/gone", {reply::ok(page_of({"#gone"}), "text/html"), reply::status(404)});
    }

    void tag(const std::string& path, const std::string& text) {
        server_.on(path, [text](const received_request& asked) {
            const std::string mark = '"' + std::to_string(std::hash<std::string>{}(text)) + '"';
            return asked.field("If-None-Match") == mark
                       ? reply::status(304, {{"ETag", mark}})
                       : reply::status(200, {{"ETag", mark}, {"Content-Type", "text/html"}}, text);
        });
    }

    [[nodiscard]] std::vector<std::string> arguments(const std::vector<std::string>& further = {}) const {
        std::vector<std::string> all{server_.url("/"), "--mirror", "--jsonl",   "pages.jsonl",
                                     "--warc",         "archive",  "--fail-on", "none"};
        all.insert(all.end(), further.begin(), further.end());
        return all;
    }

    [[nodiscard]] std::string exported(const std::string& what) const {
        return run_trawl({"crawl", "--export", what, "--format", "csv", folder()}).out;
    }

    [[nodiscard]] std::filesystem::path mirrored(const std::string& name) const {
        return folder() / ("127.0.0.1:" + std::to_string(server_.port())) / name;
    }

    [[nodiscard]] std::size_t requests_for(const std::string& target) const {
        const auto all = targets(server_);
        return static_cast<std::size_t>(std::ranges::count(all, target));
    }

    fault_server server_;
};

TEST_F(CrawlRefresh, WritesWhatHasChangedEverywhere) {
    ASSERT_TRUE(ended_with(crawl(arguments()), 0));
    tag("/changed", page_of({"#2", "/new"}));

    const auto again = crawl(arguments({"--refresh"}));

    EXPECT_TRUE(ended_with(again, 0));
    EXPECT_THAT(again.err, HasSubstr("2 not modified"));
    for (const auto* target : {"/", "/same", "/changed", "/plain", "/gone"}) {
        EXPECT_EQ(requests_for(target), 2U) << target;
    }
    EXPECT_EQ(requests_for("/new"), 1U);
    const std::string changes = exported("changes");
    EXPECT_THAT(changes, HasSubstr(server_.url("/changed") + ",changed"));
    EXPECT_THAT(changes, HasSubstr(server_.url("/gone") + ",gone"));
    EXPECT_THAT(changes, HasSubstr(server_.url("/new") + ",new"));
    EXPECT_THAT(changes, Not(HasSubstr(server_.url("/plain"))));
    EXPECT_THAT(changes, Not(HasSubstr(server_.url("/same"))));
    EXPECT_EQ(read_file(mirrored("changed.html")), page_of({"#2", "/new"}));
    EXPECT_EQ(read_file(mirrored("same.html")), page_of({}));
    EXPECT_THAT(member_of_lines("pages.jsonl", "status"),
                ElementsAre("200", "200", "200", "200", "200", "200", "200", "200", "304", "304", "404"));
}

TEST_F(CrawlRefresh, GoesOnWhereItWasBrokenOff) {
    ASSERT_TRUE(ended_with(crawl(arguments()), 0));
    const auto held = std::make_shared<gate>();
    server_.on("/changed", script{step::wait_for{held}} + reply::ok(page_of({"#2"}), "text/html"));
    {
        auto first = start_crawl(arguments({"--refresh", "--grace", "700ms"}));
        ASSERT_TRUE(server_.wait_for_requests(6 + 5));
        first.kill(SIGINT);
        EXPECT_TRUE(ended_with(first.wait(), 130));
    }
    held->open();

    EXPECT_TRUE(ended_with(crawl(arguments({"--refresh"})), 0));

    for (const auto* target : {"/", "/same", "/plain", "/gone"}) {
        EXPECT_EQ(requests_for(target), 2U) << target;
    }
    EXPECT_EQ(requests_for("/changed"), 3U);
    EXPECT_THAT(exported("changes"), HasSubstr(server_.url("/changed") + ",changed"));
}

TEST_F(CrawlRefresh, WithoutTheOptionABrokenOffOneIsSeenThroughAll) {
    ASSERT_TRUE(ended_with(crawl(arguments()), 0));
    server_.on("/changed", {reply::status(503), reply::ok(page_of({"#2"}), "text/html")});

    EXPECT_TRUE(ended_with(crawl(arguments({"--refresh", "--retries", "0"})), 0));
    EXPECT_THAT(exported("changes"), Not(HasSubstr("/changed"))) << "nobody knows";
    EXPECT_EQ(read_file(mirrored("changed.html")), page_of({"#1"}));

    EXPECT_TRUE(ended_with(crawl(arguments()), 0));
    EXPECT_THAT(exported("changes"), HasSubstr(server_.url("/changed") + ",changed"));
    EXPECT_EQ(requests_for("/same"), 2U);
}

}  // namespace
}  // namespace trawl::test
