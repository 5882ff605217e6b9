#include "batch/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "fetch/frontier.hpp"
#include "files/descriptor.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::batch {
namespace {

async::awaitable<std::string> read_all(std::string path) {
    byte_source source(co_await boost::asio::this_coro::executor, path);
    std::string text;
    while (true) {
        const std::string piece = co_await source.next();
        if (piece.empty()) {
            co_return text;
        }
        text += piece;
    }
}

TEST(ByteSource, GivesAFileWholeAndThenItsEnd) {
    const test::temp_dir folder;
    const std::string text(1'000'000, 'x');
    test::write_file(folder / "list", text + "end");
    EXPECT_EQ(test::run(read_all(folder / "list")), text + "end");
}

TEST(ByteSource, EmptyFileEndsAtOnce) {
    const test::temp_dir folder;
    test::write_file(folder / "list", "");
    EXPECT_EQ(test::run(read_all(folder / "list")), "");
}

TEST(ByteSource, FileThatIsNotThereIsNamedInTheError) {
    try {
        (void)test::run(read_all("/nowhere/list"));
        FAIL();
    } catch (const fetch::source_error& failed) {
        EXPECT_EQ(std::string(failed.what()), "cannot read /nowhere/list: No such file or directory");
    }
}

TEST(ByteSource, FolderIsRefused) {
    const test::temp_dir folder;
    EXPECT_THROW((void)test::run(read_all(folder.path())), fetch::source_error);
}

struct ByteSourcePipe : testing::Test {
    ByteSourcePipe() {
        EXPECT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
        writer = files::descriptor(::open((folder / "pipe").c_str(), O_RDWR | O_CLOEXEC));
    }
    void write(std::string_view text) const {
        EXPECT_EQ(::write(writer.fd(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }

    test::temp_dir folder;
    files::descriptor writer;
};

TEST_F(ByteSourcePipe, GivesWhatIsThereThoughThePipeStaysOpen) {
    test::run([](ByteSourcePipe& self) -> async::awaitable<void> {
        byte_source source(co_await boost::asio::this_coro::executor, self.folder / "pipe");
        self.write("one\n");
        EXPECT_EQ(co_await source.next(), "one\n");
        self.write("two\n");
        EXPECT_EQ(co_await source.next(), "two\n");
    }(*this));
}

TEST_F(ByteSourcePipe, DestructionEndsAWaitForMoreInput) {
    test::run([](ByteSourcePipe& self) -> async::awaitable<void> {
        const byte_source source(co_await boost::asio::this_coro::executor, self.folder / "pipe");
    }(*this));
}

std::set<std::string> threads_open_to_signals() {
    std::set<std::string> found;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream status(task.path() / "status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("SigBlk:") && line.ends_with("0000")) {
                found.insert(task.path().filename());
            }
        }
    }
    return found;
}

// One that interrupted its wait would leave it in a read that nothing ends.
TEST_F(ByteSourcePipe, ItsThreadTakesNoSignals) {
    test::run([](ByteSourcePipe& self) -> async::awaitable<void> {
        const auto before = threads_open_to_signals();
        byte_source source(co_await boost::asio::this_coro::executor, self.folder / "pipe");
        self.write("one\n");
        EXPECT_EQ(co_await source.next(), "one\n");  // so it runs
        EXPECT_EQ(threads_open_to_signals(), before);
    }(*this));
}

TEST_F(ByteSourcePipe, CancelledNextLosesNothing) {
    test::run([](ByteSourcePipe& self) -> async::awaitable<void> {
        const auto here = co_await boost::asio::this_coro::executor;
        byte_source source(here, self.folder / "pipe");
        async::task_group group(here);
        group.spawn([](byte_source& from) -> async::awaitable<void> { (void)co_await from.next(); }(source));
        co_await group.cancel_and_join();
        self.write("one\n");
        EXPECT_EQ(co_await source.next(), "one\n");
    }(*this));
}

TEST_F(ByteSourcePipe, ReadsOnlyALittleAheadOfItsReader) {
    test::run([](ByteSourcePipe& self) -> async::awaitable<void> {
        const byte_source source(co_await boost::asio::this_coro::executor, self.folder / "pipe");
        ::fcntl(self.writer.fd(), F_SETFL, O_NONBLOCK);
        const std::string piece(64 * 1024, 'x');
        std::size_t written = 0;
        int full = 0;
        while (full < 100 && written < (std::size_t{16} << 20)) {
            const ssize_t count = ::write(self.writer.fd(), piece.data(), piece.size());
            written += count > 0 ? static_cast<std::size_t>(count) : 0;
            full = count > 0 ? 0 : full + 1;
            co_await test::let_others_run();
        }
        EXPECT_LT(written, std::size_t{1} << 20);
    }(*this));
}

}  // namespace
}  // namespace trawl::batch
