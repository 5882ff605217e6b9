#include "batch/occurrence_counter.hpp"

#include <string>

#include <gtest/gtest.h>

namespace trawl::batch {
namespace {

TEST(OccurrenceCounter, CountsEachTextForItself) {
    occurrence_counter counter;
    for (int round = 1; round <= 3; ++round) {
        for (int i = 0; i < 5000; ++i) {
            ASSERT_EQ(counter.count("http://host/" + std::to_string(i)), static_cast<std::uint64_t>(round));
        }
    }
}

}  // namespace
}  // namespace trawl::batch
