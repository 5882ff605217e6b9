#include <filesystem>
#include <string>
#include <vector>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

/// Has a URL for each way in which a job can end.
class ExitStatus : public FetchCommand {
protected:
    ExitStatus() {
        server_.on("/good", reply::ok("good"));
        server_.on("/taken", reply::ok("taken"));
        std::filesystem::create_directories(out() / "taken");
    }

    [[nodiscard]] std::string good() const { return server_.url("/good"); }
    [[nodiscard]] std::string missing() const { return server_.url("/missing"); }
    [[nodiscard]] std::string not_writable() const { return server_.url("/taken"); }
    [[nodiscard]] std::string refused() const { return "http://127.0.0.1:" + std::to_string(refusing_.port()) + "/"; }
    [[nodiscard]] static std::string bad() { return "ftp://127.0.0.1/"; }

    /// Whichever of them comes first.
    void expect_status(const std::vector<std::string>& urls, int status) const {
        for (auto order : {urls, std::vector<std::string>{urls.rbegin(), urls.rend()}}) {
            order.insert(order.end(), {"--retries", "0"});
            EXPECT_TRUE(ended_with(fetch(order), status));
            EXPECT_EQ(records().size(), urls.size());
        }
    }

private:
    fault_server server_;
    refusing_port refusing_;
};

TEST_F(ExitStatus, IsZeroWhenAllWasFetched) {
    expect_status({good(), good()}, 0);
}

TEST_F(ExitStatus, TellsWhatWentWrong) {
    expect_status({bad()}, 2);
    expect_status({refused()}, 3);
    expect_status({missing()}, 4);
    expect_status({not_writable()}, 5);
}

TEST_F(ExitStatus, IsNotHiddenByWhatWentWell) {
    expect_status({good(), bad()}, 2);
    expect_status({good(), refused()}, 3);
    expect_status({good(), missing()}, 4);
    expect_status({good(), not_writable()}, 5);
}

TEST_F(ExitStatus, OfSeveralFailuresIsTheSameInAnyOrder) {
    expect_status({missing(), bad()}, 4);
    expect_status({refused(), bad()}, 3);
    expect_status({refused(), missing(), bad()}, 3);
    expect_status({not_writable(), refused(), missing(), bad(), good()}, 5);
}

TEST_F(ExitStatus, IsThatOfOutputWhenTheFolderCannotBeMade) {
    const auto in_the_way = file("in_the_way", "");
    auto result = run_trawl({"fetch", good(), "-d", in_the_way});
    EXPECT_TRUE(ended_with(result, 5));
    EXPECT_NE(result.err.find("in_the_way"), std::string::npos);

    EXPECT_TRUE(ended_with(run_trawl({"fetch", good(), "--discard", "--results", in_the_way + "/x"}), 5));
    EXPECT_TRUE(ended_with(run_trawl({"fetch", good(), "--discard", "--log-file", in_the_way + "/x"}), 5));
}

TEST_F(ExitStatus, IsThatOfOutputWhenTheStateCannotBeKept) {
    const auto expect_advice = [&] {
        const auto result = run_trawl({"fetch", good(), "-d", out()});
        EXPECT_TRUE(ended_with(result, 5));
        EXPECT_NE(result.err.find("--no-state"), std::string::npos) << result.err;
    };
    write_file(out() / ".trawl", "");
    expect_advice();
    std::filesystem::remove(out() / ".trawl");
    (void)run_trawl({"fetch", good(), "-d", out()});
    write_file(out() / ".trawl/state.db", std::string(8192, 'x'));
    expect_advice();
}

TEST_F(ExitStatus, IsThatOfOutputWhenTheRecordsCannotBeWritten) {
    const auto result = run_trawl({"fetch", good(), missing(), "-d", out(), "--results", "/dev/full"});

    EXPECT_TRUE(ended_with(result, 5));
    EXPECT_NE(result.err.find("/dev/full"), std::string::npos);
    EXPECT_EQ(content("good"), "good");
}

}  // namespace
}  // namespace trawl::test
