#include <sys/stat.h>

#include <exception>
#include <filesystem>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/system/errc.hpp>

#include "support/sha256.hpp"
#include "trawl/async/cancellation.hpp"
#include "unit/files/parts.hpp"

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
using test::about;
using test::catch_up;
using test::content;
using test::disk_loop;
using test::find_part;
using test::finish_part;
using test::leave_part;
using test::store;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Resume, GoesOnWhereItWasParked) {
    disk_loop loop;
    const auto text = content(300'000);
    leave_part(loop, "a/file", text, 200'000);
    EXPECT_THAT(loop.names(), ElementsAre("a", "a/file.part", "a/file.part.json"));

    auto expected = about(300'000);
    expected.segments = {{0, 200'000, 300'000}};
    EXPECT_EQ(find_part(loop, "a/file"), expected);

    const auto done = finish_part(loop, "a/file", text);
    ASSERT_TRUE(done) << done.error();
    EXPECT_EQ(done->size, 300'000u);
    EXPECT_EQ(test::to_hex(done->sha256), test::sha256(text));
    EXPECT_TRUE(test::read_file(loop / "a/file") == text);
    EXPECT_THAT(loop.names(), ElementsAre("a", "a/file"));
}

TEST(Resume, APieceWithoutAPlaceGoesBehindWhatWasFound) {
    disk_loop loop;
    const auto text = content(1000);
    leave_part(loop, "file", text, 400);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_TRUE(co_await file.find_part());
        file.go_on();
        EXPECT_FALSE(co_await file.write(loop.piece(text.substr(400, 300))));
        EXPECT_FALSE(co_await file.write(loop.piece(text.substr(700))));
        EXPECT_TRUE(co_await file.commit());
    });
    EXPECT_TRUE(test::read_file(loop / "file") == text);
}

TEST(Resume, ADestroyedDownloadIsParked) {
    disk_loop loop;
    const auto text = content(300'000);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(text.size()));
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 0, 200'000));
    });
    ASSERT_TRUE(find_part(loop, "file"));
    EXPECT_EQ(kept_size(*find_part(loop, "file")), 200'000u) << "all that was handed over";
    EXPECT_TRUE(finish_part(loop, "file", text));
    EXPECT_TRUE(test::read_file(loop / "file") == text);
}

TEST(Resume, ACancelledCommitIsParked) {
    disk_loop loop;
    std::optional<download> plug(std::in_place, loop.disk, direct_target{loop.root / "unread"});
    ASSERT_EQ(::mkfifo((loop.root / "unread").c_str(), 0600), 0);
    loop.start([&]() -> async::awaitable<void> { (void)co_await plug->write(loop.piece("text")); });
    boost::asio::cancellation_signal stop;
    std::exception_ptr failure;
    auto body = [&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(4));
        (void)co_await file.write(loop.piece("text"));
        (void)co_await file.commit();
    };
    loop.start(body, stop, &failure);
    while (loop.io.poll() != 0) {
    }
    stop.emit(boost::asio::cancellation_type::terminal);
    loop.io.poll();
    plug.reset();
    loop.run();
    EXPECT_TRUE(async::is_cancelled(failure));
    EXPECT_THAT(loop.names(), ElementsAre("file.part", "file.part.json"));
    EXPECT_TRUE(finish_part(loop, "file", "text"));
    EXPECT_EQ(test::read_file(loop / "file"), "text");
}

// Holds a thread of the writer up, until it is cancelled: nobody reads the pipe.
async::awaitable<void> hold_up(disk_loop& loop, bool slow_thread) {
    download plug(loop.disk, direct_target{loop.root / "unread"});
    if (slow_thread) {
        plug.identify(about(2));
        plug.split({{0, 0, 1}, {1, 1, 2}});
        (void)co_await plug.commit();
    }
    while (true) {
        (void)co_await plug.write(loop.piece("text"));
    }
}

TEST(Resume, ACancelledCommitThatReadsIsParked) {
    disk_loop loop;
    const auto text = content(200'000);
    leave_part(loop, "file", text, 100'000);
    ASSERT_EQ(::mkfifo((loop.root / "unread").c_str(), 0600), 0);
    boost::asio::cancellation_signal stop;
    boost::asio::cancellation_signal free_thread;
    std::exception_ptr failure;
    std::exception_ptr held_up;
    bool is_written = false;
    loop.io.restart();
    loop.start([&] { return hold_up(loop, true); }, free_thread, &held_up);
    auto body = [&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_TRUE(co_await file.find_part());
        file.go_on();
        (void)co_await test::write_some(loop, file, text, 100'000, text.size());
        co_await catch_up(loop);
        is_written = true;
        expectations nothing;
        (void)co_await file.commit_or_park(std::move(nothing));
    };
    loop.start(body, stop, &failure);
    while (!is_written) {
        loop.io.run_one();
    }
    while (loop.io.poll() != 0) {
    }
    stop.emit(boost::asio::cancellation_type::terminal);
    loop.io.poll();
    free_thread.emit(boost::asio::cancellation_type::terminal);
    loop.run();
    EXPECT_TRUE(async::is_cancelled(failure));
    EXPECT_THAT(loop.names(), ElementsAre("file.part", "file.part.json", "other"));
    EXPECT_EQ(kept_size(find_part(loop, "file").value_or(part_state())), text.size());
}

TEST(Resume, ACancelledCommitThatNeedNotReadIsDone) {
    disk_loop loop;
    ASSERT_EQ(::mkfifo((loop.root / "unread").c_str(), 0600), 0);
    boost::asio::cancellation_signal stop;
    boost::asio::cancellation_signal free_thread;
    std::exception_ptr failure;
    std::exception_ptr held_up;
    bool is_stored = false;
    loop.start([&] { return hold_up(loop, false); }, free_thread, &held_up);
    auto body = [&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        (void)co_await file.write(loop.piece("text"));
        expectations nothing;
        is_stored = (co_await file.commit_or_park(std::move(nothing))).has_value();
    };
    loop.start(body, stop, &failure);
    while (loop.io.poll() != 0) {
    }
    stop.emit(boost::asio::cancellation_type::terminal);
    loop.io.poll();
    free_thread.emit(boost::asio::cancellation_type::terminal);
    loop.run();
    EXPECT_TRUE(is_stored);
    EXPECT_THAT(loop.names(), ElementsAre("file"));
}

TEST(Resume, WhatNobodyIdentifiedIsNotKept) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_FALSE(co_await file.write(loop.piece("text")));
        EXPECT_FALSE(co_await file.park());
        download other(loop.disk, loop.folder, "other");
        other.identify(about(4));
        EXPECT_FALSE(co_await other.park()) << "nothing was written";
    });
    EXPECT_THAT(loop.names(), IsEmpty());
}

TEST(Resume, AFileHasNoRecordBeforeItsFirstMebibyte) {
    disk_loop loop;
    const auto text = content((1 << 20) + 4);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(text.size()));
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 0, text.size() - 8));
        co_await catch_up(loop);
        EXPECT_THAT(loop.names(), ElementsAre("file.part", "other"));
        EXPECT_FALSE(co_await test::write_some(loop, file, text, text.size() - 8, text.size()));
        co_await catch_up(loop);
        EXPECT_THAT(loop.names(), ElementsAre("file.part", "file.part.json", "other"));
        EXPECT_TRUE(co_await file.commit());
    });
    EXPECT_TRUE(test::read_file(loop / "file") == text);
}

