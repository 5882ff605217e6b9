#include "batch/failed_list.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <random>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <boost/system/system_error.hpp>

#include "support/temp_dir.hpp"

namespace trawl::batch {
namespace {

TEST(FailedList, IsInTheOrderOfTheInputs) {
    const test::temp_dir folder;
    std::vector<std::uint64_t> numbers(20'000);
    std::iota(numbers.begin(), numbers.end(), 1);
    std::shuffle(numbers.begin(), numbers.end(), std::minstd_rand(3));
    std::string expected;
    for (std::uint64_t n = 3; n <= numbers.size(); n += 3) {
        expected += "http://a/" + std::to_string(n) + '\n';
    }
    failed_list list(folder / "failed");
    for (const std::uint64_t n : numbers) {
        n % 3 == 0 ? list.failed(n, "http://a/" + std::to_string(n)) : list.succeeded(n);
    }
    EXPECT_FALSE(list.finish());
    EXPECT_EQ(test::read_file(folder / "failed"), expected);
}

TEST(FailedList, IsThereWholeOrNotAtAll) {
    const test::temp_dir folder;
    test::write_file(folder / "failed", "before");
    {
        failed_list list(folder / "failed");
        list.failed(1, "http://a/");
        EXPECT_EQ(test::read_file(folder / "failed"), "before");
    }
    EXPECT_EQ(test::read_file(folder / "failed"), "before");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
    failed_list list(folder / "failed");
    list.succeeded(1);
    EXPECT_FALSE(list.finish());
    EXPECT_EQ(test::read_file(folder / "failed"), "");
    struct stat found {};
    ASSERT_EQ(::stat((folder / "failed").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST(FailedList, AnInputThatNeverEndedIsPassedOver) {
    const test::temp_dir folder;
    failed_list list(folder / "failed");
    list.failed(2, "http://a/2");
    list.failed(4, "http://a/4");
    EXPECT_FALSE(list.finish());
    EXPECT_EQ(test::read_file(folder / "failed"), "http://a/2\nhttp://a/4\n");
}

TEST(FailedList, TextIsReadBackAsOneInput) {
    const test::temp_dir folder;
    failed_list list(folder / "failed");
    list.failed(1, "http://a/\n out=x");
    list.failed(2, "http://a/\nhttp://b/");
    list.failed(3, " indented");
    EXPECT_FALSE(list.finish());
    EXPECT_EQ(test::read_file(folder / "failed"),
              "http://a/\n out=x\n# not one line: http://a/ http://b/\n# not one line:  indented\n");
}

TEST(FailedList, WhatCannotBeWrittenIsAnError) {
    EXPECT_THROW(failed_list("/proc/nothing/failed"), boost::system::system_error);
    failed_list list("/dev/full");
    list.failed(1, "http://a/");
    EXPECT_TRUE(list.finish());
}

}  // namespace
}  // namespace trawl::batch
