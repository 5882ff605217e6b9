#include <malloc.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/check_frontier.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_dir.hpp"
#include "unit/check/played_run.hpp"

namespace trawl::check {
namespace {

using test::ending;
using test::make_entry;
using test::played_run;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::shared_ptr<const entry> for_urls() {
    auto made = std::make_shared<entry>();
    made->method = "HEAD";
    return made;
}

/// A run over URLs, and over a list if there is one.
struct url_run : played_run {
    std::vector<std::string> urls;
    std::string list;

    void run() { trawl::test::run(go_over_urls()); }

    async::awaitable<void> go_over_urls() {
        std::unique_ptr<batch::byte_source> source;
        if (!list.empty()) {
            source = std::make_unique<batch::byte_source>(co_await boost::asio::this_coro::executor, list);
        }
        settings.urls = std::make_unique<batch::list_frontier>(std::move(urls), std::move(source), false);
        settings.of_urls = for_urls();
        co_await go();
    }

    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const ending& each : endings.all) {
            found.push_back(each.name);
        }
        return found;
    }
};

TEST(CheckUrls, FollowTheEntriesAndAreNamedAfterWhatTheyAsk) {
    url_run run;
    run.concurrency = 1;
    run.settings.entries = {make_entry("HEAD http://a.test/"), make_entry("b", {0})};
    run.urls = {"a.test", "http://user:hidden@a.test/x"};
    run.run();
    EXPECT_THAT(run.names(),
                ElementsAre("HEAD http://a.test/", "b", "HEAD http://a.test/ (2)", "HEAD http://user:***@a.test/x"));
    EXPECT_EQ(run.endings.all[3].number, 4U);
}

TEST(CheckUrls, NamesAreUniqueByTheirLines) {
    const trawl::test::temp_dir folder;
    trawl::test::write_file(folder / "list", "http://a.test/\nhttp://a.test/\n\nhttp://a.test/\n");
    url_run run;
    run.list = folder / "list";
    run.urls = {"http://a.test/", "http://a.test/"};
    run.run();
    EXPECT_THAT(run.names(),
                UnorderedElementsAre("HEAD http://a.test/", "HEAD http://a.test/ (2)", "HEAD http://a.test/ (line 1)",
                                     "HEAD http://a.test/ (line 2)", "HEAD http://a.test/ (line 4)"));
}

TEST(CheckUrls, LinesThatAreNoneAreNamedAfterTheirPlace) {
    const trawl::test::temp_dir folder;
    trawl::test::write_file(folder / "list", "http://\n\nhttp://\nhttp://me:word@:x/\n");
    url_run run;
    run.list = folder / "list";
    run.urls = {"http://"};
    run.settings.list_name = "lists/ur\x1bls.txt";
    run.run();
    EXPECT_THAT(run.names(),
                UnorderedElementsAre("HEAD http://", "HEAD http:// (lists/ur\\x1bls.txt:1)",
                                     "HEAD http:// (lists/ur\\x1bls.txt:3)", "HEAD input 4 (lists/ur\\x1bls.txt:4)"));
}

TEST(CheckUrls, ThoseOfAListStandInItsFile) {
    const trawl::test::temp_dir folder;
    trawl::test::write_file(folder / "list", "http://b.test/\n");
    url_run run;
    run.list = folder / "list";
    run.urls = {"http://a.test/"};
    run.settings.list_name = "urls.txt";
    run.run();
    EXPECT_EQ(run.endings.of("HEAD http://a.test/").at(0).file, "");
    EXPECT_EQ(run.endings.of("HEAD http://b.test/").at(0).file, "urls.txt");
}

TEST(CheckUrls, LinesThatAreNoneAreErrorsOfTheInputAndKeepTheirSecrets) {
    const trawl::test::temp_dir folder;
    trawl::test::write_file(folder / "list", "ftp://a/\nhttp://user:hidden@[/\n");
    url_run run;
    run.list = folder / "list";
    run.settings.repeat = 3;
    run.run();
    EXPECT_THAT(run.names(), ElementsAre("HEAD ftp://a/ (line 1)", "HEAD input 2 (line 2)"))
        << "they are not worth being asked again";
    EXPECT_EQ(run.endings.count(standing::error), 2U);
}

TEST(CheckUrls, AreAskedInEveryRound) {
    url_run run;
    run.urls = {"http://a.test/", "http://b.test/"};
    run.settings.entries = {make_entry("one")};
    run.settings.repeat = 5;
    run.run();
    for (const char* const name : {"one", "HEAD http://a.test/", "HEAD http://b.test/"}) {
        const auto ended = run.endings.of(name);
        ASSERT_EQ(ended.size(), 5U) << name;
        EXPECT_EQ(ended.back().number, ended.front().number);
    }
}

