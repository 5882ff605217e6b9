#include "app/descriptor_limit.hpp"

#include <gtest/gtest.h>

namespace trawl::app {
namespace {

TEST(DescriptorLimit, LeavesWhatFitsAsItIs) {
    fetch_options options;
    EXPECT_EQ(fit_to_descriptors(options, descriptors_with_a_file(1), 1024), "");
    EXPECT_EQ(options.concurrency, 64U);
}

TEST(DescriptorLimit, LowersWhatDoesNotFitAndSaysSo) {
    fetch_options options;
    options.concurrency = 2000;
    EXPECT_EQ(fit_to_descriptors(options, descriptors_with_a_file(1), 1024),
              "only 240 requests at a time: the limit of open descriptors is 1024 (ulimit -n)");
    EXPECT_EQ(options.concurrency, 240U);
    EXPECT_EQ(options.session.max_idle_connections, 240U);
}

TEST(DescriptorLimit, HasRoomForMoreWhereThereAreNoFiles) {
    fetch_options options;
    options.concurrency = 10'000;
    EXPECT_EQ(fit_to_descriptors(options, descriptors_without_a_file, 20'000), "");
    EXPECT_NE(fit_to_descriptors(options, descriptors_with_a_file(1), 20'000), "");
}

TEST(DescriptorLimit, LeavesOneRequestHoweverLowItIs) {
    fetch_options options;
    EXPECT_NE(fit_to_descriptors(options, descriptors_with_a_file(1), 10), "");
    EXPECT_EQ(options.concurrency, 1U);
}

}  // namespace
}  // namespace trawl::app