TEST(Resume, WhatIsFoundIsStartedAgainUnlessToldToGoOn) {
    disk_loop loop;
    leave_part(loop, "file", content(300'000), 200'000);
    const auto other = content(300'000, 7);
    EXPECT_FALSE(store(loop, "file", other));
    EXPECT_TRUE(test::read_file(loop / "file") == other);
    EXPECT_THAT(loop.names(), ElementsAre("file"));
}

TEST(Resume, WhatIsFoundStaysUntilSomethingIsWritten) {
    disk_loop loop;
    leave_part(loop, "file", "0123456789", 4);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_TRUE(co_await file.find_part());
        file.go_on();
        file.identify(about(10));
    });
    EXPECT_TRUE(find_part(loop, "file")) << "after it was destroyed";
    EXPECT_TRUE(find_part(loop, "file")) << "after it was parked";
}

TEST(Resume, DiscardRemovesWhatWasFound) {
    disk_loop loop;
    leave_part(loop, "file", "0123456789", 4);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_TRUE(co_await file.find_part());
        co_await file.discard();
        EXPECT_THAT(loop.names(), IsEmpty());
    });
}

TEST(Resume, APartThatIsWholeIsCommittedWithoutAPiece) {
    disk_loop loop;
    leave_part(loop, "file", "0123456789", 10);
    EXPECT_TRUE(finish_part(loop, "file", "0123456789"));
    EXPECT_EQ(test::read_file(loop / "file"), "0123456789");
    EXPECT_THAT(loop.names(), ElementsAre("file"));
}

