#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/nginx.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

#ifdef TRAWL_SANITIZED
// A sanitizer keeps what was freed: only that the run goes well is looked at.
constexpr std::size_t few = 1'000;
constexpr std::size_t many = 5'000;
constexpr std::size_t most_growth = 1024 * mebibyte;
#else
constexpr std::size_t few = 20'000;
constexpr std::size_t many = 100'000;
constexpr std::size_t most_growth = 8 * mebibyte;
#endif

class MemoryOfAList : public FetchCommand {
protected:
    MemoryOfAList() {
        nginx_options how;
        how.root = place("root");
        how.server_lines = "location /f/ { return 200 ok; }";
        server_ = std::make_unique<nginx>(std::move(how));
    }

    /// The most that fetching so many URLs from a pipe takes, in bytes.
    [[nodiscard]] std::size_t peak(std::size_t urls) const {
        fault_server end_of_list;
        end_of_list.on("/end", reply::ok("end"));
        auto how = fetch_options({"-i", "-", "--discard", "--per-host", "64", "--quiet"});
        how.keep_input_open = true;
        how.limit = std::chrono::minutes{10};
        child_process running{TRAWL_BINARY, std::move(how)};
        for (std::size_t i = 0; i < urls; ++i) {
            EXPECT_TRUE(running.write(server_->url("/f/" + std::to_string(i)) + "\n"));
        }
        // What is asked for last tells that the list has been read.
        EXPECT_TRUE(running.write(end_of_list.url("/end") + "\n"));
        EXPECT_TRUE(end_of_list.wait_for_requests(1, std::chrono::minutes{5}));
        const auto peak = running.peak_memory_now();
        running.close_input();
        EXPECT_TRUE(ended_with(running.wait(), 0));
        return peak;
    }

private:
    std::unique_ptr<nginx> server_;
};

TEST_F(MemoryOfAList, DoesNotGrowWithTheList) {
    const auto of_few = peak(few);
    const auto of_many = peak(many);

    ASSERT_GT(of_few, 0U);
    RecordProperty("peak_of_few", std::to_string(of_few));
    RecordProperty("peak_of_many", std::to_string(of_many));
    EXPECT_LE(of_many, of_few + most_growth);
}

}  // namespace
}  // namespace trawl::test
