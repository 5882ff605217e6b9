#include "crawl/frontier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontier_site.hpp"

namespace trawl::crawl::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr int site_size = 60;

// Each page leads to two further ones.
site tree() {
    site pages;
    const auto path = [](int number) { return number == 1 ? std::string("/") : "/" + std::to_string(number); };
    for (int i = 1; i <= site_size; ++i) {
        site_page& each = pages[path(i)];
        for (int to = 2 * i; to <= std::min(2 * i + 1, site_size); ++to) {
            each.links.push_back(link_to(path(to)));
        }
    }
    return pages;
}

fetch::outcome network_failure() {
    return fetch::network_failure{http::error(http::errc::refused, http::phase::connect)};
}

TEST(FrontierResume, GoesOnWhereItWasInterruptedAndAsksForNothingTwice) {
    told_crawl crawl(tree());
    std::size_t runs = 0;
    while (true) {
        const auto result = crawl.run({.stops_after = 7});
        if (result.asked.empty()) {
            break;
        }
        ++runs;
        ASSERT_LT(runs, 20U);
    }
    EXPECT_EQ(runs, (site_size + 6) / 7);
    const auto known = crawl.known();
    EXPECT_EQ(known.size(), site_size);
    EXPECT_THAT(known, testing::Each(testing::EndsWith(" done")));
}

TEST(FrontierResume, CountsRedirectsInARowOverRuns) {
    site endless;
    for (int i = 0; i < 60; ++i) {
        endless["/r" + std::to_string(i)] = redirect_to("/r" + std::to_string(i + 1));
    }
    told_crawl crawl(std::move(endless));
    std::size_t asked = 0;
    for (int runs = 0; runs < 10; ++runs) {
        asked += crawl.run({.seeds = {"/r0"}, .stops_after = 6}).asked.size();
    }
    EXPECT_EQ(asked, 21U);
    EXPECT_THAT(crawl.known().back(), HasSubstr("skipped trap"));
}

TEST(FrontierResume, KeepsToTheBudgetOfPagesExactlyAndGoesOnWithAHigherOne) {
    told_crawl crawl(tree());
    run_options options;
    options.whole.pages = 10;
    options.width = 8;
    const auto first = crawl.run(options);
    EXPECT_EQ(first.counts.pages, 10U);
    EXPECT_EQ(first.asked.size(), 10U);
    EXPECT_LE(first.most_pages_at_stake, 10U);
    EXPECT_THAT(first.remarks, Contains(HasSubstr("--max-pages 10 is reached")));
    EXPECT_THAT(crawl.run(options).asked, IsEmpty());
    options.whole.pages = 25;
    EXPECT_EQ(crawl.run(options).asked.size(), 15U);
    options.whole.pages.reset();
    EXPECT_EQ(crawl.run(options).counts.pages, site_size);
}

TEST(FrontierResume, GivesThePlaceOfWhatWasNoPageToAnother) {
    told_crawl crawl({{"/", page_with({"/gone1", "/gone2", "/a", "/b", "/c"})}, {"/a", {}}, {"/b", {}}, {"/c", {}}});
    run_options options;
    options.whole.pages = 3;
    const auto result = crawl.run(options);
    EXPECT_EQ(result.counts.pages, 3U);
    EXPECT_THAT(result.asked, ElementsAre("/", "/gone1", "/gone2", "/a", "/b"));
}

TEST(FrontierResume, GivesNothingOfTheBudgetToAHostThatRests) {
    std::vector<std::string> links;
    site pages;
    for (int i = 0; i < 20; ++i) {
        for (const std::string host : {"http://rests.test/", "http://well.test/"}) {
            links.push_back(host + std::to_string(i));
            pages[links.back()].asked_after = host == "http://rests.test/" ? 10 : 0;
        }
    }
    pages["/"] = page_with(links);
    told_crawl crawl(std::move(pages));
    run_options options;
    options.rules.scope = scope::any;
    options.whole.pages = 10;
    options.width = 100;
    const auto result = crawl.run(options);
    EXPECT_EQ(result.counts.pages, 10U);
    EXPECT_EQ(result.most_pages_at_stake, 10U);
    EXPECT_THAT(result.answered, AllOf(SizeIs(10), Not(Contains(HasSubstr("rests")))));
    EXPECT_EQ(result.counts.pending, 31U) << "what was given back";
}

