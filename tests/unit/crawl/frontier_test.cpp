#include "crawl/frontier.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontier_site.hpp"

namespace trawl::crawl::test {
namespace {

using html::link_kind;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::UnorderedElementsAre;

std::uint64_t skipped(const run_result& result, reason why) {
    return result.counts.skipped[static_cast<std::size_t>(why)];
}

TEST(Frontier, FollowsLinksBreadthFirstAndAsksForEachUrlOnce) {
    told_crawl crawl({{"/", page_with({"/a", "/b", "/a#part", "/"})},
                      {"/a", page_with({"/a/1", "/b"})},
                      {"/b", page_with({"/b/1", "/a/1"})},
                      {"/a/1", page_with({"/"})},
                      {"/b/1", page_with({})}});
    const auto result = crawl.run({.width = 1});
    EXPECT_THAT(result.asked, ElementsAre("/", "/a", "/b", "/a/1", "/b/1"));
    EXPECT_EQ(result.counts.pages, 5U);
    EXPECT_EQ(result.counts.pending, 0U);
    EXPECT_THAT(crawl.known(), ElementsAre("/ done", "/a done", "/b done", "/a/1 done", "/b/1 done"));
    EXPECT_EQ(result.visits[3].referrer, url_on_site("/a"));
    EXPECT_EQ(result.visits[3].depth, 2U);
    EXPECT_EQ(result.visits[0].referrer, "");
}

TEST(Frontier, HasARowForEverythingThatIsNotTaken) {
    told_crawl crawl(
        {{"/", page_with({"/a", "http://b.test/", "mailto:me@a.test", "/deep", "/no.pdf", "http://[", "data:,x"})},
         {"/deep", page_with({"/deeper"})}});
    crawl.pages["/"].links.push_back(nofollow_to("/unloved"));
    run_options options;
    options.rules.max_depth = 1;
    options.rules.exclude = {"\\.pdf$"};
    const auto result = crawl.run(options);
    EXPECT_THAT(result.asked, UnorderedElementsAre("/", "/a", "/deep"));
    EXPECT_THAT(crawl.known(),
                UnorderedElementsAre("/ done", "/a failed", "/deep done", "http://b.test/ skipped scope",
                                     "mailto:me@a.test skipped scheme", "/no.pdf skipped excluded",
                                     "http://[ skipped bad_url", "/unloved skipped nofollow", "/deeper skipped depth"));
    EXPECT_EQ(skipped(result, reason::depth), 1U);
    EXPECT_EQ(result.counts.failed, 1U);
}

TEST(Frontier, TakesUpWhatWasSkippedWhenItIsMetOnABetterWay) {
    told_crawl crawl({{"/", page_with({"/a"})}, {"/a", page_with({"/late"})}, {"/late", page_with({})}});
    crawl.pages["/"].links.push_back(nofollow_to("/late"));
    EXPECT_THAT(crawl.run().asked, ElementsAre("/", "/a", "/late"));
    EXPECT_THAT(crawl.known(), ElementsAre("/ done", "/a done", "/late done"));
}

TEST(Frontier, DoesNotFollowLinksOfAPageThatSaysNofollow) {
    told_crawl crawl({{"/", page_with({"/a"})}});
    crawl.pages["/"].nofollow = true;
    EXPECT_THAT(crawl.run().asked, ElementsAre("/"));
    EXPECT_THAT(crawl.known(), ElementsAre("/ done", "/a skipped nofollow"));
}

TEST(Frontier, TreatsARedirectAsAUrlOfTheSameDepth) {
    told_crawl crawl({{"/", page_with({"/old"})}, {"/old", redirect_to("/new")}, {"/new", page_with({"/deeper"})}});
    run_options options;
    options.rules.max_depth = 1;
    EXPECT_THAT(crawl.run(options).asked, ElementsAre("/", "/old", "/new"));
    EXPECT_THAT(crawl.known(), ElementsAre("/ done", "/old done", "/new done", "/deeper skipped depth"));
}

TEST(Frontier, TakesTheHostThatASeedLeadsToForASeed) {
    told_crawl crawl({{"/", redirect_to("http://www.a.test/")},
                      {"http://www.a.test/", page_with({"http://www.a.test/x", "http://b.test/"})},
                      {"http://www.a.test/x", page_with({})}});
    EXPECT_THAT(crawl.run().asked, ElementsAre("/", "http://www.a.test/", "http://www.a.test/x"));
}

TEST(Frontier, EndsAChainOfRedirects) {
    site endless;
    for (int i = 0; i < 100; ++i) {
        endless["/r" + std::to_string(i)] = redirect_to("/r" + std::to_string(i + 1));
    }
    told_crawl crawl(endless);
    const auto result = crawl.run({.seeds = {"/r0"}});
    EXPECT_EQ(result.asked.size(), 21U);
    EXPECT_EQ(skipped(result, reason::trap), 1U);
}

TEST(Frontier, TakesRequisitesAtTheDepthOfTheirPageButNotTheirAnchors) {
    told_crawl crawl({{"/", page_with({"/page"})},
                      {"/page", {.links = {link_to("/style.css", link_kind::style), link_to("/next")}}},
                      {"/style.css", {.links = {link_to("/dot.png", link_kind::image), link_to("/from-style")}}},
                      {"/dot.png", {}}});
    run_options options;
    options.rules.max_depth = 1;
    const auto result = crawl.run(options);
    EXPECT_THAT(result.asked, ElementsAre("/", "/page", "/style.css", "/dot.png"));
    EXPECT_THAT(crawl.known(), IsSupersetOf({"/next skipped depth", "/from-style skipped kind"}));
}

TEST(Frontier, FollowsTheLinksOfARequisiteThatIsAlsoAPage) {
    told_crawl crawl({{"/", {.links = {link_to("/frame.html", link_kind::object), link_to("/a")}}},
                      {"/a", {.links = {link_to("/frame.html")}, .answers_after = 2}},
                      {"/frame.html", page_with({"/inside"})},
                      {"/inside", page_with({})}});
    EXPECT_THAT(crawl.run().asked, ElementsAre("/", "/frame.html", "/a", "/inside"));
}

TEST(Frontier, GivesAUrlTheSmallerDepthWhereverItStands) {
    // /slow leads to /1 on a short way, after the long one was gone to its end.
    site pages{{"/", page_with({"/slow", "/a"})}, {"/slow", page_with({"/1"})},
               {"/a", page_with({"/b"})},         {"/b", page_with({"/c"})},
               {"/c", page_with({"/1"})},         {"/1", page_with({"/2"})},
               {"/2", page_with({"/3"})},         {"/3", page_with({"/4"})},
               {"/4", page_with({"/5"})},         {"/5", page_with({})}};
    pages["/slow"].answers_after = 6;
    run_options options;
    options.rules.max_depth = 5;
    told_crawl crawl(pages);
    EXPECT_THAT(crawl.run(options).asked, UnorderedElementsAre("/", "/slow", "/a", "/b", "/c", "/1", "/2", "/3", "/4"));
    EXPECT_THAT(crawl.known(), Contains("/5 skipped depth"));

    // The same, interrupted before the short way is gone.
    told_crawl broken_off(pages);
    options.stops_after = 6;
    auto asked = broken_off.run(options).asked;
    options.stops_after.reset();
    broken_off.pages["/slow"].answers_after = 0;
    std::ranges::copy(broken_off.run(options).asked, std::back_inserter(asked));
    EXPECT_THAT(asked, IsSupersetOf({"/3", "/4"}));
    EXPECT_THAT(asked, Not(Contains("/5")));
}

TEST(Frontier, DoesNotFollowTheLinksOfADuplicate) {
    told_crawl crawl({{"/", page_with({"/a", "/b"})},
                      {"/a", page_with({"/from-a", "/both"})},
                      {"/b", page_with({"/from-b", "/both"})}});
    crawl.pages["/a"].text = crawl.pages["/b"].text = "same";
    const auto result = crawl.run({.width = 1});
    EXPECT_THAT(result.asked, ElementsAre("/", "/a", "/b", "/from-a", "/both"));
    EXPECT_EQ(result.counts.duplicates, 1U);
    EXPECT_THAT(crawl.known(), IsSupersetOf({"/b done duplicate", "/from-b skipped duplicate"}));
}

// Of a frame's page nothing was followed.
TEST(Frontier, FollowsTheLinksOfAPageWithTheContentOfARequisite) {
    told_crawl crawl({{"/", {.links = {link_to("/frame", link_kind::object), link_to("/a"), link_to("/b")}}},
                      {"/frame", page_with({"/inside"})},
                      {"/a", page_with({"/inside"})},
                      {"/b", page_with({"/not-again"})},
                      {"/inside", page_with({})}});
    crawl.pages["/frame"].text = crawl.pages["/a"].text = crawl.pages["/b"].text = "same";
    const auto result = crawl.run({.width = 1});
    EXPECT_THAT(result.asked, ElementsAre("/", "/frame", "/a", "/b", "/inside"));
    EXPECT_THAT(crawl.known(), IsSupersetOf({"/a done", "/b done duplicate"}));
}

TEST(Frontier, FollowsAsManyCopiesAsAllowedOverRuns) {
    told_crawl crawl({{"/", page_with({"/a", "/b", "/c"})},
                      {"/a", page_with({"/from-a"})},
                      {"/b", page_with({"/from-b"})},
                      {"/c", page_with({"/from-c"})}});
    crawl.pages["/a"].text = crawl.pages["/b"].text = crawl.pages["/c"].text = "same";
    crawl.pages["/c"].links.front().kind = html::link_kind::image;
    run_options options;
    options.width = 1;
    EXPECT_THAT(crawl.run(options).asked, ElementsAre("/", "/a", "/b", "/c", "/from-c", "/from-a"))
        << "what a copy consists of is taken";
    options.rules.traps.copies = 2;
    EXPECT_THAT(crawl.run(options).asked, ElementsAre("/from-b"));
}

TEST(Frontier, GivesJobsWhileTheLinksOfAHugePageAreJudged) {
    constexpr std::size_t count = 3'500;
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < count; ++i) {
        paths.push_back("/" + std::to_string(i));
    }
    told_crawl crawl({{"/", page_with(paths)}});
    const auto result = crawl.run();
    EXPECT_EQ(result.asked.size(), 1 + count);
    EXPECT_EQ(result.counts.pending, 0U);
    ASSERT_GT(result.known_when_given.size(), 1U);
    EXPECT_LT(result.known_when_given[1], count) << "not all of them are known yet";
}

TEST(Frontier, JudgesAllLinksOfAHugePageBeforeARunIsOver) {
    std::vector<std::string> paths;
    for (int i = 0; i < 3'500; ++i) {
        paths.push_back("/" + std::to_string(i));
    }
    told_crawl crawl({{"/", page_with(paths)}});
    run_options options;
    options.stops_after = 1;
    EXPECT_EQ(crawl.run(std::move(options)).counts.known, 1 + paths.size());
    const auto known = crawl.known();
    EXPECT_EQ(known.size(), 1 + paths.size());
    EXPECT_EQ(known.front(), "/ done");
}

TEST(Frontier, TakesHostsInTurn) {
    std::vector<std::string> links;
    for (const char* host : {"http://b.test/", "http://c.test/"}) {
        for (int i = 0; i < 3; ++i) {
            links.push_back(host + std::to_string(i));
        }
    }
    told_crawl crawl({{"/", page_with(links)}});
    run_options options;
    options.rules.scope = scope::any;
    options.width = 1;
    EXPECT_THAT(crawl.run(options).asked, ElementsAre("/", "http://b.test/0", "http://c.test/0", "http://b.test/1",
                                                      "http://c.test/1", "http://b.test/2", "http://c.test/2"));
}

TEST(Frontier, GivesOutOnlySoManyJobsOfAHostAtATime) {
    told_crawl crawl({{"/", page_with({"/1", "/2", "/3", "/4", "/5", "/6"})}});
    const auto result = crawl.run({.jobs_per_host = 2, .width = 100});
    EXPECT_EQ(result.asked.size(), 7U);
    EXPECT_EQ(result.most_active, 2U);
}

}  // namespace
}  // namespace trawl::crawl::test
