#include "fetch/outcome.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

outcome failed(http::errc code) {
    return network_failure{http::error(code, http::phase::body)};
}

TEST(Outcome, NamesAreTheRecordsWords) {
    EXPECT_EQ(name(fetched{}), "ok");
    EXPECT_EQ(name(http_error{}), "http_error");
    EXPECT_EQ(name(skipped{http::error(http::errc::bad_url, http::phase::queue)}), "skipped");
    EXPECT_EQ(name(write_failure{}), "write_error");
    EXPECT_EQ(name(cancelled{}), "cancelled");
}

TEST(Outcome, FailureIsNamedByWhatKeptTheReplyFromComing) {
    EXPECT_EQ(name(failed(http::errc::timed_out)), "timeout");
    EXPECT_EQ(name(failed(http::errc::truncated)), "truncated");
    EXPECT_EQ(name(failed(http::errc::too_large)), "too_large");
    EXPECT_EQ(name(failed(http::errc::refused)), "network_error");
    EXPECT_EQ(name(failed(http::errc::certificate)), "network_error");
}

}  // namespace
}  // namespace trawl::fetch
