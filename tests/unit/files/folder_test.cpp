#include "files/folder.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <boost/system/errc.hpp>

#include "support/temp_dir.hpp"

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
namespace errc = boost::system::errc;

bool is_open_at(const folder& opened, const fs::path& where) {
    struct stat a {};
    struct stat b {};
    return ::fstat(opened.fd(), &a) == 0 && ::stat(where.c_str(), &b) == 0 && a.st_ino == b.st_ino;
}

TEST(Folder, IsMadeWithTheFoldersAboveIt) {
    const test::temp_dir root;
    const auto made = folder::open_or_create(root / "a/b//c/");
    ASSERT_TRUE(made);
    EXPECT_TRUE(is_open_at(*made, root / "a/b/c"));
    EXPECT_TRUE(folder::open_or_create(root / "a/b/c")) << "again";
    EXPECT_TRUE(folder::open_or_create("."));
}

TEST(Folder, CannotBeAFileOrNothing) {
    const test::temp_dir root;
    test::write_file(root / "file", "");
    EXPECT_EQ(folder::open_or_create(root / "file").error(), errc::not_a_directory);
    EXPECT_EQ(folder::open_or_create(root / "file/below").error(), errc::not_a_directory);
    EXPECT_EQ(folder::open_or_create("").error(), errc::no_such_file_or_directory);
}

TEST(Folder, UsersPathMayGoThroughSymbolicLinks) {
    const test::temp_dir root;
    fs::create_directory(root / "real");
    fs::create_symlink(root / "real", root / "link");
    const auto made = folder::open_or_create(root / "link/below");
    ASSERT_TRUE(made);
    EXPECT_TRUE(is_open_at(*made, root / "real/below"));
}

TEST(Folder, MakesFoldersBeneath) {
    const test::temp_dir root;
    const auto top = folder::open_or_create(root.path()).value();
    const auto made = top.sub_folder("a/b/c");
    ASSERT_TRUE(made);
    EXPECT_TRUE(is_open_at(*made, root / "a/b/c"));
    EXPECT_TRUE(is_open_at(top.sub_folder("a/b").value(), root / "a/b"));
    EXPECT_EQ(top.sub_folder("").value(), top);
}

TEST(Folder, NeverLeavesItself) {
    const test::temp_dir root;
    fs::create_directories(root / "out/a");
    const auto top = folder::open_or_create(root / "out").value();
    for (const auto* name : {"..", "../x", "a/..", "a/../../x", "/", "/tmp", "a//b", "a/", ".", "a/./b"}) {
        EXPECT_EQ(top.sub_folder(name).error(), errc::invalid_argument) << name;
    }
    EXPECT_EQ(top.sub_folder(std::string_view("a\0b", 3)).error(), errc::invalid_argument);
    EXPECT_FALSE(fs::exists(root / "x"));
}

TEST(Folder, FollowsNoSymbolicLinkBeneath) {
    const test::temp_dir root;
    fs::create_directories(root / "outside/deep");
    const auto top = folder::open_or_create(root / "out").value();
    fs::create_symlink(root / "outside", root / "out/absolute");
    fs::create_symlink("../outside", root / "out/relative");
    fs::create_directory(root / "out/a");
    fs::create_symlink("a", root / "out/within");
    for (const auto* name : {"absolute", "relative", "within", "absolute/deep", "relative/new", "within/new/x"}) {
        const auto opened = top.sub_folder(name);
        ASSERT_FALSE(opened) << name;
        EXPECT_TRUE(opened.error() == errc::too_many_symbolic_link_levels || opened.error() == errc::not_a_directory)
            << name << ": " << opened.error().message();
    }
    EXPECT_FALSE(fs::exists(root / "outside/new"));
    EXPECT_TRUE(fs::is_empty(root / "out/a"));
}

TEST(Folder, AFileInTheWayIsAnError) {
    const test::temp_dir root;
    test::write_file(root / "file", "");
    const auto top = folder::open_or_create(root.path()).value();
    EXPECT_EQ(top.sub_folder("file/x").error(), errc::not_a_directory);
    EXPECT_EQ(top.sub_folder(std::string(300, 'x')).error(), errc::filename_too_long);
}

}  // namespace
}  // namespace trawl::files