TEST(FrontierResume, AsksForNothingOnceTheBytesAreUsedUp) {
    told_crawl crawl({{"/1", {}}, {"/2", {.asked_after = 1}}, {"/3", {.asked_after = 1}}, {"/4", {.asked_after = 1}}});
    run_options options;
    options.seeds = {"/1", "/2", "/3", "/4"};
    options.of_host.bytes = 1;
    EXPECT_THAT(crawl.run(options).answered, ElementsAre("/1"));
    options.whole.bytes = 10;
    options.of_host.bytes.reset();
    EXPECT_THAT(crawl.run(options).answered, IsEmpty());
    options.whole.bytes = 20;
    crawl.pages["/2"].asked_after = 0;
    EXPECT_THAT(crawl.run(options).answered, ElementsAre("/2"));
}

TEST(FrontierResume, KeepsToTheBudgetsOfAHost) {
    told_crawl crawl({{"/", page_with({"/1", "/2", "/3", "http://b.test/1", "http://b.test/2", "http://b.test/3"})},
                      {"/1", {}},
                      {"/2", {}},
                      {"/3", {}},
                      {"http://b.test/1", {.text = "long text"}},
                      {"http://b.test/2", {}},
                      {"http://b.test/3", {}}});
    run_options options;
    options.rules.scope = scope::any;
    options.of_host.pages = 2;
    const auto result = crawl.run(options);
    EXPECT_THAT(result.asked, UnorderedElementsAre("/", "/1", "http://b.test/1", "http://b.test/2"));
    EXPECT_THAT(result.remarks, Contains(HasSubstr("2 hosts have used up")));
    options.of_host.pages.reset();
    options.of_host.bytes = 1;
    EXPECT_THAT(crawl.run(options).asked, IsEmpty());
    options.of_host.bytes.reset();
    EXPECT_THAT(crawl.run(options).asked, UnorderedElementsAre("/2", "/3", "http://b.test/3"));
}

TEST(FrontierResume, GivesNothingOutWhenTheTimeIsOver) {
    told_crawl crawl(tree());
    run_options options;
    options.whole.time = async::clock::duration::zero();
    options.width = 1;
    EXPECT_THAT(crawl.run(options).asked, IsEmpty());
    options.whole.time.reset();
    options.whole.pages = 1;
    EXPECT_THAT(crawl.run(options).asked, ElementsAre("/"));
}

TEST(FrontierResume, AsksAgainForWhatFailedInPassingOnly) {
    told_crawl crawl({{"/", page_with({"/gone", "/down", "/busy", "/denied", "/unknown"})}, {"/later", {}}});
    crawl.pages["/down"].how = network_failure();
    crawl.pages["/busy"].status = 503;
    crawl.pages["/denied"].how = fetch::robots_denied{"line 2: Disallow: /denied"};
    crawl.pages["/unknown"].how = fetch::robots_denied{"unreachable: HTTP 503", true};
    EXPECT_EQ(crawl.run().asked.size(), 6U);
    EXPECT_THAT(crawl.known(), ElementsAre("/ done", "/gone failed", "/down failed", "/busy failed",
                                           "/denied done robots", "/unknown failed robots"));
    crawl.pages["/down"] = page_with({"/later"});
    crawl.pages["/busy"] = {};
    crawl.pages["/unknown"] = {};
    EXPECT_THAT(crawl.run().asked, UnorderedElementsAre("/down", "/busy", "/unknown", "/later"));
    EXPECT_THAT(crawl.run().asked, IsEmpty());
}

TEST(FrontierResume, JudgesAnewWhatWaitsAndWhatWasSkippedWhenTheRulesAreOthers) {
    told_crawl crawl({{"/", page_with({"/a", "/b.pdf", "http://b.test/"})},
                      {"/a", page_with({"/deep"})},
                      {"/deep", page_with({"/deeper"})}});
    crawl.pages["/"].links.push_back(nofollow_to("/unloved"));
    crawl.pages["/b.pdf"].how = fetch::robots_denied{"line 2: Disallow: /"};
    run_options options;
    options.rules.max_depth = 1;
    EXPECT_THAT(crawl.run(options).asked, UnorderedElementsAre("/", "/a", "/b.pdf"));
    options.rules.max_depth = 2;
    options.rules.scope = scope::any;
    options.stops_after = 0;
    EXPECT_THAT(crawl.run(options).counts.pending, 2U);
    options.stops_after.reset();
    options.rules.exclude = {"deep"};
    EXPECT_THAT(crawl.run(options).asked, ElementsAre("http://b.test/"));
    EXPECT_THAT(crawl.known(), IsSupersetOf({"/deep skipped excluded", "/unloved skipped nofollow"}));
}

