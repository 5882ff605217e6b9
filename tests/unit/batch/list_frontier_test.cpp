#include "batch/list_frontier.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

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

TEST(ListFrontier, NamesFromTheListAreTakenAndFoldersKept) {
    const test::temp_dir folder;
    test::write_file(folder / "list", "http://a/x\tsub/y\nhttp://a/z\tsub/\nhttp://a/w\tsub\nhttp://a/x\tsub/y\n");
    const auto jobs = test::run(take_all({}, folder / "list"));
    ASSERT_EQ(jobs.size(), 4U);
    EXPECT_EQ(jobs[0].name, "sub/y");
    EXPECT_EQ(jobs[1].name, "sub/z");
    EXPECT_EQ(jobs[2].name, "sub-1") << "sub is a folder";
    EXPECT_EQ(jobs[3].name, "sub/y-1");
    EXPECT_EQ(*jobs[0].source_text, "http://a/x\tsub/y");
}

TEST(ListFrontier, NamesMayBeMadeOfUrlsAndNumbers) {
    test::run([]() -> async::awaitable<void> {
        list_settings settings;
        settings.urls = {"a/x", "b/x", "c/x"};
        settings.name_for = [](const http::url& url, std::uint64_t number) {
            return std::string(url.host()) + '/' + std::to_string(number);
        };
        list_frontier frontier(std::move(settings));
        frontier.reserve("b/2");
        EXPECT_EQ((co_await frontier.next())->name, "a/1");
        EXPECT_EQ((co_await frontier.next())->name, "b/2-1");
        const fetch::job other(http::parse_typed_url("a/x"));
        EXPECT_EQ(frontier.claim(other, "c/3"), "c/3");
        EXPECT_EQ((co_await frontier.next())->name, "c/3-1");
    }());
}

TEST(ListFrontier, AUrlDoesNotWaitLongForOptionsOfASlowList) {
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe(ends), 0);
    const std::string list = "http://a/1\n";
    ASSERT_EQ(::write(ends[1], list.data(), list.size()), static_cast<ssize_t>(list.size()));
    test::run([](int in, int out) -> async::awaitable<void> {
        const auto loop = co_await boost::asio::this_coro::executor;
        list_frontier frontier({}, std::make_unique<byte_source>(loop, "/dev/fd/" + std::to_string(in)));
        EXPECT_EQ((co_await frontier.next())->input, "http://a/1") << "though the pipe is open";
        const std::string late = " out=x\nhttp://a/2\n out=y\n";
        EXPECT_EQ(::write(out, late.data(), late.size()), static_cast<ssize_t>(late.size()));
        ::close(out);
        EXPECT_FALSE((co_await frontier.next())->target);
        EXPECT_EQ((co_await frontier.next())->name, "y");
        EXPECT_FALSE(co_await frontier.next());
    }(ends[0], ends[1]));
    ::close(ends[0]);
}

TEST(ListFrontier, FailedInputsAreListedAsTheyStood) {
    const test::temp_dir folder;
    test::write_file(folder / "list", "http://a/1\thome\nnot a url\nhttp://a/2\nhttp://a/3\n");
    failed_list failures(folder / "failed");
    test::run([](const test::temp_dir& where, failed_list* told) -> async::awaitable<void> {
        list_settings settings;
        settings.list = std::make_unique<byte_source>(co_await boost::asio::this_coro::executor, where / "list");
        settings.failures = told;
        list_frontier frontier(std::move(settings));
        while (auto next = co_await frontier.next()) {
            fetch::report done(std::move(*next));
            if (done.what.line == 3) {
                done.how = fetch::fetched{};
            }
            frontier.settled(done);
        }
    }(folder, &failures));
    EXPECT_FALSE(failures.finish());
    EXPECT_EQ(test::read_file(folder / "failed"), "http://a/1\thome\nnot a url\nhttp://a/3\n");
}

}  // namespace
}  // namespace trawl::batch
