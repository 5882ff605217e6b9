#include "crawl/fingerprint_set.hpp"

#include <random>
#include <unordered_map>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

TEST(FingerprintSet, FindsWhatWasInsertedAndNothingElse) {
    fingerprint_set set;
    std::unordered_map<std::uint64_t, url_id> expected;
    std::mt19937_64 random(1);
    for (url_id id = 1; id <= 100'000; ++id) {
        const std::uint64_t key = random();
        expected.emplace(key, id);
        ASSERT_EQ(set.insert(key, id), id);
    }
    EXPECT_EQ(set.size(), expected.size());
    for (const auto& [key, id] : expected) {
        ASSERT_EQ(set.find(key), id);
        ASSERT_EQ(set.find(key + 1), 0U);
        ASSERT_EQ(set.find(~key), 0U);
    }
}

TEST(FingerprintSet, KeepsTheFirstUrlOfAFingerprint) {
    fingerprint_set set;
    EXPECT_EQ(set.find(0), 0U);
    EXPECT_EQ(set.insert(0, 7), 7U);
    EXPECT_EQ(set.insert(0, 8), 7U);
    EXPECT_EQ(set.find(0), 7U);
    EXPECT_EQ(set.insert(~std::uint64_t{0}, 9), 9U);
    EXPECT_EQ(set.find(~std::uint64_t{0}), 9U);
    EXPECT_EQ(set.size(), 2U);
}

TEST(FingerprintSet, TakesWhatLiesCloseTogether) {
    fingerprint_set set;
    for (url_id id = 1; id <= 20'000; ++id) {
        set.insert(id, id);
        set.insert(std::uint64_t{id} << 40, id + 20'000);
    }
    EXPECT_EQ(set.size(), 40'000U);
    for (url_id id = 1; id <= 20'000; ++id) {
        ASSERT_EQ(set.find(id), id);
        ASSERT_EQ(set.find(std::uint64_t{id} << 40), id + 20'000);
    }
}

TEST(FingerprintSet, TakesAtMost16BytesAnEntryWhateverItsSize) {
    fingerprint_set set;
    std::mt19937_64 random(2);
    for (url_id id = 1; id <= 500'000; ++id) {
        set.insert(random(), id);
        if (id >= 100'000 && id % 10'000 == 0) {
            ASSERT_LT(static_cast<double>(set.footprint()) / id, 15.5) << id;
        }
    }
}

}  // namespace
}  // namespace trawl::crawl