TEST(Resume, OfAFileWhoseLengthNobodyTold) {
    disk_loop loop;
    auto open = about(0);
    open.total.reset();
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(open);
        EXPECT_FALSE(co_await file.write(loop.piece("0123")));
        EXPECT_FALSE(co_await file.write(loop.piece("4567")));
        EXPECT_FALSE(co_await file.park());
    });
    open.segments = {{0, 8, segment::open_end}};
    EXPECT_EQ(find_part(loop, "file"), open);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_TRUE(co_await file.find_part());
        file.go_on();
        file.identify(about(10));
        EXPECT_FALSE(co_await file.write(loop.piece("8")));
        EXPECT_FALSE(co_await file.park());
    });
    EXPECT_EQ(find_part(loop, "file")->total, 10u);
    EXPECT_TRUE(finish_part(loop, "file", "0123456789"));
    EXPECT_EQ(test::read_file(loop / "file"), "0123456789");
}

TEST(Resume, ALongNameHasItsParts) {
    for (const std::size_t length : {245u, 246u, 250u, 251u, 255u}) {
        disk_loop loop;
        const std::string name(length, 'x');
        leave_part(loop, name, "0123456789", 4);
        EXPECT_TRUE(find_part(loop, name)) << length;
        EXPECT_TRUE(finish_part(loop, name, "0123456789")) << length;
        EXPECT_THAT(loop.names(), ElementsAre(name));
    }
}

TEST(Resume, OfAPathThatTheUserGave) {
    disk_loop loop;
    const auto path = loop / "given";
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, direct_target{path});
        EXPECT_FALSE(co_await file.find_part());
        file.identify(about(10));
        EXPECT_FALSE(co_await file.write(loop.piece("0123")));
        EXPECT_FALSE(co_await file.park());
        download again(loop.disk, direct_target{path});
        const auto found = co_await again.find_part();
        EXPECT_TRUE(found);
        again.go_on();
        EXPECT_FALSE(co_await again.write(loop.piece("456789")));
        EXPECT_TRUE(co_await again.commit());
    });
    EXPECT_EQ(test::read_file(path), "0123456789");
    EXPECT_THAT(loop.names(), ElementsAre("given"));
}

TEST(Resume, WhatIsWrittenDirectlyIsNotLookedFor) {
    disk_loop loop;
    ASSERT_EQ(::mkfifo((loop / "pipe").c_str(), 0600), 0);
    loop.run([&]() -> async::awaitable<void> {
        for (const std::string& path : {std::string(loop / "pipe"), std::string("/dev/null"), std::string("-")}) {
            download file(loop.disk, direct_target{path});
            EXPECT_FALSE(co_await file.find_part()) << path;
        }
        download sink(loop.disk, direct_target{"/dev/null"});
        sink.identify(about(4));
        EXPECT_FALSE(co_await sink.write(loop.piece("text")));
        EXPECT_FALSE(co_await sink.park());
    });
    EXPECT_THAT(loop.names(), ElementsAre("pipe"));
}

TEST(Resume, LookingForAPartMakesNoFolder) {
    disk_loop loop;
    EXPECT_FALSE(find_part(loop, "a/b/file"));
    EXPECT_THAT(loop.names(), IsEmpty());
}

}  // namespace
}  // namespace trawl::files
