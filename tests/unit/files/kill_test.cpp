#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/files/parts.hpp"

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
using test::content;

constexpr std::size_t size = 2'500'000;
constexpr std::size_t piece_size = 40'000;
constexpr int max_runs = 200;

/// In a child: how many pieces it writes before it waits for its end; 0: it does not wait.
std::size_t pieces_to_write = 0;

/// Forks before there is a thread. What the child writes to the pipe wakes the parent.
class child {
public:
    explicit child(const std::function<void(int told)>& body) {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::close(ends[0]);
            body(ends[1]);
            ::_exit(testing::Test::HasFailure() ? 1 : 0);
        }
        ::close(ends[1]);
        told_ = descriptor(ends[0]);
    }

    /// Kills it when it has said `count` things, if it is still there then. True if it ended well before.
    bool kill_after(std::size_t count) {
        std::array<char, 1> one{};
        while (count > 0 && ::read(told_.fd(), one.data(), 1) == 1) {
            --count;
        }
        ::kill(pid_, SIGKILL);
        int status = 0;
        EXPECT_EQ(::waitpid(pid_, &status, 0), pid_);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

private:
    pid_t pid_ = -1;
    descriptor told_;
};

// Writes one segment, and commits behind the last of them.
async::awaitable<void> write_segment(test::disk_loop& loop, download& file, const std::string& text, segment part,
                                     std::size_t& left, int told) {
    while (part.at < part.end) {
        const auto length = std::min<std::uint64_t>(piece_size, part.end - part.at);
        EXPECT_FALSE(co_await file.write_at(part.at, loop.piece(std::string_view(text).substr(part.at, length))));
        part.at += length;
        EXPECT_EQ(::write(told, ".", 1), 1);
        if (pieces_to_write > 0 && --pieces_to_write == 0) {
            ::pause();
        }
    }
    if (--left == 0) {
        EXPECT_TRUE(co_await file.commit());
    }
}

// Goes on with what is there, or begins anew, in these segments at once.
void fetch(const std::string& text, const fs::path& into, std::vector<segment> segments, int told) {
    test::disk_loop loop;
    loop.folder = folder::open_or_create(into).value();
    download file(loop.disk, loop.folder, "file");
    std::size_t left = 0;
    loop.run([&]() -> async::awaitable<void> {
        if (const auto found = co_await file.find_part()) {
            file.go_on();
            segments = found->segments;
        } else {
            file.identify(test::about(size));
            file.split(segments);
        }
    });
    left = segments.size();
    for (const auto& each : segments) {
        loop.start(
            [&, each]() -> async::awaitable<void> { co_await write_segment(loop, file, text, each, left, told); });
    }
    loop.run();
}

// What the record says is there is as it must be.
void check_part(const fs::path& part, const std::string& text) {
    if (!fs::exists(part.string() + ".json")) {
        return;
    }
    const auto record = parse_part_record(test::read_file(part.string() + ".json"));
    const auto there = fs::exists(part) ? test::read_file(part) : std::string();
    if (!record || there.empty()) {
        return;
    }
    for (const auto& each : record->part.segments) {
        ASSERT_GE(there.size(), each.at > each.begin ? each.at : 0);
        ASSERT_TRUE(std::equal(
            text.begin() + static_cast<std::ptrdiff_t>(each.begin), text.begin() + static_cast<std::ptrdiff_t>(each.at),
            there.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(each.begin, there.size()))));
    }
}

class Kill : public testing::TestWithParam<std::vector<segment>> {};

TEST_P(Kill, AtAnyMomentLeavesWhatCanBeGoneOnWith) {
    const test::temp_dir root;
    const auto text = content(size);
    std::mt19937 random(20261123);
    std::uniform_int_distribution<std::size_t> moment(0, size / piece_size + 20);
    bool is_done = false;
    int runs = 0;
    while (!is_done && runs < max_runs) {
        ++runs;
        child fetcher([&](int told) {
            ::setenv("TMPDIR", root.path().c_str(), 1);  // where it leaves its own folder when it is killed
            pieces_to_write = runs == 1 ? 12 : 0;
            fetch(text, root / "out", GetParam(), told);
        });
        is_done = fetcher.kill_after(runs == 1 ? 12 : runs + 1 < max_runs ? moment(random) / 2 : size);
        check_part(root / "out/file.part", text);
    }
    EXPECT_TRUE(is_done);
    EXPECT_GT(runs, 1);
    EXPECT_TRUE(test::read_file(root / "out/file") == text);
    EXPECT_FALSE(fs::exists(root / "out/file.part"));
    EXPECT_FALSE(fs::exists(root / "out/file.part.json"));
}

INSTANTIATE_TEST_SUITE_P(OneStream, Kill, testing::Values(std::vector<segment>{{0, 0, size}}));
INSTANTIATE_TEST_SUITE_P(Segments, Kill,
                         testing::Values(std::vector<segment>{
                             {0, 0, 1'000'000}, {1'000'000, 1'000'000, 1'100'000}, {1'100'000, 1'100'000, size}}));

}  // namespace
}  // namespace trawl::files
