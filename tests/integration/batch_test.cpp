#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/nginx.hpp"
#include "support/sha256.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// Bytes that differ everywhere.
std::string bytes(std::size_t size, unsigned seed) {
    std::string made(size, '\0');
    std::uint64_t state = seed;
    for (std::size_t i = 0; i + sizeof state <= size; i += sizeof state) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        std::memcpy(made.data() + i, &state, sizeof state);
    }
    return made;
}

/// A real server, which keeps the range of each request; with "X-Rate: 300k" it sends 2 MiB at once and the rest so
/// slowly.
class Batch : public FetchCommand {
protected:
    Batch() {
        nginx_options how;
        how.root = place("root");
        how.http_lines = "log_format ranges '$status $uri $http_range'; access_log " + place("ranges.log").string() +
                         " ranges; limit_rate $http_x_rate; limit_rate_after 2m; output_buffers 2 256k;";
        serve("big", first_);
        serve("small", "small");
        server_ = std::make_unique<nginx>(std::move(how));
    }

    void serve(const std::string& name, std::string_view text) { write_file(place("root/" + name), text); }
    [[nodiscard]] std::string url(const std::string& name) const { return server_->url("/" + name); }

    /// "STATUS PATH RANGE" of each request, once there are so many.
    [[nodiscard]] std::vector<std::string> requests(std::size_t count) const {
        (void)server_->wait_for_log(count);
        std::vector<std::string> lines;
        const auto limit = std::chrono::steady_clock::now() + 120s;
        while (lines.size() < count && std::chrono::steady_clock::now() < limit) {
            std::istringstream text{read_file(place("ranges.log"))};
            lines.clear();
            for (std::string line; std::getline(text, line);) {
                lines.push_back(line);
            }
            std::this_thread::sleep_for(5ms);
        }
        return lines;
    }

    /// Stops a run in the middle of "big": of 4 MiB, at least 1.75 are in the part, and its description is at most 1 MiB
    /// behind.
    void stop_in_the_middle(int signal) {
        auto running = start_fetch({url("big"), "-H", "X-Rate: 100k", "--grace", "0s"});
        const auto part = out() / "big.part";
        const auto limit = std::chrono::steady_clock::now() + 120s;
        std::error_code none;
        while (std::chrono::steady_clock::now() < limit &&
               (std::filesystem::file_size(out() / "big.part.json", none) + 1 <= 1 ||
                std::filesystem::file_size(part, none) + 1 <= mebibyte / 4 * 7)) {
            std::this_thread::sleep_for(5ms);
        }
        running.kill(signal);
        const auto result = running.wait();
        if (signal == SIGKILL) {
            EXPECT_EQ(result.signal, SIGKILL);
        } else {
            EXPECT_TRUE(ended_with(result, 128 + signal));
        }
        EXPECT_FALSE(std::filesystem::exists(out() / "big"));
        EXPECT_TRUE(std::filesystem::exists(part));
    }

    const std::string first_ = bytes(4 * mebibyte, 1);
    std::unique_ptr<nginx> server_;
};

class StoppedBatch : public Batch, public testing::WithParamInterface<int> {};

TEST_P(StoppedBatch, GoesOnWithThePartInTheNextRun) {
    stop_in_the_middle(GetParam());

    EXPECT_TRUE(ended_with(fetch({url("big"), url("small")}), 0));

    EXPECT_EQ(sha256_of_file(out() / "big"), sha256(first_));
    EXPECT_THAT(names(), ElementsAre("big", "small"));
    const auto asked = requests(3);
    EXPECT_EQ(asked.at(0), "200 /big -");
    EXPECT_THAT(asked, testing::Contains(testing::ContainsRegex("^206 /big bytes=[1-9][0-9]+-$")));
    const auto told = records().of_input(url("big"));
    EXPECT_LE(told.number("/bytes"), static_cast<double>(first_.size() - mebibyte / 2));
    EXPECT_EQ(told.text("/sha256"), sha256(first_));
}

INSTANTIATE_TEST_SUITE_P(By, StoppedBatch, testing::Values(SIGINT, SIGTERM, SIGKILL),
                         [](const auto& row) { return std::string(sigabbrev_np(row.param)); });

TEST_F(Batch, AFileThatChangedMeanwhileStartsAgain) {
    stop_in_the_middle(SIGKILL);
    const auto second = bytes(3 * mebibyte, 2);
    serve("big", second);

    EXPECT_TRUE(ended_with(fetch({url("big")}), 0));

    EXPECT_EQ(sha256_of_file(out() / "big"), sha256(second));
    EXPECT_THAT(requests(2).at(1), StartsWith("200 /big bytes="));
}

