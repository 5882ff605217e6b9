#include <chrono>
#include <cstdlib>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t file_count = 1000;
constexpr std::size_t per_host = 16;

std::string body_of(const std::string& target) {
    std::string body;
    for (std::size_t i = 0; body.size() < 12'000; ++i) {
        body += target + ' ' + std::to_string(i * i) + '\n';
    }
    return body;
}

script damaged_gzip(const std::string& body) {
    std::string coded = reply::gzip_bytes(body);
    coded[coded.size() / 2] = static_cast<char>(coded[coded.size() / 2] ^ 0x55);
    return reply::coded("gzip", std::move(coded));
}

/// Three answers in ten are broken, in one of six ways; few of them pause the host, each time for a second.
class faults {
public:
    script answer(const received_request& request) {
        const std::scoped_lock lock(mutex_);
        const std::string body = body_of(request.target);
        if (percent_(dice_) >= 30) {
            return percent_(dice_) < 50 ? reply::gzip(body) : reply::ok(body);
        }
        switch (kind_(dice_)) {
            case 0:
                return reply::reset_after(body, body.size() / 2);
            case 1:
                return reply::status(500 + 2 * (percent_(dice_) % 2));
            case 2:
                if (paused_.size() < 5) {
                    paused_.push_back(request.arrived);
                    return reply::retry_after(429, "1");
                }
                return reply::reset_at_once();
            case 3:
                return reply::truncated(body.substr(0, 5000), body.size());
            case 4:
                return reply::stalls_in_body(body, 5000);
            default:
                return damaged_gzip(body);
        }
    }

    [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> paused() const {
        const std::scoped_lock lock(mutex_);
        return paused_;
    }

private:
    mutable std::mutex mutex_;
    std::minstd_rand dice_{20'240'101};
    std::uniform_int_distribution<int> percent_{0, 99};
    std::uniform_int_distribution<int> kind_{0, 5};
    std::vector<std::chrono::steady_clock::time_point> paused_;
};

using Faults = FetchCommand;

TEST_F(Faults, AThousandFilesArriveRightThoughThreeAnswersInTenAreBroken) {
    faults mischief;
    fault_server server([&](const received_request& request) { return mischief.answer(request); });
    std::string list;
    for (std::size_t i = 0; i < file_count; ++i) {
        list += server.url("/file-" + std::to_string(i)) + '\n';
    }

    const auto done = fetch({"-i", file("list", list), "--compressed", "--per-host", std::to_string(per_host),
                             "--retries", "20", "--idle-timeout", "1s"});

    ASSERT_TRUE(ended_with(done, 0));
    for (std::size_t i = 0; i < file_count; ++i) {
        const std::string name = "file-" + std::to_string(i);
        ASSERT_TRUE(content(name) == body_of("/" + name)) << name;
    }
    EXPECT_EQ(records().count("ok"), file_count);

    // Only what was on its way when the server said so may still come in the second that it asked for.
    const auto log = server.log();
    const auto pauses = mischief.paused();
    EXPECT_EQ(pauses.size(), 5U);
    for (const auto start : pauses) {
        const auto pushed = std::ranges::count_if(
            log, [&](const received_request& one) { return one.arrived > start && one.arrived < start + 900ms; });
        EXPECT_LE(static_cast<std::size_t>(pushed), 2 * per_host);
    }
    EXPECT_THAT(done.err, testing::HasSubstr("127.0.0.1:" + std::to_string(server.port())));
}

}  // namespace
}  // namespace trawl::test
