#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "files/download.hpp"
#include "support/refused_call.hpp"
#include "unit/files/disk_loop.hpp"

// A small file whose size is known has no name before its final one.

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
using test::disk_loop;
using testing::ElementsAre;
using testing::IsEmpty;

/// In one piece, of known size. The result of the commit.
boost::system::error_code store(disk_loop& loop, std::string name, std::string text, expectations must = {}) {
    boost::system::error_code problem;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, name);
        file.expect_size(text.size());
        if (std::filesystem::exists(loop / (name + ".part"))) {
            file.expect_part();
        }
        EXPECT_FALSE(co_await file.write(loop.piece(text)));
        const auto done = co_await file.commit(must);
        problem = done ? boost::system::error_code() : done.error();
    });
    return problem;
}

fs::perms mode(const fs::path& file) {
    return fs::status(file).permissions();
}

TEST(SmallDownload, HasNoNameBeforeItsOwn) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        file.expect_size(100);
        for (int i = 0; i < 10; ++i) {
            EXPECT_FALSE(co_await file.write(loop.piece("0123456789")));
        }
        EXPECT_THAT(loop.names(), IsEmpty());
        EXPECT_TRUE(co_await file.commit());
    });
    EXPECT_EQ(fs::file_size(loop / "page.html"), 100u);
    EXPECT_THAT(loop.names(), ElementsAre("page.html"));
}

TEST(SmallDownload, HasTheModeOfEveryNewFile) {
    disk_loop loop;
    test::write_file(loop / "other", "");
    EXPECT_FALSE(store(loop, "page.html", "hello"));
    EXPECT_EQ(mode(loop / "page.html"), mode(loop / "other"));
}

TEST(SmallDownload, ReplacesAnOlderFileAndKeepsItsMode) {
    disk_loop loop;
    test::write_file(loop / "page.html", "older and longer");
    fs::permissions(loop / "page.html", fs::perms::owner_all);
    test::write_file(loop / "page.html.part", "left behind by a run that was killed");
    EXPECT_FALSE(store(loop, "page.html", "newer"));
    EXPECT_EQ(test::read_file(loop / "page.html"), "newer");
    EXPECT_EQ(mode(loop / "page.html"), fs::perms::owner_all);
    EXPECT_THAT(loop.names(), ElementsAre("page.html"));
}

TEST(SmallDownload, ReplacesASymbolicLinkItself) {
    disk_loop loop;
    test::write_file(loop.root / "victim", "untouched");
    fs::create_symlink(loop.root / "victim", loop / "page.html");
    EXPECT_FALSE(store(loop, "page.html", "newer"));
    EXPECT_EQ(test::read_file(loop.root / "victim"), "untouched");
    EXPECT_EQ(test::read_file(loop / "page.html"), "newer");
}

TEST(SmallDownload, LeavesAFileWithTheSameContentAsItIs) {
    disk_loop loop;
    test::write_file(loop / "page.html", "same");
    fs::create_hard_link(loop / "page.html", loop / "other");
    EXPECT_FALSE(store(loop, "page.html", "same"));
    EXPECT_TRUE(fs::equivalent(loop / "page.html", loop / "other"));
    EXPECT_THAT(loop.names(), ElementsAre("other", "page.html"));
}

TEST(SmallDownload, LeavesNothingWhereTheNameIsTaken) {
    disk_loop loop;
    fs::create_directory(loop / "folder");
    test::write_file(loop / "file", "another");
    expectations must;
    must.replaces = false;
    EXPECT_EQ(store(loop, "file", "bytes", must), files_errc::name_taken);
    EXPECT_EQ(store(loop, "folder", "bytes"), boost::system::errc::is_a_directory);
    EXPECT_EQ(test::read_file(loop / "file"), "another");
    EXPECT_THAT(loop.names(), ElementsAre("file", "folder"));
}

TEST(SmallDownload, CanTakeAnotherNameWhereItsOwnIsTaken) {
    disk_loop loop;
    test::write_file(loop / "page.html", "another");
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        file.expect_size(5);
        EXPECT_FALSE(co_await file.write(loop.piece("bytes")));
        expectations must;
        must.replaces = false;
        const auto taken = co_await file.commit(must);
        EXPECT_EQ(taken.error(), files_errc::name_taken);
        EXPECT_TRUE(co_await file.commit(must, "page-1.html"));
    });
    EXPECT_EQ(test::read_file(loop / "page-1.html"), "bytes");
    EXPECT_THAT(loop.names(), ElementsAre("page-1.html", "page.html"));
}

TEST(SmallDownload, DiscardedLeavesNothingAndTouchesNobodysPart) {
    disk_loop loop;
    test::write_file(loop / "page.html.part", "of another");
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        file.expect_size(100);
        EXPECT_FALSE(co_await file.write(loop.piece("0123456789")));
        co_await file.discard();
    });
    EXPECT_THAT(loop.names(), ElementsAre("page.html.part"));
}

class SmallDownloadWithoutLinks : public testing::TestWithParam<int> {};

TEST_P(SmallDownloadWithoutLinks, IsStoredAllTheSame) {
    const int error = GetParam();
    EXPECT_TRUE(test::holds_in_child([error] {
        test::refuse_call(SYS_linkat, error);
        disk_loop loop;
        test::write_file(loop / "old", "another");
        const bool is_stored =
            !store(loop, "new", "bytes") && !store(loop, "old", "bytes") && !store(loop, "third", "bytes");
        return is_stored && test::read_file(loop / "new") == "bytes" && test::read_file(loop / "old") == "bytes" &&
               loop.names() == std::vector<std::string>{"new", "old", "third"};
    }));
}

INSTANTIATE_TEST_SUITE_P(Refused, SmallDownloadWithoutLinks, testing::Values(ENOENT, EPERM));

}  // namespace
}  // namespace trawl::files
