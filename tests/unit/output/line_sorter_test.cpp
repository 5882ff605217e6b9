#include "output/line_sorter.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temp_dir.hpp"

namespace trawl::output {
namespace {

std::vector<std::string> sorted(const std::vector<std::string>& lines, std::size_t memory) {
    const test::temp_dir folder;
    line_sorter sorter(files::folder::open_or_create(folder.path().string()).value(), memory);
    for (const std::string& each : lines) {
        sorter.add(each);
    }
    std::vector<std::string> out;
    sorter.finish([&](std::string_view line) { out.emplace_back(line); });
    return out;
}

TEST(LineSorter, SortsByBytesWhateverFitsIntoMemory) {
    std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same each time
    std::vector<std::string> lines;
    for (int i = 0; i < 5000; ++i) {
        lines.push_back(std::string(random() % 60, 'x') + std::to_string(random() % 1000));
    }
    lines.emplace_back(100'000, 'y');  // longer than the memory
    lines.emplace_back("\xC3\xA4");
    std::vector<std::string> expected = lines;
    std::sort(expected.begin(), expected.end());

    EXPECT_EQ(sorted(lines, std::size_t{1} << 20U), expected);
    EXPECT_EQ(sorted(lines, 4096), expected);
    EXPECT_THAT(sorted({}, 4096), testing::IsEmpty());
}

}  // namespace
}  // namespace trawl::output
