#include <csignal>

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>

#include "cli/check_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// 40 checks, each of which needs the one before; the tenth is answered when the gate opens.
class CheckInterrupted : public CheckCommand {
protected:
    CheckInterrupted() {
        std::string text = "base_url = '" + server.url() + "'\nthresholds = ['runs >= 1']\n";
        for (int i = 1; i <= 40; ++i) {
            const auto name = std::to_string(i);
            text += "[[check]]\nname = '" + name + "'\nurl = '/" + name + "'\n";
            text += i > 1 ? "needs = '" + std::to_string(i - 1) + "'\n" : "";
        }
        suite = file("smoke.toml", text);
    }
    ~CheckInterrupted() override { go_on->open(); }

    [[nodiscard]] std::vector<std::string> arguments() const {
        std::vector<std::string> all{suite};
        for (const auto* name : {"junit", "tap", "json", "markdown", "html", "results"}) {
            all.insert(all.end(), {std::string("--") + name, place(name)});
        }
        return all;
    }

    [[nodiscard]] record report() const { return record(boost::json::parse(read_file(place("json")))); }

    void expect_whole_reports(int passed, int not_run, const child_result& result) const {
        const auto passed_text = std::to_string(passed);
        const auto not_run_text = std::to_string(not_run);
        EXPECT_TRUE(ended_with(result, 130));
        EXPECT_THAT(result.out, HasSubstr("\n40 checks: " + passed_text + " passed, " + not_run_text + " not run in "));
        EXPECT_THAT(result.out, EndsWith(", interrupted\n"));

        const auto one = report();
        EXPECT_EQ(one.text("/interrupted"), "true");
        EXPECT_EQ(one.text("/counts/passed"), passed_text);
        EXPECT_EQ(one.text("/counts/not_run"), not_run_text);
        EXPECT_EQ(one.size("/checks"), 40U);
        EXPECT_EQ(one.text("/checks/39/result"), "not_run");
        EXPECT_EQ(record_list::of_file(place("results")).size(), 40U);
        EXPECT_EQ(run("xmllint", parsed("--noout", "junit")).exit_status, 0);
        EXPECT_THAT(read_file(place("junit")),
                    HasSubstr("<testsuites name=\"smoke\" tests=\"42\" failures=\"0\" errors=\"1\" skipped=\"" +
                              not_run_text + "\""));
        EXPECT_THAT(read_file(place("tap")),
                    AllOf(StartsWith("TAP version 14\n1..41\n"), EndsWith("\nBail out! interrupted\n")));
        EXPECT_THAT(read_file(place("markdown")), HasSubstr(not_run_text + " not run"));
        EXPECT_THAT(read_file(place("html")), AllOf(HasSubstr(not_run_text + " not run"), EndsWith("</html>\n")));
    }

    std::shared_ptr<gate> go_on = std::make_shared<gate>();
    fault_server server{[this](const received_request& asked) {
        return asked.target == "/10" ? script{step::wait_for{go_on}} + reply::ok("late") : reply::ok("x");
    }};
    std::string suite;

private:
    [[nodiscard]] child_options parsed(const std::string& how, const std::string& name) const {
        child_options options;
        options.arguments = {how, place(name)};
        return options;
    }
};

TEST_F(CheckInterrupted, OnceLetsWhatIsInFlightEnd) {
    child_process running(TRAWL_BINARY, check_options(arguments()));
    ASSERT_TRUE(server.wait_for_requests(10));

    running.kill(SIGINT);
    ASSERT_TRUE(running.wait_for_err("interrupted"));
    go_on->open();

    expect_whole_reports(10, 30, running.wait());
    EXPECT_EQ(server.requests(), 10U);
}

TEST_F(CheckInterrupted, TwiceTellsWhatWasInFlightAsNotRun) {
    child_process running(TRAWL_BINARY, check_options(arguments()));
    ASSERT_TRUE(server.wait_for_requests(10));

    running.kill(SIGINT);
    ASSERT_TRUE(running.wait_for_err("interrupted"));
    running.kill(SIGINT);

    expect_whole_reports(9, 31, running.wait());
}

TEST_F(CheckInterrupted, WhileItWaitsForADeploy) {
    fault_server down{[](const received_request&) { return reply::status(503); }};
    child_process running(TRAWL_BINARY, check_options({down.url(), "--wait-for", "2h", "--wait-every", "1h", "-v",
                                                       "--json", place("json")}));
    ASSERT_TRUE(running.wait_for_err("; again in "));

    running.kill(SIGINT);
    const auto result = running.wait();

    EXPECT_TRUE(ended_with(result, 130));
    const auto one = report();
    EXPECT_EQ(one.text("/checks/0/result") + ": " + one.text("/checks/0/message"),
              "not_run: interrupted; the last try: status is 503, not in 200..299");
}

TEST_F(CheckInterrupted, WhileItRepeatsTellsWhatRan) {
    fault_server up{[](const received_request&) { return reply::ok("x"); }};
    child_process running(TRAWL_BINARY, check_options({up.url("/1"), up.url("/2"), "--for", "1h", "--host-delay", "1ms",
                                                       "--json", place("json")}));
    ASSERT_TRUE(up.wait_for_requests(20));

    running.kill(SIGINT);
    const auto result = running.wait();

    EXPECT_TRUE(ended_with(result, 130));
    const auto one = report();
    EXPECT_EQ(one.text("/counts/passed"), "2");
    EXPECT_GE(one.number("/counts/runs"), 20 - 2);
    EXPECT_EQ(one.number("/counts/runs"), static_cast<double>(up.requests()));
}

}  // namespace
}  // namespace trawl::test
