#include "files/download.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/system/errc.hpp>

#include "unit/files/disk_loop.hpp"

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
namespace errc = boost::system::errc;
using boost::system::error_code;
using test::disk_loop;
using testing::ElementsAre;
using testing::IsEmpty;

// What `commit` says after one piece; `write` may say it, or not yet.
error_code store(disk_loop& loop, std::string name, std::size_t size = 4) {
    error_code problem;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, name);
        const auto early = co_await file.write(loop.piece(std::string(size, 'x')));
        const auto done = co_await file.commit();
        problem = done ? error_code() : done.error();
        EXPECT_TRUE(!early || early == problem);
        co_await file.discard();
    });
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
    return problem;
}

bool is_link_refused(const error_code& problem) {
    return problem == errc::too_many_symbolic_link_levels || problem == errc::not_a_directory;
}

class lowered_limit {
public:
    lowered_limit(__rlimit_resource what, rlim_t value) : what_(what) {
        ::getrlimit(what_, &before_);
        rlimit now = before_;
        now.rlim_cur = value;
        ::setrlimit(what_, &now);
    }
    ~lowered_limit() { ::setrlimit(what_, &before_); }
    lowered_limit(const lowered_limit&) = delete;
    lowered_limit& operator=(const lowered_limit&) = delete;

private:
    __rlimit_resource what_;
    rlimit before_{};
};

TEST(DownloadErrors, NamesThatLeaveTheFolderAreRefused) {
    disk_loop loop;
    for (const auto* name : {"..", ".", "", "/x", "a/", "../x", "a/../x", "a//x", "/tmp/x", "a/."}) {
        EXPECT_EQ(store(loop, name), errc::invalid_argument) << name;
    }
    EXPECT_EQ(store(loop, std::string("a\0b", 3)), errc::invalid_argument);
    EXPECT_THAT(loop.names(), testing::AnyOf(IsEmpty(), ElementsAre("a")));
}

TEST(DownloadErrors, ASymbolicLinkInThePathIsNotFollowed) {
    disk_loop loop;
    fs::create_directory(loop.root / "outside");
    fs::create_directory_symlink(loop.root / "outside", loop / "link");
    EXPECT_TRUE(is_link_refused(store(loop, "link/page.html")));
    EXPECT_TRUE(is_link_refused(store(loop, "link/deeper/page.html")));
    EXPECT_TRUE(fs::is_empty(loop.root / "outside"));
}

TEST(DownloadErrors, ASymbolicLinkPutInThePathMeanwhileIsNotFollowed) {
    disk_loop loop;
    fs::create_directory(loop.root / "outside");
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "a/page.html");
        for (int i = 0; i < 6; ++i) {
            EXPECT_FALSE(co_await file.write(loop.piece("text")));
        }
        fs::rename(loop / "a", loop / "b");
        fs::create_directory_symlink(loop.root / "outside", loop / "a");
        EXPECT_TRUE(co_await file.commit());
    });
    EXPECT_TRUE(is_link_refused(store(loop, "a/next.html")));
    EXPECT_TRUE(fs::is_empty(loop.root / "outside"));
    EXPECT_TRUE(fs::exists(loop / "b/page.html"));
}

TEST(DownloadErrors, ASymbolicLinkAtThePartIsNotFollowed) {
    disk_loop loop;
    test::write_file(loop.root / "precious", "precious");
    fs::create_symlink(loop.root / "precious", loop / "page.html.part");
    EXPECT_EQ(store(loop, "page.html"), errc::too_many_symbolic_link_levels);
    EXPECT_EQ(test::read_file(loop.root / "precious"), "precious");
    EXPECT_THAT(loop.names(), ElementsAre("page.html.part"));
}

TEST(DownloadErrors, ASymbolicLinkAtTheNameIsReplacedNotFollowed) {
    disk_loop loop;
    test::write_file(loop.root / "precious", "precious");
    fs::create_symlink(loop.root / "precious", loop / "page.html");
    EXPECT_FALSE(store(loop, "page.html"));
    EXPECT_EQ(test::read_file(loop.root / "precious"), "precious");
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(loop / "page.html")));
}

TEST(DownloadErrors, AFolderAtTheNameIsAnError) {
    disk_loop loop;
    fs::create_directory(loop / "page");
    EXPECT_EQ(store(loop, "page"), errc::is_a_directory);
    EXPECT_THAT(loop.names(), ElementsAre("page"));
}

TEST(DownloadErrors, AFolderAtThePartIsAnError) {
    disk_loop loop;
    fs::create_directory(loop / "page.part");
    EXPECT_EQ(store(loop, "page"), errc::is_a_directory);
}

TEST(DownloadErrors, AFileInThePathIsAnError) {
    disk_loop loop;
    test::write_file(loop / "a", "");
    EXPECT_EQ(store(loop, "a/page"), errc::not_a_directory);
}

TEST(DownloadErrors, ANameTooLongIsAnError) {
    disk_loop loop;
    EXPECT_EQ(store(loop, std::string(256, 'x')), errc::filename_too_long);
    EXPECT_THAT(loop.names(), IsEmpty());
}

TEST(DownloadErrors, AFileThatGrowsTooBigLeavesNothing) {
    disk_loop loop;
    const lowered_limit limit(RLIMIT_FSIZE, 40'000);
    EXPECT_EQ(store(loop, "page", 60'000), errc::file_too_large);
    EXPECT_THAT(loop.names(), IsEmpty());
}

TEST(DownloadErrors, NoDescriptorLeftIsAnErrorAndTheNextFileIsFine) {
    disk_loop loop;
    EXPECT_FALSE(store(loop, "warm"));
    {
        const int next = ::dup(0);
        ::close(next);
        const lowered_limit limit(RLIMIT_NOFILE, static_cast<rlim_t>(next));
        EXPECT_EQ(store(loop, "page"), errc::too_many_files_open);
    }
    EXPECT_FALSE(store(loop, "page"));
}

TEST(DownloadErrors, AFolderWithoutWritePermissionIsAnError) {
    disk_loop loop;
    fs::permissions(loop.root.path(), fs::perms(0755));
    fs::permissions(loop.root / "out", fs::perms(0555));
    const bool is_root = ::geteuid() == 0;
    if (is_root) {
        ASSERT_EQ(::seteuid(65534), 0);
    }
    EXPECT_EQ(store(loop, "page"), errc::permission_denied);
    EXPECT_EQ(store(loop, "a/page"), errc::permission_denied);
    if (is_root) {
        ASSERT_EQ(::seteuid(0), 0);
    }
    EXPECT_THAT(loop.names(), IsEmpty());
    fs::permissions(loop.root / "out", fs::perms(0755));
}

TEST(DownloadErrors, AnErrorIsReportedToEveryLaterCall) {
    disk_loop loop;
    fs::create_directory(loop / "page.part");
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page");
        error_code problem;
        int pieces = 0;
        while (!problem && pieces < 100) {
            problem = co_await file.write(loop.piece("text"));
            ++pieces;
        }
        EXPECT_LE(pieces, 6) << "the caller hears of it once something was waited for";
        EXPECT_EQ(problem, errc::is_a_directory);
        EXPECT_EQ(co_await file.write(loop.piece("text")), errc::is_a_directory);
        EXPECT_EQ((co_await file.commit()).error(), errc::is_a_directory);
    });
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
}

}  // namespace
}  // namespace trawl::files