TEST_F(Batch, TheSecondRunAsksNothingAndSyncAsksWhatChanged) {
    EXPECT_TRUE(ended_with(fetch({url("big"), url("small")}), 0));
    EXPECT_TRUE(ended_with(fetch({url("big"), url("small")}), 0));
    EXPECT_EQ(records().count("already_complete"), 2U);
    EXPECT_EQ(requests(2).size(), 2U);

    serve("small", "changed");
    EXPECT_TRUE(ended_with(fetch({url("big"), url("small"), "--sync", "-j", "1"}), 0));

    EXPECT_THAT(requests(4), ElementsAre(testing::_, testing::_, "304 /big -", "200 /small -"));
    EXPECT_EQ(records().of_input(url("big")).outcome(), "not_modified");
    EXPECT_EQ(content("small"), "changed");
    EXPECT_EQ(sha256_of_file(out() / "big"), sha256(first_));
}

TEST_F(Batch, FilesThatWentAwayAreFetchedAgainAndMissingOnesAreAskedForAgain) {
    EXPECT_TRUE(ended_with(fetch({url("big"), url("small"), url("later")}), 4));
    std::filesystem::remove(out() / "small");
    serve("later", "here now");

    EXPECT_TRUE(ended_with(fetch({url("big"), url("small"), url("later")}), 0));

    EXPECT_EQ(records().of_input(url("big")).outcome(), "already_complete");
    EXPECT_EQ(records().count("ok"), 2U);
    EXPECT_EQ(content("later"), "here now");
}

TEST_F(Batch, TheStateIsReadByTheSqliteTool) {
    EXPECT_TRUE(ended_with(fetch({url("small"), url("missing")}), 4));

    child_options how;
    how.arguments = {out() / ".trawl/state.db",
                     "SELECT outcome, name, size, ifnull(sha256, '') FROM files ORDER BY number"};
    const auto told = run("sqlite3", std::move(how));

    EXPECT_EQ(told.out, "ok|small|5|" + sha256("small") + "\nhttp_error|missing||\n") << told.err;
}

TEST_F(Batch, SplitAsksForRangesOfOneVersionAndPutsThemTogether) {
    const auto body = bytes(8 * mebibyte, 3);
    serve("huge", body);

    EXPECT_TRUE(ended_with(fetch({url("huge"), "--split", "4"}), 0));

    EXPECT_EQ(sha256_of_file(out() / "huge"), sha256(body));
    EXPECT_EQ(records().only().text("/sha256"), sha256(body));
    EXPECT_THAT(names(), ElementsAre("huge"));
    const auto asked = requests(4);
    EXPECT_GE(
        std::ranges::count_if(asked, [](const std::string& line) { return line.starts_with("206 /huge bytes="); }), 3)
        << testing::PrintToString(asked);
}

TEST_F(Batch, SplitGoesOnWithItsPiecesInTheNextRun) {
    const auto body = bytes(16 * mebibyte, 4);
    serve("huge", body);
    auto running = start_fetch({url("huge"), "--split", "4", "-H", "X-Rate: 100k"});
    std::error_code none;
    const auto limit = std::chrono::steady_clock::now() + 120s;
    while (std::chrono::steady_clock::now() < limit && !std::filesystem::exists(out() / "huge.part.json", none)) {
        std::this_thread::sleep_for(5ms);
    }
    running.kill(SIGKILL);
    EXPECT_EQ(running.wait().signal, SIGKILL);

    EXPECT_TRUE(ended_with(fetch({url("huge"), "--split", "4"}), 0));

    EXPECT_EQ(sha256_of_file(out() / "huge"), sha256(body));
    EXPECT_THAT(names(), ElementsAre("huge"));
}

#ifndef TRAWL_SANITIZED
TEST_F(Batch, MemoryDoesNotGrowWithTheSizeOfAFile) {
    const auto peak = [&](std::size_t size) {
        serve("huge", "");
        std::filesystem::resize_file(place("root/huge"), size);
        auto running = start_fetch({"-i", "-", "--split", "4", "--no-state", "-w", "{outcome}\\n"}, url("huge") + "\n");
        EXPECT_TRUE(running.wait_for_out("ok\n", 120s));
        const auto memory = running.peak_memory_now();
        running.close_input();
        EXPECT_TRUE(ended_with(running.wait(), 0));
        EXPECT_EQ(std::filesystem::file_size(out() / "huge"), size);
        return memory;
    };
    const auto of_small = peak(16 * mebibyte);
    EXPECT_LE(peak(192 * mebibyte), of_small + 16 * mebibyte);
}
#endif

}  // namespace
}  // namespace trawl::test
