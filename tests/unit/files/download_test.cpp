#include "files/download.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>

#include "support/sha256.hpp"
#include "unit/files/disk_loop.hpp"

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
namespace errc = boost::system::errc;
using boost::system::error_code;
using test::disk_loop;
using testing::ElementsAre;
using testing::IsEmpty;

// Stores `text` in one piece.
async::awaitable<error_code> store(disk_loop& loop, std::string name, std::string text) {
    download file(loop.disk, loop.folder, std::move(name));
    if (const auto problem = co_await file.write(loop.piece(text))) {
        co_return problem;
    }
    const auto done = co_await file.commit();
    if (!done) {
        co_return done.error();
    }
    EXPECT_EQ(done->size, text.size());
    EXPECT_EQ(test::to_hex(done->sha256), test::sha256(text));
    co_return error_code();
}

error_code store_now(disk_loop& loop, std::string name, std::string text) {
    error_code problem;
    loop.run([&]() -> async::awaitable<void> { problem = co_await store(loop, name, text); });
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
    return problem;
}

ino_t inode(const fs::path& file) {
    struct stat about {};
    EXPECT_EQ(::lstat(file.c_str(), &about), 0);
    return about.st_ino;
}

TEST(Download, StoresAFileWithItsDigest) {
    disk_loop loop;
    EXPECT_FALSE(store_now(loop, "page.html", "hello"));
    EXPECT_EQ(test::read_file(loop / "page.html"), "hello");
    EXPECT_THAT(loop.names(), ElementsAre("page.html"));
}

TEST(Download, MakesTheFoldersOfItsName) {
    disk_loop loop;
    EXPECT_FALSE(store_now(loop, "a/b/c.html", "hello"));
    EXPECT_FALSE(store_now(loop, "a/b/d.html", "hello"));
    EXPECT_THAT(loop.names(), ElementsAre("a", "a/b", "a/b/c.html", "a/b/d.html"));
}

TEST(Download, WithoutAPieceIsAnEmptyFile) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "empty");
        const auto done = co_await file.commit();
        EXPECT_TRUE(done);
        if (!done) {
            co_return;
        }
        EXPECT_EQ(done->size, 0u);
        EXPECT_EQ(test::to_hex(done->sha256), test::sha256(""));
    });
    EXPECT_EQ(test::read_file(loop / "empty"), "");
}

TEST(Download, TouchesNothingBeforeTheFirstPiece) {
    disk_loop loop;
    { const download file(loop.disk, loop.folder, "a/page.html"); }
    loop.run();
    EXPECT_THAT(loop.names(), IsEmpty());
}

TEST(Download, HasItsNameOnlyOnceItIsWhole) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        for (int i = 0; i < 10; ++i) {
            EXPECT_FALSE(co_await file.write(loop.piece("0123456789")));
            EXPECT_FALSE(fs::exists(loop / "page.html"));
        }
        EXPECT_TRUE(fs::exists(loop / "page.html.part")) << "ten pieces do not fit in what may be under way";
        EXPECT_TRUE(co_await file.commit());
    });
    EXPECT_EQ(fs::file_size(loop / "page.html"), 100u);
    EXPECT_THAT(loop.names(), ElementsAre("page.html"));
}

TEST(Download, StoresABigFileInPieces) {
    disk_loop loop;
    std::string text(33 * 1000 * 1000, '\0');
    for (std::size_t i = 0; i < text.size(); ++i) {
        text[i] = static_cast<char>(i * 2654435761u >> 13);
    }
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "big");
        file.expect_size(text.size() + 1'000'000);
        for (std::size_t at = 0; at < text.size(); at += 1'000'000) {
            EXPECT_FALSE(co_await file.write(loop.piece(std::string_view(text).substr(at, 1'000'000))));
            EXPECT_LE(loop.disk.buffers().loaned_count(), 4u);
        }
        const auto done = co_await file.commit();
        EXPECT_TRUE(done);
        if (!done) {
            co_return;
        }
        EXPECT_EQ(done->size, text.size());
        EXPECT_EQ(test::to_hex(done->sha256), test::sha256(text));
    });
    EXPECT_TRUE(test::read_file(loop / "big") == text);
    struct stat about {};
    ASSERT_EQ(::stat((loop / "big").c_str(), &about), 0);
    EXPECT_LT(about.st_blocks * 512, 33'500'000) << "room that was not used is given back";
}

