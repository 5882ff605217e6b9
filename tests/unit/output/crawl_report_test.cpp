#include "output/crawl_report.hpp"

#include <gmock/gmock.h>

#include "batch/journal_schema.hpp"
#include "batch/run_lock.hpp"
#include "unit/crawl/state_fixture.hpp"

namespace trawl::crawl::test {
namespace {

using output::crawl_table;
using output::table_format;
using testing::AllOf;
using testing::HasSubstr;

class CrawlReport : public StateTest {
protected:
    std::string table(crawl_table what, table_format how = table_format::json_lines) {
        std::string text;
        output::export_crawl(folder_.path(), what, how, [&](std::string_view lines) { text += lines; });
        return text;
    }

    std::string error() {
        try {
            return output::crawl_status(folder_.path());
        } catch (const state_error& failed) {
            return failed.what();
        }
    }

    /// One that is done, one that failed, one that is to be tried again, one that robots.txt denies, one skipped, one
    /// pending.
    void crawl_a_little() {
        with_state([](state& kept) -> async::awaitable<void> {
            kept.keep(host_row{1, "http://a.test", 1, 11, 2});
            for (url_id id = 1; id <= 6; ++id) {
                new_url next = found(id, id == 1 ? 0 : 1);
                next.url = id == 2 ? "http://me:secret@a.test/2,\"x\"" : next.url;
                next.skipped = id == 5 ? verdict{reason::scope, "--scope host"} : verdict{};
                kept.add(std::move(next));
            }
            ending denied;
            denied.id = 4;
            denied.outcome = "robots_denied";
            denied.skipped = {reason::robots, "line 2: Disallow: /4"};
            kept.settle(good(1), nullptr);
            kept.settle(failed(2, false), nullptr);
            kept.settle(failed(3, true), nullptr);
            kept.settle(std::move(denied), nullptr);
            co_return;
        });
    }
};

TEST_F(CrawlReport, TellsWhatFailedAndWhy) {
    crawl_a_little();
    EXPECT_EQ(
        table(crawl_table::failed),
        R"({"url":"http://me:***@a.test/2,\"x\"","outcome":"http_error","status":404,"error":null,"detail":null,)"
        R"("is_passing":false,"depth":1,"kind":"anchor","purpose":"page","via":"http://a.test/1",)"
        R"("started":"1970-01-01T00:00:00.000Z","took_ms":0})"
        "\n"
        R"({"url":"http://a.test/3","outcome":"network_error","status":null,"error":"connect: connection refused",)"
        R"("detail":null,"is_passing":true,"depth":1,"kind":"anchor","purpose":"page","via":"http://a.test/1",)"
        R"("started":"1970-01-01T00:00:00.000Z","took_ms":0})"
        "\n");
    EXPECT_EQ(output::crawl_table_of("errors"), crawl_table::failed);
    EXPECT_EQ(output::crawl_table_of("other"), std::nullopt);
}

TEST_F(CrawlReport, TellsWhatWasSkippedAndWhy) {
    crawl_a_little();
    EXPECT_EQ(table(crawl_table::skipped, table_format::csv),
              "url,reason,detail,standing,depth,kind,purpose,via\r\n"
              "http://a.test/4,robots,line 2: Disallow: /4,done,1,anchor,page,http://a.test/1\r\n"
              "http://a.test/5,scope,--scope host,skipped,1,anchor,page,http://a.test/1\r\n");
}

TEST_F(CrawlReport, TellsOfEachUrlAndHost) {
    crawl_a_little();
    const std::string urls = table(crawl_table::urls, table_format::csv);
    EXPECT_THAT(urls, HasSubstr("\r\n2,\"http://me:***@a.test/2,\"\"x\"\"\",http://a.test,1,anchor,"));
    EXPECT_EQ(std::ranges::count(urls, '\n'), 7);
    EXPECT_EQ(
        table(crawl_table::hosts),
        R"({"origin":"http://a.test","pages":1,"bytes":11,"failures":2,"urls":6,"pending":1,"done":2,"skipped":1,)"
        R"("failed":2,"robots_status":null,"robots_error":null})"
        "\n");
    EXPECT_EQ(std::ranges::count(table(crawl_table::links), '\n'), 5);
}

TEST_F(CrawlReport, SumsUp) {
    crawl_a_little();
    EXPECT_THAT(output::crawl_status(folder_.path()),
                AllOf(HasSubstr("6 known: 2 done, 1 pending, 1 skipped, 2 failed (1 of them to be tried again)\n"),
                      HasSubstr("skipped   1 robots, 1 scope\n"), HasSubstr("failed    1 HTTP 404, 1 network_error\n"),
                      HasSubstr("pending   1 http://a.test\n"), HasSubstr("/lines, 0 bytes\n")));
}

TEST_F(CrawlReport, SaysWhichProcessIsAtWork) {
    crawl_a_little();
    EXPECT_THAT(output::crawl_status(folder_.path()), HasSubstr("now       not running\n"));
    const batch::run_lock held(open_folder(), [](const std::string&) { FAIL(); });
    EXPECT_THAT(output::crawl_status(folder_.path()),
                HasSubstr("now       running, process " + std::to_string(::getpid()) + "\n"));
}

TEST_F(CrawlReport, IsThereWhileTheCrawlRuns) {
    with_state([this](state& kept) -> async::awaitable<void> {
        kept.add(found(1));
        co_await kept.flush(false);
        kept.add(found(2));
        EXPECT_EQ(std::ranges::count(table(crawl_table::urls), '\n'), 1);
    });
    EXPECT_EQ(std::ranges::count(table(crawl_table::urls), '\n'), 2);
}

TEST_F(CrawlReport, TellsWhatARoundChanged) {
    with_state([](state& kept) -> async::awaitable<void> {
        for (url_id id = 1; id <= 3; ++id) {
            kept.add(found(id));
            kept.settle(good(id), nullptr);
        }
        kept.begin_round();
        ending other = good(1);
        other.sha256->fill(0xAB);
        kept.settle(std::move(other), nullptr);
        kept.settle(good(2), nullptr);
        kept.settle(failed(3, false), nullptr);
        kept.add(found(4));
        kept.settle(good(4), nullptr);
        co_return;
    });
    const std::string rows = table(crawl_table::changes, table_format::csv);
    EXPECT_THAT(rows, AllOf(HasSubstr("http://a.test/1,changed,200,"), HasSubstr("http://a.test/3,gone,404,"),
                            HasSubstr("http://a.test/4,new,200,")));
    EXPECT_EQ(std::ranges::count(rows, '\n'), 4);
}

kept_link link_to(url_id target, std::uint32_t line, std::string fragment = {}) {
    kept_link made;
    made.target = target;
    made.line = line;
    made.column = 3;
    made.fragment = std::move(fragment);
    made.anchor = "text";
    return made;
}

// 1 links to the others: 2 has ids, 3 is gone, 4 leads over 5 to 2, 6 leads over 7 to itself, 8 is no URL.
TEST_F(CrawlReport, TellsWhichLinksAreBroken) {
    with_state([](state& kept) -> async::awaitable<void> {
        for (url_id id = 1; id <= 8; ++id) {
            new_url next = found(id, id == 1 ? 0 : 1);
            next.skipped = id == 8 ? verdict{reason::bad_url, "no host"} : verdict{};
            kept.add(std::move(next));
        }
        const std::vector<std::string> ids{"here", "d\xC3\xA9j\xC3\xA0"};
        for (const url_id id : {1U, 2U, 4U, 5U, 6U, 7U}) {
            kept.settle(good(id), nullptr);
        }
        kept.settle(failed(3, false), nullptr);
        kept.keep(page_links{2, {link_to(3, 9)}, ids});
        for (const auto& [from, to] : {std::pair{4U, 5U}, {5U, 2U}, {6U, 7U}, {7U, 6U}}) {
            kept_link over = link_to(to, 0);
            over.kind = html::link_kind::redirect;
            kept.keep(page_links{from, {over}, std::nullopt});
        }
        page_links all;
        all.source = 1;
        all.links = {link_to(2, 1, "here"),
                     link_to(2, 2, "d%C3%A9j%C3%A0"),
                     link_to(2, 3, "top"),
                     link_to(2, 4, ":~:text=x"),
                     link_to(2, 5, "gone"),
                     link_to(4, 6, "here"),
                     link_to(4, 7, "no"),
                     link_to(3, 8),
                     link_to(6, 9),
                     link_to(8, 10),
                     link_to(1, 11, "anything")};
        kept.keep(all);
        kept.keep(std::move(all));
        co_return;
    });
    EXPECT_EQ(table(crawl_table::broken, table_format::csv),
              "source,line,column,target,kind,fragment,anchor,ended_at,problem,status,error,is_passing\r\n"
              "http://a.test/1,5,3,http://a.test/2,anchor,gone,text,,fragment,200,,false\r\n"
              "http://a.test/1,7,3,http://a.test/4,anchor,no,text,http://a.test/2,fragment,200,,false\r\n"
              "http://a.test/1,8,3,http://a.test/3,anchor,,text,,http_error,404,,false\r\n"
              "http://a.test/1,9,3,http://a.test/6,anchor,,text,,redirects,200,,false\r\n"
              "http://a.test/1,10,3,http://a.test/8,anchor,,text,,bad_url,,,false\r\n"
              "http://a.test/2,9,3,http://a.test/3,anchor,,text,,http_error,404,,false\r\n");
    EXPECT_EQ(std::ranges::count(table(crawl_table::links), '\n'), 16);
}

TEST_F(CrawlReport, SaysWhereThereIsNoCrawl) {
    EXPECT_THAT(error(), HasSubstr("there is no crawl in " + folder_.path().string()));
    EXPECT_FALSE(std::filesystem::exists(folder_ / ".trawl"));
    std::filesystem::create_directory(folder_ / ".trawl");
    trawl::test::write_file(database_path(), "");
    EXPECT_THAT(error(), HasSubstr("state.db is empty"));
    trawl::test::write_file(database_path(), std::string(5000, 'x'));
    EXPECT_THAT(error(), HasSubstr("state.db is damaged"));
    std::filesystem::remove(database_path());
    run_sql("CREATE TABLE files (name); PRAGMA application_id = " + std::to_string(batch::journal_application));
    EXPECT_THAT(error(), HasSubstr("the state of files that `trawl fetch` got"));
}

}  // namespace
}  // namespace trawl::crawl::test
