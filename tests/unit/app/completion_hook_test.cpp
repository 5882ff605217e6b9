#include "app/completion_hook.hpp"

#include <atomic>

#include <gtest/gtest.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "support/temp_dir.hpp"

namespace trawl::app {
namespace {

fetch::report report(std::uint64_t number) {
    fetch::job what{http::error{http::errc::bad_url, http::phase::queue}};
    what.number = number;
    what.line = number;
    return fetch::report{std::move(what)};
}

void run(boost::asio::io_context& loop, async::awaitable<void> work) {
    boost::asio::co_spawn(loop, std::move(work), [](std::exception_ptr failed) { EXPECT_FALSE(failed); });
    loop.restart();
    loop.run();
}

TEST(CompletionHook, RunsOnceForEachRecordAndTellsBefore) {
    const test::temp_dir folder;
    boost::asio::io_context loop{1};
    std::atomic<int> before = 0;
    completion_hook::settings how{
        {"sh", "-c", "cat >> '" + (folder / "told").string() + "'"}, false, [&] { ++before; }};
    completion_hook hook(loop.get_executor(), std::move(how));
    for (std::uint64_t number = 1; number <= 20; ++number) {
        hook.take(report(number), "x\n");
        run(loop, hook.room());
    }
    run(loop, hook.finish());
    EXPECT_EQ(before, 20);
    EXPECT_EQ(hook.failures(), 0U);
    EXPECT_EQ(test::read_file(folder / "told").size(), 40U);
}

TEST(CompletionHook, CountsCommandsThatFailButNotThoseThatReadNothing) {
    boost::asio::io_context loop{1};
    const std::string large(1 << 20, 'x');
    completion_hook fine(loop.get_executor(), {{"true"}, false, nullptr});
    fine.take(report(1), large);
    run(loop, fine.finish());
    EXPECT_EQ(fine.failures(), 0U);

    completion_hook bad(loop.get_executor(), {{"false"}, false, nullptr});
    bad.take(report(1), large);
    bad.take(report(2), "x");
    run(loop, bad.finish());
    EXPECT_EQ(bad.failures(), 2U);
}

TEST(CompletionHook, KeepsDescriptorsOfOursFromCommands) {
    const int ours = ::dup(STDERR_FILENO);
    boost::asio::io_context loop{1};
    completion_hook hook(loop.get_executor(), {{"test", "!", "-e", "/dev/fd/" + std::to_string(ours)}, false, nullptr});
    hook.take(report(1), "x\n");
    run(loop, hook.finish());
    EXPECT_EQ(hook.failures(), 0U);
    ::close(ours);
}

TEST(CompletionHook, ThatIsDestroyedEarlyLeavesTheRestOut) {
    const test::temp_dir folder;
    boost::asio::io_context loop{1};
    completion_hook hook(loop.get_executor(), {{"true"}, false, nullptr});
    for (std::uint64_t number = 1; number <= 100; ++number) {
        hook.take(report(number), "x");
    }
}

}  // namespace
}  // namespace trawl::app
