#include <regex>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"

// What README and `trawl help` show of `trawl check` is understood, and asks something.

namespace trawl::test {
namespace {

using testing::SizeIs;

/// The text between two others, the first time that the first is there.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const auto from = text.find(begin);
    EXPECT_NE(from, text.npos) << begin;
    const auto start = from + begin.size();
    return text.substr(start, text.find(end, start) - start);
}

/// All that begins so, to the end of its line.
std::vector<std::string> commands(const std::string& text, const std::string& beginning) {
    std::vector<std::string> all;
    for (auto at = text.find(beginning); at != text.npos; at = text.find(beginning, at + 1)) {
        all.push_back(text.substr(at, text.find('\n', at) - at));
    }
    return all;
}

class CheckDocumentation : public FetchCommand {
protected:
    /// By a shell, as a plan only.
    [[nodiscard]] child_result plan(const std::string& command) const {
        child_options how =
            trawl_options({"-c", "trawl() { '" TRAWL_BINARY "' \"$@\"; }\n" +
                                     std::regex_replace(command, std::regex{"trawl check"}, "trawl check --dry-run")});
        how.folder = place("");
        for (const char* const each : {"PASSWORD=swordfish", "TARGET=https://staging.example.org",
                                       "CI_ENVIRONMENT_URL=https://staging.example.org"}) {
            how.environment.emplace_back(each);
        }
        return child_process("/bin/sh", how).wait();
    }
};

TEST_F(CheckDocumentation, ReadmeShowsCommandsThatAreUnderstood) {
    const std::string text = between(read_file(TRAWL_README), "\n## Check what is up, and right\n", "\n## ");
    (void)file("smoke.toml", between(text, "```toml\n", "```"));
    (void)file("urls.txt", "https://a.example/\n");
    (void)file("password.txt", "swordfish\n");
    const auto shown = commands(text, "trawl check ");
    EXPECT_THAT(shown, SizeIs(testing::Ge(9U)));
    for (const auto& command : shown) {
        if (command.find("--dry-run") != command.npos || command.find('`') != command.npos) {
            continue;
        }
        const auto result = plan(command);
        EXPECT_TRUE(ended_with(result, 0)) << command;
        EXPECT_THAT(result.out, testing::HasSubstr("ask\t")) << command;
    }
}

TEST_F(CheckDocumentation, HelpShowsASuiteThatIsRight) {
    const std::string text = run_trawl({"help", "suites"}).out;
    (void)file("smoke.toml", "  base_url" + between(text, "\n  base_url", "\n\nA check has"));

    EXPECT_TRUE(ended_with(plan("trawl check smoke.toml"), 0));
    const std::string retry = between(text, "N, or {", "}");
    (void)file("smoke.toml", "[[check]]\nurl = 'http://a.example/'\nretry = {" + retry + "}\n");
    EXPECT_TRUE(ended_with(plan("trawl check smoke.toml"), 0));
}

TEST_F(CheckDocumentation, HelpShowsExpectationsThatAreUnderstood) {
    const std::string text = run_trawl({"help", "expectations"}).out;
    std::string given;
    std::string of_failure;  // goes with none of a status
    int count = 0;
    const auto add = [&](const std::string& expectation) {
        (expectation.starts_with("error ") ? of_failure : given) +=
            " -e '" + std::regex_replace(expectation, std::regex{"'"}, "'\\''") + "'";
        ++count;
    };
    const std::regex wide{R"(\S+( \S+)*)"};
    // Of the table, what stands behind the words that describe a subject; and the line of thresholds.
    const std::regex row{"\n[a-z][^\n]{69}([^\n]+)"};
    for (std::sregex_iterator each(text.begin(), text.end(), row), end; each != end; ++each) {
        const std::string examples = (*each)[1];
        for (std::sregex_iterator one(examples.begin(), examples.end(), wide); one != end; ++one) {
            add(one->str());
        }
    }
    const std::string thresholds = between(text, "\nOf the run          ", "\n");
    for (std::sregex_iterator one(thresholds.begin(), thresholds.end(), wide), end; one != end; ++one) {
        add(one->str());
    }
    EXPECT_GE(count, 16);
    for (const auto& each : {given, of_failure}) {
        EXPECT_TRUE(ended_with(plan("trawl check http://a.example/" + each), 0)) << each;
    }
}

}  // namespace
}  // namespace trawl::test
