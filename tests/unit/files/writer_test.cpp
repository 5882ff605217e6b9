#include "files/writer.hpp"

#include <sys/stat.h>

#include <exception>
#include <filesystem>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/post.hpp>

#include "trawl/async/cancellation.hpp"
#include "unit/files/disk_loop.hpp"

namespace trawl::files {
namespace {

namespace asio = boost::asio;
using test::disk_loop;
using testing::ElementsAre;
using testing::IsEmpty;

// A named pipe that nobody reads: what is written there holds up the writer's thread.
std::string unread_pipe(const disk_loop& loop) {
    const auto path = loop.root / "unread";
    EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
    return path;
}

// Lets the loop do what it can do without the writer.
void settle(disk_loop& loop) {
    loop.io.restart();
    while (loop.io.poll() != 0) {
    }
}

TEST(Writer, ACancelledWriteLeavesItsWaitAndNothingBehind) {
    disk_loop loop;
    const auto pipe = unread_pipe(loop);
    asio::cancellation_signal stop;
    std::exception_ptr failure;
    int written = 0;
    auto body = [&]() -> async::awaitable<void> {
        download file(loop.disk, direct_target{pipe});
        while (true) {
            (void)co_await file.write(loop.piece("text"));
            ++written;
        }
    };
    loop.start(body, stop, &failure);
    settle(loop);
    EXPECT_EQ(written, 4);
    stop.emit(asio::cancellation_type::terminal);
    loop.run();
    EXPECT_TRUE(async::is_cancelled(failure));
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
}

TEST(Writer, ACancelledCommitThatHasNotBegunDoesNotHappen) {
    disk_loop loop;
    std::optional<download> plug(std::in_place, loop.disk, direct_target{unread_pipe(loop)});
    loop.start([&]() -> async::awaitable<void> { (void)co_await plug->write(loop.piece("text")); });
    asio::cancellation_signal stop;
    std::exception_ptr failure;
    auto body = [&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        (void)co_await file.write(loop.piece("text"));
        (void)co_await file.commit();
    };
    loop.start(body, stop, &failure);
    settle(loop);
    stop.emit(asio::cancellation_type::terminal);
    settle(loop);
    EXPECT_TRUE(async::is_cancelled(failure)) << "although the writer is held up";
    plug.reset();
    loop.run();
    EXPECT_THAT(loop.names(), IsEmpty());
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
}

TEST(Writer, ADiscardIsWaitedForAlthoughItsCallerIsCancelled) {
    disk_loop loop;
    asio::cancellation_signal stop;
    std::exception_ptr failure;
    bool is_discarded = false;
    auto body = [&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "page.html");
        for (int i = 0; i < 6; ++i) {
            (void)co_await file.write(loop.piece("text"));
        }
        EXPECT_THAT(loop.names(), ElementsAre("page.html.part"));
        // It runs when `discard` waits.
        asio::post(loop.io, [&stop] { stop.emit(asio::cancellation_type::terminal); });
        co_await file.discard();
        EXPECT_THAT(loop.names(), IsEmpty());
        is_discarded = true;
    };
    loop.start(body, stop, &failure);
    loop.run();
    EXPECT_TRUE(is_discarded);
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
}

TEST(Writer, FinishesWhatWasHandedOverBeforeItGoes) {
    const test::temp_dir root;
    const auto folder = folder::open_or_create(root.path()).value();
    asio::io_context io{1};
    {
        writer disk(io.get_executor());
        auto body = [&]() -> async::awaitable<void> {
            download file(disk, folder, "page.html");
            auto piece = disk.buffers().take_small();
            piece.set_size(0);
            (void)co_await file.write(std::move(piece));
            (void)co_await file.commit();
        };
        asio::co_spawn(io, body, [](const std::exception_ptr&) {});
        io.poll_one();
    }
    EXPECT_TRUE(std::filesystem::exists(root / "page.html"));
    EXPECT_FALSE(std::filesystem::exists(root / "page.html.part"));
    io.run();
}

TEST(Writer, ADownloadThatOutlivesItLeavesNoPart) {
    const test::temp_dir root;
    const auto folder = folder::open_or_create(root.path()).value();
    std::optional<download> file;
    asio::io_context io{1};
    {
        writer disk(io.get_executor());
        file.emplace(disk, folder, "page.html");
        auto body = [&]() -> async::awaitable<void> { (void)co_await file->write(disk.buffers().take_small()); };
        asio::co_spawn(io, body, [](const std::exception_ptr&) {});
        io.run();
    }
    EXPECT_TRUE(std::filesystem::exists(root / "page.html.part"));
    file.reset();
    EXPECT_TRUE(std::filesystem::is_empty(root.path()));
}

TEST(Writer, CoroutinesDestroyedWithTheLoopLeaveNoPart) {
    const test::temp_dir root;
    const auto folder = folder::open_or_create(root.path()).value();
    {
        asio::io_context io{1};
        writer disk(io.get_executor());
        auto body = [&]() -> async::awaitable<void> {
            download file(disk, folder, "page.html");
            for (int i = 0; i < 100; ++i) {
                (void)co_await file.write(disk.buffers().take_small());
            }
        };
        asio::co_spawn(io, body, [](const std::exception_ptr&) {});
        io.poll();
    }
    EXPECT_TRUE(std::filesystem::is_empty(root.path()));
}

TEST(Writer, HoldsFilesBackToOnePieceEachWhenTooMuchIsInHand) {
    disk_loop loop;
    std::optional<download> plug(std::in_place, loop.disk, direct_target{unread_pipe(loop)});
    loop.start([&]() -> async::awaitable<void> { (void)co_await plug->write(loop.piece("text")); });
    constexpr std::size_t files = 40;
    std::size_t ended = 0;
    for (std::size_t i = 0; i < files; ++i) {
        loop.start([&, i]() -> async::awaitable<void> {
            download file(loop.disk, loop.folder, std::to_string(i));
            for (int piece = 0; piece < 8; ++piece) {
                EXPECT_FALSE(co_await file.write(loop.disk.buffers().take_large()));
            }
            EXPECT_TRUE(co_await file.commit());
            ++ended;
        });
    }
    settle(loop);
    EXPECT_LE(loop.disk.buffers().loaned_count(), 64u + files + 2);
    plug.reset();
    loop.run();
    EXPECT_EQ(ended, files);
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
}

}  // namespace
}  // namespace trawl::files