TEST(CheckUrls, TimeEndsARunBehindItsFirstRound) {
    trawl::test::manual_clock clock;
    url_run run;
    run.concurrency = 2;
    run.urls = {"http://a.test/", "http://b.test/", "http://c.test/"};
    run.settings.repeat_for = std::chrono::seconds(10);
    run.attempts.play = [&clock](check_result&, const fetch::job&) { clock.advance(std::chrono::seconds(1)); };
    run.run();
    EXPECT_GE(run.endings.all.size(), 10U);
    EXPECT_LE(run.endings.all.size(), 12U) << "those under way end";
}

TEST(CheckUrls, LittleIsLeftToAskWhenTimeIsOverHoweverSlowTheRate) {
    url_run run;
    run.concurrency = 64;
    run.urls = {"http://a.test/"};
    run.settings.repeat_for = std::chrono::milliseconds(300);
    run.options.requests = fetch::rate{50, std::chrono::seconds(1)};
    run.run();
    EXPECT_GE(run.endings.all.size(), 1U);
    EXPECT_LE(run.endings.all.size(), 25U) << "15, and few more";
}

TEST(CheckUrls, AsManyAreAskedAtATimeAsMay) {
    url_run run;
    run.concurrency = 16;
    run.options.hosts.otherwise.concurrency = 12;
    run.urls = {"http://a.test/"};
    run.settings.repeat = 500;
    std::size_t most = 0;
    run.attempts.rounds = [&] {
        most = std::max(most, run.engine->progress().in_flight);
        return 20;
    };
    run.run();
    EXPECT_EQ(run.endings.all.size(), 500U);
    EXPECT_GE(most, 11U);
}

TEST(CheckUrls, TheFirstRoundIsWholeHoweverLittleTimeThereIs) {
    trawl::test::manual_clock clock;
    url_run run;
    run.settings.entries = {make_entry("a"), make_entry("b", {0}), make_entry("c", {1})};
    run.urls = {"http://a.test/"};
    run.settings.repeat_for = std::chrono::seconds(1);
    run.attempts.play = [&clock](check_result&, const fetch::job&) { clock.advance(std::chrono::seconds(20)); };
    run.run();
    EXPECT_EQ(run.endings.all.size(), 4U);
    EXPECT_EQ(run.endings.count(standing::passed), 4U);
}

TEST(CheckUrls, TimeDoesNotPassInRoundsThatAskNothing) {
    url_run run;
    auto skipped = make_entry("skipped");
    skipped->skip = "why";
    run.settings.entries = {skipped};
    run.settings.repeat_for = std::chrono::hours(1);
    run.run();
    EXPECT_EQ(run.endings.all.size(), 1U);
}

TEST(CheckUrls, WhatALineSaysOfItsFileIsExpected) {
    const trawl::test::temp_dir folder;
    const std::string sha256(64, 'a');
    trawl::test::write_file(folder / "list.jsonl", R"({"url": "http://a.test/1", "size": 12, "sha256": ")" + sha256 +
                                                       "\"}\n" + R"({"url": "http://a.test/2", "md5": ")" +
                                                       std::string(32, 'b') + "\"}\n" +
                                                       R"({"url": "http://a.test/3"})" + "\n");
    url_run run;
    run.list = folder / "list.jsonl";
    std::vector<std::string> expected;
    run.attempts.play = [&expected](check_result&, const fetch::job& what) {
        for (const auto& each : details_of(what).of->expectations) {
            expected.push_back(each.what.text());
        }
        EXPECT_EQ(details_of(what).of->wants.sha256, what.line == 1);
    };
    run.run();
    EXPECT_THAT(expected, UnorderedElementsAre("size == 12", "sha256 == " + sha256));
    EXPECT_EQ(run.endings.count(standing::passed), 2U);
    EXPECT_EQ(run.endings.count(standing::error), 1U);
}

async::awaitable<std::size_t> grown_by(std::string list, std::size_t count) {
    frontier_settings settings;
    auto source = std::make_unique<batch::byte_source>(co_await boost::asio::this_coro::executor, list);
    settings.urls = std::make_unique<batch::list_frontier>(std::vector<std::string>{}, std::move(source), false);
    settings.of_urls = for_urls();
    settings.on_skipped = [](fetch::report&) {};
    check_frontier frontier(std::move(settings));
    std::size_t before = 0;
    std::size_t given = 0;
    while (auto job = co_await frontier.next()) {
        fetch::report done(std::move(*job));
        frontier.settled(done);
        if (++given == 100) {
            before = ::mallinfo2().uordblks;
        }
    }
    EXPECT_EQ(given, count);
    co_return std::max<std::size_t>(::mallinfo2().uordblks, before) - before;
}

TEST(CheckUrls, ALongListIsNotHeld) {
    constexpr std::size_t count = 10'000;
    const trawl::test::temp_dir folder;
    std::string lines;
    for (std::size_t i = 0; i < count; ++i) {
        lines += "http://a.test/a-path-that-is-neither-long-nor-short/" + std::to_string(i) + '\n';
    }
    trawl::test::write_file(folder / "list", lines);
    const std::size_t grown = trawl::test::run(grown_by(folder / "list", count), std::chrono::seconds(60));
    EXPECT_LT(grown, count * 30) << "hashes of the names, and no more";
}

}  // namespace
}  // namespace trawl::check
