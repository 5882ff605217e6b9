#include <algorithm>
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "unit/fetch/fetcher_fixture.hpp"

namespace trawl::fetch {
namespace {

using test::operator+;

/// A server whose file changes at any moment, and which breaks off, ignores ranges and forgets validators as it likes.
struct Mixture : fetcher_fixture {
    static constexpr std::size_t size = 150'000;

    // The server outlives what it answers from.
    ~Mixture() override {
        server.on("/file", test::reply::status(404));
        const std::lock_guard lock(mutex);
    }

    test::script any_reply(const test::received_request& asked) {
        const std::lock_guard lock(mutex);
        if (one_in(4)) {
            ++version;
        }
        file_version now{content(size + version % 3, version), "\"v" + std::to_string(version) + "\""};
        now.knows_ranges = !one_in(6);
        // Two versions within a second: the date alone must not be trusted.
        now.last_modified = one_in(2) ? "" : "Mon, 02 Mar 2026 12:00:00 GMT";
        if (one_in(8)) {
            now.etag = "W/" + now.etag;
        }
        served.resize(std::max<std::size_t>(served.size(), version + 1));
        served[version] = now.body;
        auto reply = answer(now, asked);
        if (one_in(10)) {
            return test::reply::status(503);
        }
        if (reply.status == 206 && one_in(6)) {
            return version_reply(reply).set("Content-Range", "bytes 1-2/3").whole();
        }
        const std::size_t sent = one_in(2) ? reply.body.size() : random() % (reply.body.size() + 1);
        return test::script{test::step::pause{std::chrono::milliseconds{random() % 3}}} + reply.broken_off(sent);
    }

    bool one_in(unsigned n) { return random() % n == 0; }

    bool was_served(const std::string& body) {
        const std::lock_guard lock(mutex);
        return std::ranges::find(served, body) != served.end();
    }

    std::mutex mutex;  // the server answers on its own thread
    std::mt19937 random{12345};
    unsigned version = 1;
    std::vector<std::string> served;
};

TEST_F(Mixture, FileIsWhollyOneVersionWhateverTheServerDoes) {
    settings.split_min = 20'000;
    session.max_connections_per_host = 8;
    server.on("/file", [this](const auto& asked) { return any_reply(asked); });
    std::size_t whole = 0;
    for (int round = 0; round < 40; ++round) {
        settings.split = round % 4 == 0 ? 1 : 4;
        if (!is_success(fetch(3).how)) {
            continue;
        }
        ++whole;
        EXPECT_TRUE(was_served(file())) << "a mixture in round " << round;
        std::filesystem::remove(folder / "file");
    }
    EXPECT_GE(whole, 5U) << "hardly anything was tested";
}

}  // namespace
}  // namespace trawl::fetch
