#include "trawl/async/loop_monitor.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "support/manual_clock.hpp"

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using trawl::async::default_slow_handler_threshold;
using trawl::async::loop_label;
using trawl::async::run_monitored;
using trawl::async::slow_handler;
using trawl::test::manual_clock;

// What was reported; the handlers take their time on the manual clock.
struct LoopMonitor : testing::Test {
    void run() {
        run_monitored(context, default_slow_handler_threshold, [this](const slow_handler& slow) {
            names.emplace_back(slow.name);
            times.push_back(slow.held);
        });
    }

    void post_taking(trawl::async::clock::duration time, const char* name) {
        asio::post(context, [this, time, name] {
            if (name != nullptr) {
                loop_label(name);
            }
            clock.advance(time);
        });
    }

    manual_clock clock;
    asio::io_context context{1};
    std::vector<std::string> names;
    std::vector<trawl::async::clock::duration> times;
};

TEST_F(LoopMonitor, ReportsAHandlerOverTheThresholdByItsName) {
    post_taking(99ms, "quick");
    post_taking(100ms, "parse a page");
    post_taking(3s, "sort");
    run();
    EXPECT_EQ(names, (std::vector<std::string>{"parse a page", "sort"}));
    EXPECT_EQ(times, (std::vector<trawl::async::clock::duration>{100ms, 3s}));
}

TEST_F(LoopMonitor, NameBelongsToItsOwnHandlerOnly) {
    post_taking(1ms, "named");
    post_taking(200ms, nullptr);
    run();
    EXPECT_EQ(names, std::vector<std::string>{"unnamed"});
}

TEST_F(LoopMonitor, SaysNothingOfManyQuickHandlers) {
    for (int i = 0; i < 1'000; ++i) {
        post_taking(50ms, nullptr);
    }
    run();
    EXPECT_TRUE(names.empty());
}

TEST_F(LoopMonitor, ReportsTheHandlerThatEndsAnIdleWait) {
    asio::steady_timer timer(context, 20ms);
    timer.async_wait([this](const boost::system::error_code&) {
        loop_label("woken");
        clock.advance(1s);
    });
    run();
    EXPECT_EQ(names, std::vector<std::string>{"woken"});
    EXPECT_LE(times.at(0), 1s);
    EXPECT_GE(times.at(0), 800ms);
}

TEST_F(LoopMonitor, TimeOfTheReportIsNoHandlers) {
    post_taking(1s, "first");
    post_taking(1ms, "second");
    run_monitored(context, 100ms, [this](const slow_handler& slow) {
        names.emplace_back(slow.name);
        clock.advance(10s);
    });
    EXPECT_EQ(names, std::vector<std::string>{"first"});
}

TEST_F(LoopMonitor, PassesExceptionsAndStopsLikeRun) {
    asio::post(context, [] { throw std::runtime_error("handler"); });
    post_taking(1ms, nullptr);
    EXPECT_THROW(run(), std::runtime_error);
    run();
    EXPECT_TRUE(context.stopped());

    context.restart();
    asio::post(context, [this] { context.stop(); });
    post_taking(1s, "never run");
    run();
    EXPECT_TRUE(names.empty());
}

TEST(LoopMonitorIdle, WaitingIsNotHolding) {
    asio::io_context context(1);
    asio::steady_timer timer(context, 300ms);
    timer.async_wait([](const boost::system::error_code&) {});
    bool reported = false;
    run_monitored(context, 200ms, [&reported](const slow_handler&) { reported = true; });
    EXPECT_FALSE(reported);
}

}  // namespace
