#include "batch/list_frontier.hpp"

#include <gtest/gtest.h>

#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"

namespace trawl::batch {
namespace {

async::awaitable<std::vector<fetch::job>> take_all(std::vector<std::string> urls, std::string list) {
    std::unique_ptr<byte_source> source;
    if (!list.empty()) {
        source = std::make_unique<byte_source>(co_await boost::asio::this_coro::executor, list);
    }
    list_frontier frontier(std::move(urls), std::move(source));
    std::vector<fetch::job> jobs;
    while (auto next = co_await frontier.next()) {
        jobs.push_back(std::move(*next));
    }
    co_return jobs;
}

TEST(ListFrontier, GivesTheCommandLineFirstAndThenTheList) {
    const test::temp_dir folder;
    test::write_file(folder / "list", "# comment\nhttp://b/two\n\nhttp://c/three\n");
    const auto jobs = test::run(take_all({"a/one"}, folder / "list"));
    ASSERT_EQ(jobs.size(), 3U);
    EXPECT_EQ(jobs[0].target->href(), "http://a/one");
    EXPECT_EQ(jobs[0].line, 0U);
    EXPECT_EQ(jobs[1].input, "http://b/two");
    EXPECT_EQ(jobs[1].line, 2U);
    EXPECT_EQ(jobs[2].line, 4U);
    EXPECT_EQ(jobs[2].number, 3U);
    EXPECT_EQ(jobs[2].name, "three");
}

TEST(ListFrontier, NamesAreGivenInTheOrderOfTheInputs) {
    const auto jobs = test::run(take_all({"http://a/x.txt", "http://b/x.txt", "http://c/", "http://d/"}, ""));
    EXPECT_EQ(jobs[0].name, "x.txt");
    EXPECT_EQ(jobs[1].name, "x-1.txt");
    EXPECT_EQ(jobs[2].name, "index.html");
    EXPECT_EQ(jobs[3].name, "index-1.html");
}

TEST(ListFrontier, GivesNoNamesWhereNoneAreAskedFor) {
    test::run([]() -> async::awaitable<void> {
        list_frontier frontier({"http://a/x.txt"}, nullptr, false);
        EXPECT_EQ((co_await frontier.next())->name, "");
    }());
}

TEST(ListFrontier, BadInputIsAJobWithoutATarget) {
    const auto jobs = test::run(take_all({"ftp://a/", "http://[/"}, ""));
    ASSERT_EQ(jobs.size(), 2U);
    EXPECT_EQ(jobs[0].target.error().code, http::errc::unsupported_scheme);
    EXPECT_EQ(jobs[1].target.error().code, http::errc::bad_url);
    EXPECT_EQ(jobs[1].name, "");
}

TEST(ListFrontier, ListWithoutALastLineEndGivesItsLastLine) {
    const test::temp_dir folder;
    test::write_file(folder / "list", "http://a/1\nhttp://a/2");
    EXPECT_EQ(test::run(take_all({}, folder / "list")).size(), 2U);
}

}  // namespace
}  // namespace trawl::batch
