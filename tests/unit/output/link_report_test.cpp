#include "output/link_report.hpp"

#include <gmock/gmock.h>

#include "unit/crawl/state_fixture.hpp"

namespace trawl::crawl::test {
namespace {

using output::link_report_format;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class LinkReport : public StateTest {
protected:
    std::string report(link_report_format how) {
        std::string text;
        output::write_link_report(folder_.path(), how, [&](std::string_view lines) { text += lines; });
        return text;
    }

    static kept_link link_to(url_id target, std::uint32_t line, std::string anchor) {
        kept_link made;
        made.target = target;
        made.line = line;
        made.column = 1;
        made.anchor = std::move(anchor);
        return made;
    }

    /// 1 links to 2, which is gone and has a password, to 3, which timed out, to 4, which robots.txt denies, to 5, which
    /// waits, and to itself; 6 is a seed that has no host.
    void check_a_little(const std::string& anchor) {
        with_state([&](state& kept) -> async::awaitable<void> {
            for (url_id id = 1; id <= 6; ++id) {
                new_url next = found(id, id == 1 || id == 6 ? 0 : 1);
                next.kind = next.via == 0 ? html::link_kind::seed : html::link_kind::anchor;
                next.url = id == 2 ? "http://me:secret@a.test/2?<&\"'|" : next.url;
                kept.add(std::move(next));
            }
            ending denied;
            denied.id = 4;
            denied.outcome = "robots_denied";
            denied.skipped = {reason::robots, "line 2: Disallow: /4"};
            page_links all;
            all.source = 1;
            all.links = {link_to(2, 1, anchor), link_to(3, 2, ""), link_to(4, 3, "denied"), link_to(5, 4, "waits"),
                         link_to(1, 5, "self")};
            kept.keep(std::move(all));
            kept.settle(good(1), nullptr);
            kept.settle(failed(2, false), nullptr);
            kept.settle(failed(3, true), nullptr);
            kept.settle(std::move(denied), nullptr);
            kept.settle(failed(6, true), nullptr);
            co_return;
        });
    }
};

TEST_F(LinkReport, TellsTheReasonsOfWhatWasNotChecked) {
    check_a_little("x");
    const auto totals = output::count_links(folder_.path());
    EXPECT_EQ(output::text_of(totals), "3 of 7 links on 1 page are broken\nnot checked: 1 pending, 1 robots\n");
    EXPECT_EQ(totals.unreached_seeds, 1U);
}

TEST_F(LinkReport, IsSafeForWhereItGoesWhateverStandsOnAPage) {
    check_a_little("<b>&\"x\x1B[31m\xFF|`` \xEF\xBF\xBF\xE2\x80\xAE");

    const std::string text = report(link_report_format::text);
    EXPECT_EQ(std::ranges::count(text, '\n'), 3);
    EXPECT_THAT(text, AllOf(HasSubstr("seed: connect: connection refused: http://a.test/6\n"),
                            HasSubstr("http://a.test/1:1:1: HTTP 404: http://me:***@a.test/2?"),
                            HasSubstr("\\x1b[31m\\xff|``"), Not(HasSubstr("secret"))));

    const std::string junit = report(link_report_format::junit);
    EXPECT_THAT(
        junit,
        AllOf(HasSubstr("<testsuite name=\"seeds\" tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"0\">"),
              HasSubstr("<testsuite name=\"http://a.test/1\" tests=\"5\" failures=\"1\" errors=\"1\" skipped=\"2\">"),
              HasSubstr("name=\"1:1 http://me:***@a.test/2?&lt;&amp;&quot;'|\">"),
              HasSubstr("&lt;b&gt;&amp;&quot;x\\x1b[31m\\xff|`` \xEF\xBF\xBD"), Not(HasSubstr("secret"))));
    EXPECT_THAT(junit, HasSubstr("name=\"1 link not checked: robots\"><skipped message=\"robots\"/></testcase>"));

    const std::string markdown = report(link_report_format::markdown);
    EXPECT_THAT(markdown, AllOf(HasSubstr("| `http://me:***@a.test/2?<&\"'\\|` | ```<b>&\"x\\x1b[31m\\xff\\|`` "),
                                HasSubstr("| seed |  | `http://a.test/6` |  | `connect: connection refused` |\n"),
                                Not(HasSubstr("secret"))));
    EXPECT_EQ(std::ranges::count(report(link_report_format::json), '\n'), 3);
}

}  // namespace
}  // namespace trawl::crawl::test
