#include "crawl/output_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temp_dir.hpp"

namespace trawl::crawl {
namespace {

using testing::HasSubstr;

std::string error_of(const std::string& path, std::optional<std::uint64_t> committed) {
    try {
        const output_log opened(path, committed);
        return "none";
    } catch (const std::runtime_error& failed) {
        return failed.what();
    }
}

TEST(OutputLog, KeepsTheOrderOfLittleAndMuch) {
    const trawl::test::temp_dir folder;
    const std::string path = folder / "log";
    std::string expected;
    output_log log(path, std::nullopt);
    for (const std::size_t size : {10U, 200'000U, 3U, 300'000U, 1U, 70'000U, 200'000U, 5U}) {
        const std::string piece(size, static_cast<char>('a' + expected.size() % 26));
        log.append(piece);
        expected += piece;
        EXPECT_EQ(log.size(), expected.size());
    }
    log.sync();
    EXPECT_EQ(trawl::test::read_file(path), expected);
}

TEST(OutputLog, GoesOnWhereItWasCommitted) {
    const trawl::test::temp_dir folder;
    const std::string path = folder / "log";
    trawl::test::write_file(path, "committed, and not");
    output_log log(path, 9);
    EXPECT_EQ(log.size(), 9U);
    log.append(" again");
    log.sync();
    EXPECT_EQ(trawl::test::read_file(path), "committed again");
    EXPECT_THAT(error_of(path, 9), HasSubstr("is being written by another program"));
}

TEST(OutputLog, TakesNothingThatIsNotItsOwn) {
    const trawl::test::temp_dir folder;
    const std::string path = folder / "log";
    EXPECT_THAT(error_of(path, 1), HasSubstr("is gone"));
    EXPECT_EQ(error_of(path, 0), "none");
    EXPECT_EQ(error_of(path, std::nullopt), "none");
    trawl::test::write_file(path, "text");
    EXPECT_THAT(error_of(path, std::nullopt), HasSubstr("is not of this crawl"));
    EXPECT_THAT(error_of(path, 5), HasSubstr("has 4 bytes"));
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_THAT(error_of(folder / "pipe", std::nullopt), HasSubstr("is no regular file"));
    EXPECT_THAT(error_of("/dev/full", std::nullopt), HasSubstr("is no regular file"));
    EXPECT_THAT(error_of(folder / "no/log", std::nullopt), HasSubstr("no/log: No such file"));
}

TEST(OutputLog, IsKnownByItsAbsolutePath) {
    EXPECT_EQ(output_path("/a/./b//c"), "/a/b/c");
    EXPECT_EQ(output_path("x"), (std::filesystem::current_path() / "x").string());
    EXPECT_EQ(committed_size({{"/a", 1}, {"/b", 2}}, "/b"), 2U);
    EXPECT_EQ(committed_size({{"/a", 1}}, "/b"), std::nullopt);
}

}  // namespace
}  // namespace trawl::crawl
