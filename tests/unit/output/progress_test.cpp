#include "output/progress.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>

#include <gtest/gtest.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

namespace trawl::output {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;
constexpr async::clock::time_point start{};

progress_counts some() {
    return {120, 3, 64, 12 * mebibyte, 500};
}

TEST(ProgressText, ShowsEverythingWhereThereIsRoom) {
    EXPECT_EQ(progress_text(some(), {3.0 * mebibyte, 76}, 200, false),
              "120/500 done  3 failed  64 in flight  12.0 MiB  3.0 MiB/s  ETA 5.0 s");
}

TEST(ProgressText, HasNoEtaWhileTheTotalIsUnknown) {
    progress_counts counts = some();
    counts.total.reset();
    EXPECT_EQ(progress_text(counts, {3.0 * mebibyte, 76}, 200, false),
              "120 done  3 failed  64 in flight  12.0 MiB  3.0 MiB/s");
}

TEST(ProgressText, HasNoEtaWhileNothingMovesOrAtTheEnd) {
    EXPECT_EQ(progress_text(some(), {0, 0}, 200, false), "120/500 done  3 failed  64 in flight  12.0 MiB  0 B/s");
    progress_counts ended = some();
    ended.done = 500;
    EXPECT_EQ(progress_text(ended, {0, 76}, 200, false), "500/500 done  3 failed  64 in flight  12.0 MiB  0 B/s");
    EXPECT_EQ(
        progress_text({1, 0, 0, 0, std::numeric_limits<std::uint64_t>::max()}, {0, 0.001}, 200, false).find("ETA"),
        std::string::npos);
}

TEST(ProgressText, NeverIsWiderThanItMayBe) {
    constexpr std::uint64_t huge = std::numeric_limits<std::uint64_t>::max();
    for (const progress_counts& counts :
         {progress_counts{}, some(), progress_counts{huge - 1, huge, huge, huge, huge}}) {
        for (std::size_t width = 0; width <= 200; ++width) {
            const std::string text = progress_text(counts, {1e18, 1e3}, width, false);
            ASSERT_LE(text.size(), width) << text;
        }
    }
}

TEST(ProgressText, LeavesOutWhatMattersLeastFirst) {
    const progress_rates rates{3.0 * mebibyte, 76};
    EXPECT_EQ(progress_text(some(), rates, 60, false), "120/500 done  3 failed  64 in flight  3.0 MiB/s  ETA 5.0 s");
    EXPECT_EQ(progress_text(some(), rates, 50, false), "120/500 done  3 failed  3.0 MiB/s  ETA 5.0 s");
    EXPECT_EQ(progress_text(some(), rates, 36, false), "120/500 done  3 failed  ETA 5.0 s");
    EXPECT_EQ(progress_text(some(), rates, 30, false), "120/500 done  3 failed");
    EXPECT_EQ(progress_text(some(), rates, 20, false), "120/500 done");
    EXPECT_EQ(progress_text(some(), rates, 5, false), "120/5");
}

TEST(ProgressText, ColoursFailuresOnlyIfThereAreAny) {
    progress_counts counts = some();
    EXPECT_EQ(progress_text(counts, {}, 25, true), "120/500 done  \x1b[31m3 failed\x1b[0m");
    counts.failed = 0;
    EXPECT_EQ(progress_text(counts, {}, 25, true), "120/500 done  0 failed");
}

TEST(RateMeter, IsTheRateOfTheLastFewSeconds) {
    rate_meter meter;
    progress_counts counts;
    EXPECT_EQ(meter.add(start, counts).bytes, 0);
    for (int second = 1; second <= 20; ++second) {
        counts.bytes += second <= 10 ? 1000 : 50;
        counts.done += 2;
        const progress_rates rates = meter.add(start + std::chrono::seconds{second}, counts);
        EXPECT_DOUBLE_EQ(rates.jobs, 2);
        if (second <= 10) {
            EXPECT_DOUBLE_EQ(rates.bytes, 1000);
        }
        if (second >= 15) {
            EXPECT_DOUBLE_EQ(rates.bytes, 50) << "what was long ago does not count";
        }
    }
}

TEST(RateMeter, FallsToNothingWhenNothingComes) {
    rate_meter meter;
    (void)meter.add(start, {0, 0, 0, 0, {}});
    EXPECT_GT(meter.add(start + 1s, {1, 0, 0, 1000, {}}).bytes, 0);
    for (int second = 2; second <= 6; ++second) {
        (void)meter.add(start + std::chrono::seconds{second}, {1, 0, 0, 1000, {}});
    }
    EXPECT_EQ(meter.add(start + 7s, {1, 0, 0, 1000, {}}).bytes, 0);
}

/// Runs it on a loop until `counts` was asked for this many times, and gives what it wrote.
std::string written(terminal where, int times) {
    testing::internal::CaptureStderr();
    boost::asio::io_context loop{1};
    boost::asio::cancellation_signal cancel;
    int asked = 0;
    progress shown{where, [&] {
                       ++asked;
                       if (asked == times) {
                           boost::asio::post(loop, [&] { cancel.emit(boost::asio::cancellation_type::terminal); });
                       }
                       return progress_counts{static_cast<std::uint64_t>(asked / 2), 0, 0, 0, 9};
                   }};
    std::exception_ptr ended;
    boost::asio::co_spawn(
        loop, shown.run(),
        boost::asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr& how) { ended = how; }));
    loop.run();
    EXPECT_THROW(std::rethrow_exception(ended), boost::system::system_error);
    return testing::internal::GetCapturedStderr();
}

TEST(Progress, OnATerminalRedrawsOneLineWhenItChangedAndWipesIt) {
    const std::string text = written({true, false}, 5);
    EXPECT_TRUE(text.starts_with("\r1/9 done")) << text;
    EXPECT_TRUE(text.ends_with("\x1b[K\r\x1b[K")) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_NE(text.find("\r2/9 done"), std::string::npos);
}

TEST(Progress, ElsewhereWritesALineEveryFiveSeconds) {
    static async::clock::time_point manual_now;
    manual_now = start;
    async::clock::set_source([]() noexcept { return manual_now += 100ms; });
    const std::string text = written({false, false}, 4);
    async::clock::set_source(nullptr);
    EXPECT_TRUE(text.starts_with("1/9 done  0 failed  0 in flight")) << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_GE(manual_now - start, 15s);
}

TEST(Progress, WritesNothingWhenItEndsBeforeItsFirstLine) {
    EXPECT_EQ(written({false, false}, 1), "");
    EXPECT_EQ(written({true, false}, 1), "");
}

}  // namespace
}  // namespace trawl::output
