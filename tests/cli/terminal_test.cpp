#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr const char* red = "\x1b[31m";

class OnATerminal : public FetchCommand {
protected:
    OnATerminal() {
        server_.on("/quick", reply::ok("x"));
        server_.on("/slow", reply::slow(500ms, "x"));
    }

    /// What stands on a terminal of 200 columns behind `trawl fetch` with a URL that is missing and two that are not.
    [[nodiscard]] std::string shown(const std::string& options, const std::string& variable = "LC_ALL=C") const {
        auto how =
            trawl_options({"-qec",
                           "stty cols 200; '" TRAWL_BINARY "' fetch -d out " + options + " " + server_.url("/quick") +
                               " " + server_.url("/slow") + " " + server_.url("/missing"),
                           "/dev/null"});
        how.folder = place("");
        how.environment.insert(how.environment.end(), {"TERM=xterm", variable});
        const auto result = run("script", std::move(how));
        EXPECT_EQ(result.exit_status, 4) << result.out;
        return result.out;
    }

private:
    fault_server server_;
};

TEST_F(OnATerminal, ProgressIsDrawnAndWiped) {
    const auto text = shown("");

    EXPECT_THAT(text, HasSubstr("2/3 done"));
    EXPECT_THAT(text, HasSubstr(red));
    EXPECT_THAT(text, HasSubstr("\r\x1b[K2 of 3 fetched"));
}

TEST_F(OnATerminal, ProgressHasNoColourIfThatIsNotWanted) {
    const auto text = shown("", "NO_COLOR=1");

    EXPECT_THAT(text, HasSubstr("2/3 done"));
    EXPECT_THAT(text, Not(HasSubstr(red)));
}

TEST_F(OnATerminal, NoProgressIsDrawnWithQuiet) {
    const auto text = shown("--quiet");
    EXPECT_THAT(text, HasSubstr(": HTTP 404"));
    EXPECT_THAT(text, Not(HasSubstr("done")));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST_F(OnATerminal, NoProgressIsDrawnIntoRecords) {
    const auto text = shown("--results -");

    EXPECT_THAT(text, HasSubstr("{\"input\":"));
    EXPECT_THAT(text, Not(HasSubstr("2/3 done")));
}

}  // namespace
}  // namespace trawl::test
