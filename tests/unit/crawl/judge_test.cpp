#include "crawl/judge.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

using html::link_kind;

struct Judge : testing::Test {
    /// What is said of a link on http://h/.
    std::string ask(const std::string& url, link_kind kind = link_kind::anchor, std::uint32_t depth = 1,
                    purpose from = purpose::page) {
        const auto target = *http::parse_url(url);
        const candidate what{.where = target,
                             .kind = kind,
                             .nofollow = nofollow,
                             .is_inert = is_inert,
                             .depth = depth,
                             .from = &page,
                             .from_purpose = from};
        return said(what);
    }
    std::string said(const candidate& what) {
        if (!under_test) {
            under_test.emplace(settings);
            under_test->add_seed(page);
        }
        const auto why = under_test->ask(what);
        if (why.is_good()) {
            return purpose_names.at(static_cast<std::size_t>(under_test->purpose_of(what)));
        }
        return std::string(name(why.why)) + (why.detail.empty() ? "" : ": " + why.detail);
    }

    std::vector<std::string> purpose_names = {"page", "requisite", "sitemap", "check", "check_ids"};
    http::url page = *http::parse_url("http://h/");
    judge_settings settings;
    std::optional<judge> under_test;
    bool nofollow = false;
    bool is_inert = false;
};

TEST_F(Judge, KindOfTheLinkSaysWhatItIsTakenFor) {
    EXPECT_EQ(ask("http://h/a"), "page");
    EXPECT_EQ(ask("http://h/a.png", link_kind::image), "requisite");
    EXPECT_EQ(ask("http://h/b.css", link_kind::style, 5, purpose::requisite), "requisite");
    EXPECT_EQ(ask("http://h/b", link_kind::anchor, 5, purpose::requisite), "kind: on a requisite");
    EXPECT_EQ(ask("http://h/c", link_kind::redirect, 1, purpose::requisite), "requisite");
    EXPECT_EQ(ask("http://h/d", link_kind::sitemap, 1, purpose::sitemap), "page");
    const auto where = *http::parse_url("http://h/s.xml");
    EXPECT_EQ(said({.where = where, .kind = link_kind::sitemap, .from = &page, .is_sitemap = true}), "sitemap");
    EXPECT_EQ(ask("http://h/e", link_kind::feed), "page");
    EXPECT_EQ(ask("http://h/f?q=", link_kind::form), "kind: a form");
    is_inert = true;
    EXPECT_EQ(ask("http://h/g"), "kind: in a template");
}

TEST_F(Judge, SeedIsTakenWhateverTheFiltersSayAndItsRedirectIsASeed) {
    settings.exclude = {"start"};
    settings.max_depth = 0;
    const auto start = *http::parse_url("http://h/start");
    EXPECT_EQ(said({.where = start, .kind = link_kind::seed}), "page");
    EXPECT_EQ(ask("http://www.h/x", link_kind::anchor, 0), "scope: --scope host");
    EXPECT_EQ(ask("http://www.h/start", link_kind::redirect, 0), "page");
    EXPECT_EQ(ask("http://www.h/x", link_kind::anchor, 0), "page");
    EXPECT_EQ(ask("http://else/start", link_kind::redirect, 1), "scope: --scope host");
    EXPECT_EQ(ask("http://else/image", link_kind::redirect, 0, purpose::requisite), "scope: --scope host");
}

TEST_F(Judge, NofollowHoldsBackLinksButNotWhatAPageNeeds) {
    nofollow = true;
    EXPECT_EQ(ask("http://h/a"), "nofollow");
    EXPECT_EQ(ask("http://h/a.png", link_kind::image), "requisite");
    EXPECT_EQ(ask("http://h/b", link_kind::redirect), "page");
    settings.follows_nofollow = true;
    under_test.reset();
    EXPECT_EQ(ask("http://h/a"), "page");
}

TEST_F(Judge, RequisitesAreTakenAsTheRuleSays) {
    settings.max_depth = 1;
    settings.include = {"/docs/"};
    settings.exclude = {"/ads/"};
    const auto all = [this] {
        return std::vector{ask("http://h/1.png", link_kind::image, 2), ask("http://cdn/1.js", link_kind::script, 2),
                           ask("http://cdn/ads/1.js", link_kind::script, 2)};
    };
    EXPECT_EQ(all(), (std::vector<std::string>{"requisite", "scope: --scope host", "scope: --scope host"}));
    settings.requisites = requisite_rule::all;
    under_test.reset();
    EXPECT_EQ(all(), (std::vector<std::string>{"requisite", "requisite", "excluded: --exclude /ads/"}));
    settings.requisites = requisite_rule::none;
    under_test.reset();
    EXPECT_EQ(all(), (std::vector<std::string>{"kind: a requisite", "kind: a requisite", "kind: a requisite"}));
}

