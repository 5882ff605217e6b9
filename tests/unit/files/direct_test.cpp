#include "files/download.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/system/errc.hpp>

#include "support/sha256.hpp"
#include "unit/files/disk_loop.hpp"

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
namespace errc = boost::system::errc;
using boost::system::error_code;
using test::disk_loop;

boost::system::result<stored> store(disk_loop& loop, const std::string& path, const std::string& text) {
    boost::system::result<stored> how = error_code();
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, direct_target{path});
        (void)co_await file.write(loop.piece(text));
        how = co_await file.commit();
    });
    EXPECT_EQ(loop.disk.buffers().loaned_count(), 0u);
    return how;
}

struct pipe_ends {
    descriptor out;
    descriptor in;

    pipe_ends() {
        std::array<int, 2> both{};
        EXPECT_EQ(::pipe2(both.data(), O_CLOEXEC), 0);
        out = descriptor(both[0]);
        in = descriptor(both[1]);
    }
};

// Until its end.
std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> piece{};
    ssize_t got = 0;
    while ((got = ::read(fd, piece.data(), piece.size())) > 0) {
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return text;
}

// Puts `fd` in the place of standard output while it lives.
class standard_output {
public:
    explicit standard_output(int fd) {
        (void)std::fflush(stdout);
        saved_ = descriptor(::dup(STDOUT_FILENO));
        ::dup2(fd, STDOUT_FILENO);
    }
    ~standard_output() { ::dup2(saved_.fd(), STDOUT_FILENO); }
    standard_output(const standard_output&) = delete;
    standard_output& operator=(const standard_output&) = delete;

private:
    descriptor saved_;
};

TEST(DirectTarget, ANewFileIsRenamedWhenWhole) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, direct_target{loop / "new/page.html"});
        for (int i = 0; i < 6; ++i) {
            EXPECT_FALSE(co_await file.write(loop.piece("text")));
        }
        EXPECT_TRUE(fs::exists(loop / "new/page.html.part"));
        EXPECT_FALSE(fs::exists(loop / "new/page.html"));
        EXPECT_TRUE(co_await file.commit());
    });
    EXPECT_EQ(test::read_file(loop / "new/page.html"), "texttexttexttexttexttext");
}

TEST(DirectTarget, ASymbolicLinkThatTheUserNamedIsFollowed) {
    disk_loop loop;
    test::write_file(loop / "real", "old");
    fs::create_symlink("real", loop / "link");
    EXPECT_TRUE(store(loop, loop / "link", "new"));
    EXPECT_TRUE(fs::is_symlink(loop / "link"));
    EXPECT_EQ(test::read_file(loop / "real"), "new");
}

TEST(DirectTarget, AFolderIsAnError) {
    disk_loop loop;
    EXPECT_EQ(store(loop, loop.root.path(), "text").error(), errc::is_a_directory);
    EXPECT_EQ(store(loop, "", "text").error(), errc::no_such_file_or_directory);
}

TEST(DirectTarget, ADeviceIsWrittenDirectly) {
    disk_loop loop;
    const auto done = store(loop, "/dev/null", "text");
    ASSERT_TRUE(done);
    EXPECT_EQ(test::to_hex(done->sha256), test::sha256("text"));
    EXPECT_FALSE(fs::exists("/dev/null.part"));
}

TEST(DirectTarget, AFullDeviceIsAnError) {
    disk_loop loop;
    EXPECT_EQ(store(loop, "/dev/full", "text").error(), errc::no_space_on_device);
}

TEST(DirectTarget, WritesToAPipeOnStandardOutputAsFastAsItIsRead) {
    disk_loop loop;
    const std::string text(500'000, 'x');
    pipe_ends pipe;
    std::string got;
    std::thread reader;
    {
        const standard_output replaced(pipe.in.fd());
        (void)pipe.in.close();
        reader = std::thread([&] { got = read_all(pipe.out.fd()); });
        const auto done = store(loop, "-", text);
        EXPECT_TRUE(done && done->size == text.size());
    }
    reader.join();
    EXPECT_TRUE(got == text);
}

TEST(DirectTarget, GoesOnWhereAFileOnStandardOutputIs) {
    disk_loop loop;
    test::write_file(loop / "file", "before ");
    const descriptor file(::open((loop / "file").c_str(), O_WRONLY | O_CLOEXEC));
    ::lseek(file.fd(), 0, SEEK_END);
    {
        const standard_output replaced(file.fd());
        EXPECT_TRUE(store(loop, "/dev/stdout", "after"));
    }
    EXPECT_EQ(test::read_file(loop / "file"), "before after");
}

TEST(DirectTarget, APipeThatNobodyReadsAnyMoreIsAnError) {
    disk_loop loop;
    pipe_ends pipe;
    const standard_output replaced(pipe.in.fd());
    (void)pipe.out.close();
    EXPECT_EQ(store(loop, "-", "text").error(), errc::broken_pipe);
}

TEST(DirectTarget, ANamedPipeWaitsForItsReaderAndBoundsWhatIsUnderWay) {
    disk_loop loop;
    const auto fifo = loop.root / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    constexpr std::size_t count = 30;
    std::size_t handed_over = 0;
    std::thread reader;
    std::string got;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, direct_target{fifo});
        for (std::size_t i = 0; i < count; ++i) {
            if (i == 4) {
                EXPECT_EQ(loop.disk.buffers().loaned_count(), 4u) << "nobody reads";
                reader = std::thread([&] {
                    const descriptor end(::open(fifo.c_str(), O_RDONLY | O_CLOEXEC));
                    got = read_all(end.fd());
                });
            }
            EXPECT_FALSE(co_await file.write(loop.piece(std::string(50'000, 'x'))));
            ++handed_over;
            EXPECT_LE(loop.disk.buffers().loaned_count(), 4u);
        }
        EXPECT_TRUE(co_await file.commit());
    });
    reader.join();
    EXPECT_EQ(handed_over, count);
    EXPECT_EQ(got.size(), count * 50'000);
}

}  // namespace
}  // namespace trawl::files
