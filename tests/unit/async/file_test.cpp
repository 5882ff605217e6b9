#include "trawl/async/file.hpp"

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <string>

#include <boost/system/system_error.hpp>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "unit/async/spawned.hpp"

namespace {

using trawl::async::awaitable;
using trawl::async::blocking_pool;
using trawl::async::file;
using trawl::async::file_mode;
using trawl::test::run;

awaitable<void> write_then_read(std::filesystem::path path) {
    blocking_pool pool(1);
    file out = co_await file::open(pool, path, file_mode::write);
    co_await out.write("first ");
    co_await out.write("second");
    co_await out.sync();
    co_await out.close();
    CO_ASSERT_FALSE(out.is_open());
    co_await out.close();

    file more = co_await file::open(pool, path, file_mode::append);
    co_await more.write(" third");
    co_await more.close();

    file in = co_await file::open(pool, path, file_mode::read);
    CO_ASSERT_EQ(co_await in.read_some(8), "first se");
    CO_ASSERT_EQ(co_await in.read_some(100), "cond third");
    CO_ASSERT_EQ(co_await in.read_some(100), "");
}

TEST(File, IsWrittenAppendedAndRead) {
    const trawl::test::temp_dir folder;
    run(write_then_read(folder.path() / "file"));
}

awaitable<void> open_only(std::filesystem::path path, file_mode mode) {
    blocking_pool pool(1);
    const file opened = co_await file::open(pool, path, mode);
}

int error_of(awaitable<void> operation) {
    try {
        run(std::move(operation));
    } catch (const boost::system::system_error& error) {
        return error.code().value();
    }
    return 0;
}

TEST(File, OpenReportsTheSystemsReason) {
    const trawl::test::temp_dir folder;
    const auto path = folder.path() / "file";
    EXPECT_EQ(error_of(open_only(path, file_mode::read)), ENOENT);
    EXPECT_EQ(error_of(open_only(path, file_mode::create_new)), 0);
    EXPECT_EQ(error_of(open_only(path, file_mode::create_new)), EEXIST);
    EXPECT_EQ(error_of(open_only(path, file_mode::read)), 0);
}

awaitable<void> replace_twice(std::filesystem::path path) {
    blocking_pool pool(1);
    co_await write_file_atomic(pool, path, "old");
    co_await write_file_atomic(pool, path, std::string(1'000'000, 'n'));
    CO_ASSERT_EQ(co_await read_file(pool, path), std::string(1'000'000, 'n'));
}

TEST(File, IsReplacedWholeLeavingNothingBeside) {
    const trawl::test::temp_dir folder;
    run(replace_twice(folder.path() / "file"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

awaitable<void> replace_only(std::filesystem::path path) {
    blocking_pool pool(1);
    co_await write_file_atomic(pool, path, "text");
}

TEST(File, FailedReplacementLeavesNothing) {
    const trawl::test::temp_dir folder;
    std::filesystem::create_directory(folder.path() / "taken");
    EXPECT_EQ(error_of(replace_only(folder.path() / "taken")), EISDIR);
    EXPECT_EQ(error_of(replace_only(folder.path() / "missing" / "file")), ENOENT);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(File, ReplacementKeepsThePermissions) {
    const trawl::test::temp_dir folder;
    const auto path = folder.path() / "secret";
    trawl::test::write_file(path, "old");
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    run(replace_only(path));
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(File, NewOneIsAsReadableAsAnyThatIsMade) {
    const trawl::test::temp_dir folder;
    run(replace_only(folder.path() / "atomic"));
    run(open_only(folder.path() / "made", file_mode::write));
    EXPECT_EQ(std::filesystem::status(folder.path() / "atomic").permissions(),
              std::filesystem::status(folder.path() / "made").permissions());
}

awaitable<void> copy_onto_itself(std::filesystem::path path) {
    blocking_pool pool(1);
    (void)co_await copy_file(pool, path, path);
}

TEST(File, IsNotLostWhenCopiedOntoItself) {
    const trawl::test::temp_dir folder;
    const auto path = folder.path() / "file";
    trawl::test::write_file(path, "text");
    EXPECT_EQ(error_of(copy_onto_itself(path)), EINVAL);
    EXPECT_EQ(trawl::test::read_file(path), "text");
}

awaitable<void> copy(std::filesystem::path folder) {
    blocking_pool pool(1);
    const std::string text(3'000'000, 'c');
    co_await write_file_atomic(pool, folder / "from", text);
    CO_ASSERT_EQ(co_await copy_file(pool, folder / "from", folder / "to"), 3'000'000U);
    CO_ASSERT_EQ(co_await read_file(pool, folder / "to"), text);
}

TEST(File, IsCopied) {
    const trawl::test::temp_dir folder;
    run(copy(folder.path()));
}

awaitable<void> copy_within(blocking_pool& pool, std::filesystem::path folder) {
    (void)co_await copy_file(pool, folder / "from", folder / "to");
}

awaitable<void> copy_and_leave(std::filesystem::path folder) {
    {
        blocking_pool pool(1);
        co_await write_file_atomic(pool, folder / "from", "text");
        trawl::test::spawned leaving(co_await boost::asio::this_coro::executor, copy_within(pool, folder));
        leaving.cancel();
        co_await trawl::test::let_others_run();
        CO_ASSERT_TRUE(leaving.has_ended());
    }
    CO_ASSERT_TRUE(std::filesystem::exists(folder / "to"));
}

TEST(File, CopyIsFinishedWhenItsCallerLeaves) {
    const trawl::test::temp_dir folder;
    run(copy_and_leave(folder.path()));
}

}  // namespace