TEST_F(Judge, ReasonsComeInOrder) {
    settings.max_depth = 2;
    settings.include = {"/docs"};
    EXPECT_EQ(ask("http://else/docs", link_kind::anchor, 3), "scope: --scope host");
    EXPECT_EQ(ask("http://h/x", link_kind::anchor, 3), "excluded: no --include matches");
    EXPECT_EQ(ask("http://h/docs", link_kind::anchor, 3), "depth: --depth 2");
    EXPECT_EQ(ask("http://h/docs#docs", link_kind::anchor, 2), "page");
    EXPECT_EQ(ask("http://h/#docs", link_kind::anchor, 2), "excluded: no --include matches")
        << "a fragment is not asked";
    EXPECT_EQ(ask("http://h/docs/a/a/a", link_kind::anchor, 2),
              "trap: the path repeats /a 3 times in a row; --trap-repeats allows more");
    EXPECT_EQ(under_test->trapped().at(static_cast<std::size_t>(trap::repeats)), 1U);
}

TEST_F(Judge, WhatWasRefusedIsNotCountedAndWhatASiteListsIsNot) {
    settings.traps.numbers = 2;
    settings.max_depth = 1;
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(ask("http://h/p/" + std::to_string(i), link_kind::anchor, 2), "depth: --depth 1");
        EXPECT_EQ(ask("http://h/p/1" + std::to_string(i), link_kind::sitemap, 1, purpose::sitemap), "page");
        EXPECT_EQ(ask("http://h/p/2" + std::to_string(i), link_kind::image), "requisite");
    }
    under_test->remember(*http::parse_url("http://h/p/77"), link_kind::sitemap, purpose::page);
    under_test->remember(*http::parse_url("http://h/p/78"), link_kind::anchor, purpose::page);
    EXPECT_EQ(ask("http://h/p/30"), "page");
    EXPECT_NE(ask("http://h/p/31"), "page");
}

TEST_F(Judge, LinksToElsewhereAreOnlyLookedAtWhenLinksAreChecked) {
    settings.checks_links = true;
    settings.requisites = requisite_rule::none;
    EXPECT_EQ(ask("http://else/x", link_kind::anchor, 9), "check");
    EXPECT_EQ(ask("http://h/x.png", link_kind::image), "check");
    EXPECT_EQ(ask("http://h/x"), "page");
    EXPECT_EQ(ask("http://far/", link_kind::anchor, 1, purpose::check), "kind: on a page that is only looked at");
    EXPECT_EQ(ask("http://far/", link_kind::redirect, 1, purpose::check), "check");
    EXPECT_EQ(ask("http://else/x#y"), "check_ids");
    EXPECT_EQ(ask("http://else/x#top"), "check");
    EXPECT_EQ(ask("http://else/x.svg#y", link_kind::image), "check");
    settings.exclude = {"else"};
    settings.max_depth = 1;
    settings.requisites = requisite_rule::styles;
    under_test.reset();
    EXPECT_EQ(ask("http://else/x"), "excluded: --exclude else");
    EXPECT_EQ(ask("http://h/deep", link_kind::anchor, 2), "check");
    EXPECT_EQ(ask("http://h/x.png", link_kind::image), "check");
    EXPECT_EQ(ask("http://h/x.css", link_kind::style), "requisite");
    EXPECT_EQ(ask("http://h/y.png", link_kind::image, 0, purpose::requisite), "check");
}

TEST_F(Judge, SitemapOfAFoldersHostIsTakenThoughItStandsElsewhere) {
    settings.scope = scope::prefix;
    page = *http::parse_url("http://h/docs/");
    const auto list = *http::parse_url("http://h/sitemap.xml");
    EXPECT_EQ(said({.where = list, .kind = link_kind::sitemap, .from = &page, .is_sitemap = true}), "sitemap");
    EXPECT_EQ(ask("http://h/sitemap.xml"), "scope: --scope prefix");
}

TEST_F(Judge, TextTellsSettingsApart) {
    judge_settings other;
    EXPECT_EQ(to_text(settings), to_text(other));
    other.exclude = {"x"};
    EXPECT_NE(to_text(settings), to_text(other));
    settings.include = {"x"};
    EXPECT_NE(to_text(settings), to_text(other));
    other = settings;
    other.traps.years = 6;
    EXPECT_NE(to_text(settings), to_text(other));
    settings.exclude = {"["};
    EXPECT_THROW(judge{settings}, std::invalid_argument);
}

}  // namespace
}  // namespace trawl::crawl
