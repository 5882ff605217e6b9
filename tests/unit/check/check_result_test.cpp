#include "check/check_result.hpp"

#include <gtest/gtest.h>

#include "check/suite.hpp"

namespace {

using trawl::check::name;
using trawl::check::standing;

TEST(CheckResult, EveryStandingHasAWord) {
    EXPECT_EQ(name(standing::passed), "passed");
    EXPECT_EQ(name(standing::flaky), "flaky");
    EXPECT_EQ(name(standing::failed), "failed");
    EXPECT_EQ(name(standing::error), "error");
    EXPECT_EQ(name(standing::skipped), "skipped");
    EXPECT_EQ(name(standing::not_run), "not_run");
}

}  // namespace