TEST(Download, StoresManyFilesAtOnce) {
    disk_loop loop;
    constexpr int count = 2000;
    int done = 0;
    const auto text = [](int i) { return std::string(static_cast<std::size_t>(i % 3000), 'x') + std::to_string(i); };
    for (int i = 0; i < count; ++i) {
        loop.start([&, i]() -> async::awaitable<void> {
            const auto name = std::to_string(i % 7) + "/" + std::to_string(i);
            EXPECT_FALSE(co_await store(loop, name, text(i)));
            ++done;
        });
    }
    loop.run();
    EXPECT_EQ(done, count);
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
    EXPECT_EQ(loop.names().size(), count + 7u);
    for (int i = 0; i < count; ++i) {
        ASSERT_EQ(test::read_file(loop / (std::to_string(i % 7) + "/" + std::to_string(i))), text(i));
    }
}

TEST(Download, SeveralThreadsKeepEachFileInOrder) {
    disk_loop loop;
    writer disk(loop.io.get_executor(), 3);
    for (int i = 0; i < 20; ++i) {
        loop.start([&, i]() -> async::awaitable<void> {
            download file(disk, loop.folder, std::to_string(i));
            for (const auto* text : {"one ", "two ", "three ", "four ", "five ", "six ", "seven"}) {
                EXPECT_FALSE(co_await file.write(loop.piece(text)));
            }
            EXPECT_TRUE(co_await file.commit());
        });
    }
    loop.run();
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(test::read_file(loop / std::to_string(i)), "one two three four five six seven");
    }
}

TEST(Download, ReplacesAnOlderFile) {
    disk_loop loop;
    test::write_file(loop / "page.html", "older and longer");
    EXPECT_FALSE(store_now(loop, "page.html", "newer"));
    EXPECT_EQ(test::read_file(loop / "page.html"), "newer");
    EXPECT_THAT(loop.names(), ElementsAre("page.html"));
}

TEST(Download, LeavesAFileWithTheSameContentAsItIs) {
    disk_loop loop;
    test::write_file(loop / "page.html", "same");
    const auto before = inode(loop / "page.html");
    EXPECT_FALSE(store_now(loop, "page.html", "same"));
    EXPECT_EQ(inode(loop / "page.html"), before);
    EXPECT_THAT(loop.names(), ElementsAre("page.html"));
    EXPECT_FALSE(store_now(loop, "page.html", "diff"));
    EXPECT_EQ(test::read_file(loop / "page.html"), "diff") << "of the same length";
}

TEST(Download, StartsAnOldPartAgain) {
    disk_loop loop;
    test::write_file(loop / "page.html.part", "left behind by a run that was killed");
    EXPECT_FALSE(store_now(loop, "page.html", "whole"));
    EXPECT_EQ(test::read_file(loop / "page.html"), "whole");
    EXPECT_THAT(loop.names(), ElementsAre("page.html"));
}

TEST(Download, DoesNotWriteIntoAnotherNameOfTheOldPart) {
    disk_loop loop;
    test::write_file(loop.root / "precious", "precious");
    fs::create_hard_link(loop.root / "precious", loop / "page.html.part");
    EXPECT_FALSE(store_now(loop, "page.html", "whole"));
    EXPECT_EQ(test::read_file(loop.root / "precious"), "precious");
    EXPECT_EQ(test::read_file(loop / "page.html"), "whole");
}

TEST(Download, LongNamesLeaveRoomForThePart) {
    disk_loop loop;
    const std::string one = std::string(250, 'a') + ".html";
    const std::string other = std::string(250, 'a') + ".HTML";
    loop.start([&]() -> async::awaitable<void> { EXPECT_FALSE(co_await store(loop, one, "one")); });
    loop.start([&]() -> async::awaitable<void> { EXPECT_FALSE(co_await store(loop, other, "other")); });
    loop.run();
    EXPECT_EQ(test::read_file(loop / one), "one");
    EXPECT_EQ(test::read_file(loop / other), "other");
    EXPECT_EQ(loop.names().size(), 2u);
}

TEST(Download, DiscardRemovesThePart) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        for (int i = 0; i < 10; ++i) {
            EXPECT_FALSE(co_await file.write(loop.piece("text")));
        }
        EXPECT_THAT(loop.names(), ElementsAre("page.html.part"));
        co_await file.discard();
        EXPECT_THAT(loop.names(), IsEmpty());
        co_await file.discard();
    });
    EXPECT_THAT(loop.names(), IsEmpty());
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
}

TEST(Download, DiscardAfterCommitLeavesTheFile) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        EXPECT_FALSE(co_await file.write(loop.piece("text")));
        EXPECT_TRUE(co_await file.commit());
        co_await file.discard();
    });
    EXPECT_THAT(loop.names(), ElementsAre("page.html"));
}

TEST(Download, DestroyedUnfinishedRemovesThePart) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        for (int i = 0; i < 10; ++i) {
            EXPECT_FALSE(co_await file.write(loop.piece("text")));
        }
        EXPECT_THAT(loop.names(), ElementsAre("page.html.part"));
    });
    EXPECT_THAT(loop.names(), IsEmpty()) << "the loop ends only once it is gone";
}

}  // namespace
}  // namespace trawl::files
