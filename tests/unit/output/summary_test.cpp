#include "output/summary.hpp"

#include <algorithm>
#include <array>

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

int exit_code(const std::vector<fetch::outcome>& outcomes) {
    summary totals;
    for (const fetch::outcome& how : outcomes) {
        totals.add(test::sample_report("http://example.org/", how));
    }
    return totals.exit_code();
}

TEST(SummaryExitCode, IsThatOfEachOutcome) {
    EXPECT_EQ(exit_code({}), 0);
    EXPECT_EQ(exit_code({fetch::fetched{}}), 0);
    EXPECT_EQ(exit_code({fetch::skipped{bad_url}}), 2);
    EXPECT_EQ(exit_code({fetch::http_error{}}), 4);
    EXPECT_EQ(exit_code({fetch::write_failure{}}), 5);
    EXPECT_EQ(exit_code({fetch::cancelled{}}), 0) << "the signal's code stands for these";
    for (const http::errc code :
         {http::errc::refused, http::errc::timed_out, http::errc::truncated, http::errc::too_large}) {
        EXPECT_EQ(exit_code({failure(code)}), 3);
    }
}

TEST(SummaryExitCode, DoesNotDependOnTheOrder) {
    const std::array<fetch::outcome, 5> all{fetch::fetched{}, fetch::skipped{bad_url}, fetch::http_error{},
                                            failure(http::errc::reset), fetch::write_failure{}};
    constexpr std::array<int, 5> worst_of_first{0, 2, 4, 3, 5};
    for (std::size_t count = 1; count <= all.size(); ++count) {
        std::vector<std::size_t> order(count);
        for (std::size_t i = 0; i < count; ++i) {
            order[i] = i;
        }
        do {
            std::vector<fetch::outcome> outcomes;
            for (const std::size_t i : order) {
                outcomes.push_back(all[i]);
            }
            ASSERT_EQ(exit_code(outcomes), worst_of_first[count - 1]);
        } while (std::ranges::next_permutation(order).found);
    }
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
