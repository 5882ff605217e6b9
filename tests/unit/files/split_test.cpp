#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/system/errc.hpp>

#include "support/sha256.hpp"
#include "unit/files/parts.hpp"

namespace trawl::files {
namespace {

namespace errc = boost::system::errc;
using boost::system::error_code;
using test::about;
using test::content;
using test::disk_loop;
using test::find_part;
using test::finish_part;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t size = 1'000'000;
const std::vector<segment> quarters = {
    {0, 0, 250'000}, {250'000, 250'000, 500'000}, {500'000, 500'000, 750'000}, {750'000, 750'000, size}};

TEST(Split, SegmentsComeInParallel) {
    disk_loop loop;
    const auto text = content(size);
    download file(loop.disk, loop.folder, "file");
    file.expect_size(size);
    file.identify(about(size));
    file.split(quarters);
    std::size_t left = quarters.size();
    for (const auto& each : quarters) {
        loop.start([&, each]() -> async::awaitable<void> {
            EXPECT_FALSE(co_await test::write_some(loop, file, text, each.begin, each.end, 10'000));
            if (--left > 0) {
                co_return;
            }
            const auto done = co_await file.commit();
            EXPECT_TRUE(done);
            if (done) {
                EXPECT_EQ(done->size, size);
                EXPECT_EQ(test::to_hex(done->sha256), test::sha256(text));
            }
        });
    }
    loop.run();
    EXPECT_TRUE(test::read_file(loop / "file") == text);
    EXPECT_THAT(loop.names(), ElementsAre("file"));
}

TEST(Split, EachSegmentGoesOnWhereItWasParked) {
    disk_loop loop;
    const auto text = content(size);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(size));
        file.split(quarters);
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 750'000, 900'000));
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 0, 250'000));
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 250'000, 250'001));
        EXPECT_FALSE(co_await file.park());
    });
    const auto found = find_part(loop, "file");
    ASSERT_TRUE(found);
    EXPECT_THAT(found->segments, ElementsAre(segment{0, 250'000, 250'000}, segment{250'000, 250'001, 500'000},
                                             segment{500'000, 500'000, 750'000}, segment{750'000, 900'000, size}));
    EXPECT_TRUE(finish_part(loop, "file", text));
    EXPECT_TRUE(test::read_file(loop / "file") == text);
}

TEST(Split, WhatIsMissingMayBeSplitAnew) {
    disk_loop loop;
    const auto text = content(size);
    test::leave_part(loop, "file", text, 300'000);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_TRUE(co_await file.find_part());
        file.go_on();
        file.split({{0, 300'000, 600'000}, {600'000, 600'000, size}});
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 600'000, size));
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 300'000, 600'000));
        EXPECT_TRUE(co_await file.commit());
    });
    EXPECT_TRUE(test::read_file(loop / "file") == text);
}

TEST(Split, OneStreamMayGoOnThroughTheSegments) {
    disk_loop loop;
    const auto text = content(size);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(size));
        file.split(quarters);
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 500'000, 600'000));
        EXPECT_FALSE(co_await test::write_some(loop, file, text, 0, size, 60'000));
        EXPECT_TRUE(co_await file.commit());
    });
    EXPECT_TRUE(test::read_file(loop / "file") == text);
}

// What the first piece comes to, which begins at `at`.
error_code write_one(disk_loop& loop, std::vector<segment> segments, std::uint64_t at, std::size_t length) {
    error_code problem;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(100));
        if (!segments.empty()) {
            file.split(segments);
        }
        (void)co_await file.write_at(at, loop.piece(std::string(length, 'x')));
        problem = co_await file.park();
        co_await file.discard();
    });
    return problem;
}

TEST(Split, WhatWouldLeaveAGapIsRefused) {
    disk_loop loop;
    EXPECT_EQ(write_one(loop, {}, 1, 10), errc::invalid_argument);
    EXPECT_EQ(write_one(loop, {}, 0, 101), errc::invalid_argument) << "beyond the end";
    EXPECT_EQ(write_one(loop, {}, 200, 1), errc::invalid_argument);
    EXPECT_EQ(write_one(loop, {}, ~std::uint64_t{1}, 10), errc::invalid_argument);
    EXPECT_EQ(write_one(loop, {{0, 0, 50}, {50, 50, 100}}, 51, 10), errc::invalid_argument);
    EXPECT_THAT(loop.names(), IsEmpty());
    EXPECT_FALSE(write_one(loop, {{0, 0, 50}, {50, 50, 100}}, 50, 50));
}

TEST(Split, SegmentsThatAreNoneOfThePartAreRefused) {
    for (const auto& segments : std::vector<std::vector<segment>>{{{0, 10, 100}},
                                                                  {{0, 0, 50}},
                                                                  {{0, 0, 101}},
                                                                  {{50, 50, 100}},
                                                                  {{0, 0, 50}, {60, 60, 100}},
                                                                  {{0, 0, 50}, {50, 60, 100}}}) {
        disk_loop loop;
        EXPECT_EQ(write_one(loop, segments, 0, 10), errc::invalid_argument);
        EXPECT_THAT(loop.names(), IsEmpty());
    }
}

TEST(Split, AFileWithAMissingSegmentGetsNoName) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        file.identify(about(100));
        file.split({{0, 0, 50}, {50, 50, 100}});
        EXPECT_FALSE(co_await file.write_at(50, loop.piece(std::string(50, 'x'))));
        EXPECT_EQ((co_await file.commit()).error(), make_error_code(files_errc::size_mismatch));
    });
    EXPECT_THAT(loop.names(), IsEmpty());
}

}  // namespace
}  // namespace trawl::files
