#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/system/errc.hpp>

#include "files/hasher.hpp"
#include "support/sha256.hpp"
#include "unit/files/parts.hpp"

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
namespace errc = boost::system::errc;
using boost::system::error_code;
using test::about;
using test::content;
using test::disk_loop;
using testing::ElementsAre;
using testing::IsEmpty;

digest digest_of(digest_algorithm which, std::string_view text) {
    hasher hash(which);
    hash.update(text);
    return hash.finish();
}

expectations all_of(std::string_view text) {
    expectations must;
    for (const auto each : {digest_algorithm::md5, digest_algorithm::sha256, digest_algorithm::sha512}) {
        must.digests.push_back(digest_of(each, text));
    }
    must.size = text.size();
    return must;
}

struct committed {
    boost::system::result<stored> how = error_code();
    findings found;
};

// Stores `text` in pieces and compares; `along`: the digests are announced before.
committed store(disk_loop& loop, std::string_view text, expectations must, bool along) {
    committed done;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(text.size()));
        for (const auto& each : must.digests) {
            if (along) {
                file.will_check(each.algorithm);
            }
        }
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 0, text.size()));
        done.how = co_await file.commit(must);
        done.found = file.found();
    });
    return done;
}

TEST(Verify, AFileThatIsWhatItMustBeGetsItsName) {
    const auto text = content(200'000);
    for (const bool along : {true, false}) {
        disk_loop loop;
        const auto done = store(loop, text, all_of(text), along);
        ASSERT_TRUE(done.how) << done.how.error();
        EXPECT_EQ(test::to_hex(done.how->sha256), test::sha256(text));
        EXPECT_THAT(loop.names(), ElementsAre("file"));
        disk_loop other;
        test::leave_part(other, "file", text, 100'000);
        EXPECT_TRUE(test::finish_part(other, "file", text, all_of(text))) << "also a resumed one";
    }
}

TEST(Verify, OneDigestThatDiffersLeavesNothing) {
    const auto text = content(200'000);
    for (const bool along : {true, false}) {
        for (std::size_t wrong = 0; wrong < 3; ++wrong) {
            disk_loop loop;
            auto must = all_of(text);
            must.digests[wrong].bytes[0] ^= 1;
            const auto done = store(loop, text, must, along);
            EXPECT_EQ(done.how.error(), make_error_code(files_errc::digest_mismatch));
            EXPECT_THAT(loop.names(), IsEmpty());
            EXPECT_EQ(done.found.size, text.size());
            EXPECT_THAT(done.found.digests, testing::UnorderedElementsAreArray(all_of(text).digests));
        }
    }
}

TEST(Verify, AMismatchDoesNotTouchWhatStandsUnderTheName) {
    disk_loop loop;
    test::write_file(loop / "file", "older");
    auto must = all_of("newer");
    must.size = 6;
    EXPECT_EQ(store(loop, "newer", must, true).how.error(), make_error_code(files_errc::size_mismatch));
    EXPECT_EQ(test::read_file(loop / "file"), "older");
    EXPECT_THAT(loop.names(), ElementsAre("file"));
}

TEST(Verify, AResumedFileThatIsAMixtureLeavesNothing) {
    disk_loop loop;
    const auto text = content(200'000);
    test::leave_part(loop, "file", content(200'000, 9), 100'000);
    EXPECT_EQ(test::finish_part(loop, "file", text, all_of(text)).error(),
              make_error_code(files_errc::digest_mismatch));
    EXPECT_THAT(loop.names(), IsEmpty());
}

TEST(Verify, ErrorsSayWhatIsWrong) {
    EXPECT_THAT(make_error_code(files_errc::digest_mismatch).message(), testing::HasSubstr("digest"));
    EXPECT_THAT(make_error_code(files_errc::size_mismatch).message(), testing::HasSubstr("size"));
}

TEST(Verify, SaysWhenTheFileWasModified) {
    disk_loop loop;
    const auto modified = [&loop] {
        struct stat about {};
        EXPECT_EQ(::stat((loop / "file").c_str(), &about), 0);
        return std::int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec;
    };
    auto done = store(loop, "text", {}, false);
    ASSERT_TRUE(done.how);
    EXPECT_EQ(done.how->modified, modified());
    const auto first = modified();
    done = store(loop, "text", {}, false);
    EXPECT_EQ(done.how->modified, first) << "a file that is the same already stays";
    EXPECT_EQ(modified(), first);
}

TEST(FinalName, TakesThePlaceOfTheName) {
    disk_loop loop;
    const auto text = content(200'000);
    for (const std::string name : {"other", "sub/other", "sub/deeper/other"}) {
        loop.run([&]() -> async::awaitable<void> {
            download file(loop.disk, loop.folder, "a/file");
            file.identify(about(text.size()));
            EXPECT_FALSE(co_await test::write_some(loop, file, text, 0, text.size()));
            expectations nothing;
            EXPECT_TRUE(co_await file.commit(std::move(nothing), name));
        });
        EXPECT_TRUE(test::read_file(loop / name) == text);
        EXPECT_TRUE(fs::is_empty(loop / "a"));
    }
}

TEST(FinalName, NeverLeavesTheFolder) {
    disk_loop loop;
    fs::create_directory(loop.root / "outside");
    fs::create_directory_symlink(loop.root / "outside", loop / "link");
    for (const std::string name : {"../x", "/tmp/x", "..", "a/../../x", "link/x"}) {
        loop.run([&]() -> async::awaitable<void> {
            download file(loop.disk, loop.folder, "file");
            EXPECT_FALSE(co_await file.write(loop.piece("text")));
            expectations nothing;
            EXPECT_FALSE(co_await file.commit(std::move(nothing), name)) << name;
        });
    }
    EXPECT_THAT(loop.names(), testing::AnyOf(ElementsAre("link"), ElementsAre("a", "link")));
    EXPECT_TRUE(fs::is_empty(loop.root / "outside"));
}

TEST(Room, AFileThatCannotFitIsNotBegun) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.expect_size(std::uint64_t{1} << 60);
        file.identify(about(std::uint64_t{1} << 60));
        (void)co_await file.write(loop.piece("text"));
        EXPECT_EQ((co_await file.commit()).error(), errc::no_space_on_device);
    });
    EXPECT_THAT(loop.names(), IsEmpty());
}

TEST(Room, WhatCameBeforeAWriteErrorIsKept) {
    disk_loop loop;
    const auto text = content(300'000);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit lower = before;
    lower.rlim_cur = 200'000;
    ::setrlimit(RLIMIT_FSIZE, &lower);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(text.size()));
        (void)co_await test::write_some(loop, file, text, 0, text.size(), 50'000);
        EXPECT_EQ((co_await file.commit()).error(), errc::file_too_large);
    });
    ::setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_EQ(kept_size(test::find_part(loop, "file").value_or(part_state())), 200'000u);
    EXPECT_TRUE(test::finish_part(loop, "file", text));
    EXPECT_TRUE(test::read_file(loop / "file") == text);
}

// In a process of its own, on a file system of 4 MiB: 0, or what went wrong.
int fill_a_small_disk(disk_loop& loop) {
    const auto text = content(6 << 20);
    error_code problem;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(text.size()));
        problem = co_await test::write_some(loop, file, text, 0, text.size());
        (void)co_await file.park();
        download next(loop.disk, loop.folder, "next");
        next.expect_size(2 << 20);
        (void)co_await next.write(loop.piece("text"));
        EXPECT_EQ((co_await next.commit()).error(), errc::no_space_on_device);
    });
    const auto found = test::find_part(loop, "file");
    const bool is_right =
        problem == errc::no_space_on_device && found && kept_size(*found) > 2'500'000 &&
        test::read_file(loop / "file.part").substr(0, kept_size(*found)) == text.substr(0, kept_size(*found));
    return is_right && !testing::Test::HasFailure() ? 0 : 1;
}

TEST(Room, AFullDiskKeepsWhatFitted) {
    const test::temp_dir where;
    constexpr int not_permitted = 77;
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("none", where.path().c_str(), "tmpfs", 0, "size=4m") != 0) {
            ::_exit(not_permitted);
        }
        ::setenv("TMPDIR", where.path().c_str(), 1);
        int how = 1;
        {
            disk_loop loop;
            how = fill_a_small_disk(loop);
        }
        ::_exit(how);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == not_permitted) {
        GTEST_SKIP() << "may not mount a small file system";
    }
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace trawl::files