TEST(FrontierResume, JudgesSitemapsThatWaitAsSitemaps) {
    auto map = link_to("/map.xml", html::link_kind::sitemap);
    map.element = "link";
    told_crawl crawl({{"/docs/", {.links = {map}}}, {"/map.xml", {}}});
    run_options options;
    options.seeds = {"/docs/"};
    options.rules.scope = scope::prefix;
    options.stops_after = 1;
    EXPECT_THAT(crawl.run(options).asked, Contains("/docs/"));
    options.rules.exclude = {"nothing like it"};
    options.stops_after.reset();
    const auto result = crawl.run(options);
    ASSERT_THAT(result.asked, ElementsAre("/map.xml"));
    EXPECT_EQ(result.visits.front().purpose, purpose::sitemap);
}

// Who knows who wrote to it.
TEST(FrontierResume, PassesOverLinksInTheStateThatLeadNowhere) {
    told_crawl crawl({{"/", page_with({"/slow", "/a"})}, {"/a", page_with({"/b"})}, {"/b", page_with({})}});
    run_options options;
    options.rules.max_depth = 5;
    EXPECT_EQ(crawl.run(options).asked.size(), 4U);
    crawl.run_sql("UPDATE done SET links = x'FFFFFFFF0F'; INSERT OR REPLACE INTO meta VALUES ('relaxing', 'yes')");
    EXPECT_THAT(crawl.run(options).asked, IsEmpty());
}

TEST(FrontierResume, AsksAgainForWhatRobotsOrTypesKeptBackWhenThoseRulesAreOthers) {
    told_crawl crawl({{"/", page_with({"/a", "/b"})}, {"/a", {}}});
    crawl.pages["/b"].how = fetch::robots_denied{"line 2: Disallow: /"};
    EXPECT_EQ(crawl.run().asked.size(), 3U);
    EXPECT_THAT(crawl.run().asked, IsEmpty());
    crawl.pages["/b"] = {};
    EXPECT_THAT(crawl.run({.answers_judged_by = "ignore-robots"}).asked, ElementsAre("/b"));
    EXPECT_THAT(crawl.run({.answers_judged_by = "ignore-robots"}).asked, IsEmpty());
}

TEST(FrontierResume, TakesNewSeeds) {
    told_crawl crawl({{"/", page_with({"http://b.test/x"})}, {"http://b.test/", {}}, {"http://b.test/x", {}}});
    EXPECT_THAT(crawl.run().asked, ElementsAre("/"));
    EXPECT_THAT(crawl.run({.seeds = {"http://b.test/"}}).asked,
                UnorderedElementsAre("http://b.test/", "http://b.test/x"));
    EXPECT_THAT(crawl.run({.seeds = {}}).asked, IsEmpty());
}

TEST(FrontierResume, RefreshesWhatIsOldOnceARoundHoweverOftenItIsInterrupted) {
    told_crawl crawl({{"/", page_with({"/a", "/b", "/gone"})}, {"/a", {}}, {"/b", {}}});
    EXPECT_EQ(crawl.run().asked.size(), 4U);
    crawl.pages["/a"].status = 304;
    crawl.pages["/b"].links = {link_to("/new")};
    run_options options;
    options.refreshes = true;
    options.width = 1;
    options.stops_after = 2;
    const auto first = crawl.run(options);
    EXPECT_THAT(first.asked, IsSupersetOf({"/", "/a"}));
    EXPECT_EQ(first.visits[0].etag, "\"1\"");
    options.stops_after.reset();
    EXPECT_THAT(crawl.run(options).asked, ElementsAre("/b", "/gone", "/new"));
    const auto next_round = crawl.run(options);
    EXPECT_THAT(next_round.asked, ElementsAre("/", "/a", "/b", "/gone", "/new"));
    EXPECT_EQ(next_round.counts.pages, 3U);
}

}  // namespace
}  // namespace trawl::crawl::test
