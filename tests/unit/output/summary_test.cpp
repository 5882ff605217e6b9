#include "output/summary.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "sample_report.hpp"

namespace trawl::output {
namespace {

using namespace std::chrono_literals;

const http::error refused{http::errc::refused, http::phase::connect, {}, "192.0.2.1:80"};
const http::error bad_url{http::errc::bad_url, http::phase::queue, {}, "no host"};

fetch::outcome failure(http::errc code) {
    return fetch::network_failure{http::error{code, http::phase::body}};
}

TEST(SummaryCounts, TellClassesOfFailuresApart) {
    summary totals;
    for (const fetch::outcome& how : std::vector<fetch::outcome>{
             fetch::fetched{}, fetch::not_modified{}, fetch::already_complete{}, fetch::already_complete{},
             fetch::write_failure{}, failure(http::errc::refused), failure(http::errc::truncated),
             fetch::checksum_mismatch{"sha256 is a, not b"}, fetch::http_error{}, fetch::skipped{bad_url},
             fetch::skipped{http::error{http::errc::unreachable, http::phase::queue, {}, "given up after 3 errors"}},
             fetch::cancelled{}}) {
        totals.add(test::answered("http://example.org/", how));
    }
    EXPECT_EQ(totals.done(), 12U);
    EXPECT_EQ(totals.failed(), 8U);
    EXPECT_EQ(totals.cancelled(), 1U);
    EXPECT_EQ(totals.failures().output, 1U);
    EXPECT_EQ(totals.failures().network, 4U) << "a wrong body and a host that was given up too";
    EXPECT_EQ(totals.failures().status, 1U);
    EXPECT_EQ(totals.failures().input, 1U);
    EXPECT_EQ(totals.failures().all(), 7U);
    EXPECT_TRUE(totals.text({}).starts_with("1 of 12 fetched, 1 not modified, 2 already complete, "))
        << totals.text({});
}

TEST(SummaryPauses, TellTheHostsThatCostMost) {
    EXPECT_EQ(pauses_text({}), "");
    EXPECT_EQ(pauses_text({{"a.example", 1, 2s, {}}, {"b.example:81", 3, 12s, {}}}),
              "b.example:81 asked us to wait 3 times, 12 s in all\na.example asked us to wait once, 2.0 s in all\n");
    const std::string many = pauses_text(std::vector<fetch::host_pause>(8, {"x", 1, 1s, {}}));
    EXPECT_TRUE(many.ends_with("  and 3 more hosts did\n")) << many;
}

TEST(SummaryText, OfARunWithoutFailuresIsOneLine) {
    summary totals;
    totals.add(test::answered("http://example.org/", fetch::fetched{}));
    EXPECT_EQ(totals.text({2s, 1, 1}), "1 of 1 fetched, 5 B in 2.0 s (2 B/s), 1 request over 1 connection\n");
}

TEST(SummaryText, CountsReasonsAndTellsFailures) {
    summary totals;
    totals.add(test::answered("http://example.org/a", fetch::fetched{}));
    totals.add(test::sample_report("http://example.org/r", fetch::network_failure{refused}, 4, 7));
    totals.add(test::answered("http://u:pw@example.org/e", fetch::http_error{}, 404));
    totals.add(test::sample_report("http://example.org/r2", fetch::network_failure{refused}, 5, 8));
    totals.add(test::sample_report("junk \x1b[2J", fetch::skipped{bad_url}, 6, 0));
    totals.add(test::sample_report("http://example.org/c", fetch::cancelled{}, 7, 10));
    EXPECT_EQ(totals.text({10s, 12, 3}),
              "1 of 6 fetched, 10 B in 10 s (1 B/s), 12 requests over 3 connections\n"
              "5 not fetched: 2 refused, 1 HTTP 404, 1 bad_url, 1 cancelled\n"
              "  line 1: http://u:***@example.org/e: HTTP 404\n"
              "  line 7: http://example.org/r: " +
                  http::message(refused) +
                  "\n"
                  "  line 8: http://example.org/r2: " +
                  http::message(refused) +
                  "\n"
                  "  junk \\x1b[2J: " +
                  http::message(bad_url) + "\n");
}

TEST(SummaryText, TellsTheFirstTenFailuresOfTheListWhicheverEndedFirst) {
    summary totals;
    for (std::uint64_t number = 25; number > 0; --number) {
        totals.add(test::sample_report("http://example.org/" + std::to_string(number), fetch::network_failure{refused},
                                       number, number));
    }
    const std::string text = totals.text({});
    EXPECT_NE(text.find("line 1: "), std::string::npos);
    EXPECT_NE(text.find("line 10: "), std::string::npos);
    EXPECT_EQ(text.find("line 11: "), std::string::npos);
    EXPECT_TRUE(text.ends_with("  and 15 more; --results FILE has them all\n")) << text;
    EXPECT_LT(text.find("line 9: "), text.find("line 10: "));
}

TEST(SummaryText, CutsLongInputs) {
    summary totals;
    totals.add(test::sample_report("http://example.org/" + std::string(100'000, 'a'), fetch::network_failure{refused}));
    EXPECT_LT(totals.text({}).size(), 500U);
}

}  // namespace
}  // namespace trawl::output
