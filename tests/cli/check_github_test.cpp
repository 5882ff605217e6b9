#include <optional>
#include <sstream>

#include <gmock/gmock.h>

#include "cli/check_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

struct workflow_command {
    std::string name;
    std::string line;
};

/// The word behind `from` if it is a command of the runner.
std::optional<std::string> known_command(std::string_view text) {
    constexpr std::string_view names[] = {"error",      "warning",  "notice",      "debug",          "group",
                                          "endgroup",   "add-mask", "add-matcher", "remove-matcher", "set-output",
                                          "save-state", "set-env",  "add-path",    "echo",           "stop-commands"};
    const std::string_view word = text.substr(0, text.find_first_of(" :]"));
    for (const auto name : names) {
        if (word == name) {
            return std::string(name);
        }
    }
    return std::nullopt;
}

/// The command that a line is for the runner: `::name properties::text` behind blanks, or `##[name properties]text` anywhere.
std::optional<workflow_command> command_of(const std::string& line) {
    const auto start = line.find_first_not_of(" \t\r\n\v\f");
    if (start != std::string::npos && line.compare(start, 2, "::") == 0 &&
        line.find("::", start + 2) != std::string::npos) {
        if (const auto name = known_command(std::string_view(line).substr(start + 2))) {
            return workflow_command{*name, line};
        }
    }
    const auto old = line.find("##[");
    if (old != std::string::npos && line.find(']', old) != std::string::npos) {
        if (const auto name = known_command(std::string_view(line).substr(old + 3))) {
            return workflow_command{*name, line};
        }
    }
    return std::nullopt;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream from{text};
    for (std::string line; std::getline(from, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// What the runner of GitHub Actions obeys, apart from stopping and going on (actions/runner, ActionCommandManager).
std::vector<workflow_command> obeyed(const std::string& text) {
    std::vector<workflow_command> all;
    std::string token;
    for (const auto& line : lines_of(text)) {
        if (!token.empty()) {
            token = line == "::" + token + "::" ? "" : token;
            continue;
        }
        const auto what = command_of(line);
        if (what && what->name == "stop-commands") {
            token = line.substr(line.rfind("::") + 2);
        } else if (what) {
            all.push_back(*what);
        }
    }
    EXPECT_EQ(token, "") << "commands are stopped for ever";
    return all;
}

std::vector<std::string> names_of(const std::vector<workflow_command>& all) {
    std::vector<std::string> names;
    for (const auto& each : all) {
        names.push_back(each.name);
    }
    return names;
}

const std::string evil =
    "::error::x\n##[error]x\n%0A::set-output name=a::b\n  ::add-mask::a\r::warning::b\n::stop-commands::me\n::me::\n"
    "a ##[add-path]/evil\n\xe2\x80\xa8::notice::c\n";

class CheckInGithub : public CheckCommand {
protected:
    CheckInGithub() { write_file(summary(), "# of another step\n"); }

    [[nodiscard]] std::filesystem::path summary() const { return place("summary.md"); }

    [[nodiscard]] child_options github_options(std::vector<std::string> arguments) const {
        auto how = check_options(std::move(arguments));
        how.environment.insert(how.environment.end(),
                               {"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary().string()});
        return how;
    }

    [[nodiscard]] child_result check_there(std::vector<std::string> arguments) const {
        return run(TRAWL_BINARY, github_options(std::move(arguments)));
    }

    /// Both outputs into one, in the order in which they are written.
    [[nodiscard]] child_result check_into_one(std::vector<std::string> arguments) const {
        auto how = github_options(std::move(arguments));
        how.arguments.insert(how.arguments.begin(), {"-c", "exec \"$0\" \"$@\" 2>&1", TRAWL_BINARY});
        return run("/bin/sh", std::move(how));
    }
};

class evil_site {
public:
    [[nodiscard]] std::vector<std::string> checks() const {
        std::vector<std::string> arguments{"-vv", "-e", "body == x", "-e", "header X-A == x", "-e", "url == x"};
        for (const auto* path : {"/body", "/::error::x?##[error]x", "/moved", "/coded", "/cut"}) {
            arguments.push_back(server_.url(path));
        }
        return arguments;
    }

private:
    fault_server server_{[](const received_request& asked) {
        const reply::field_list fields{{"X-A", "::error::x ##[error]x"}, {"Retry-After", "##[error]x"}};
        if (asked.target == "/moved") {
            return reply::redirect(302, "/::error::x##[error]x?%0A::set-output%20name=a::b");
        }
        if (asked.target == "/coded") {
            return reply::status(200, {{"Content-Encoding", "##[error]x"}}, evil);
        }
        return asked.target == "/cut" ? reply::truncated(evil, 10'000) : reply::status(404, fields, evil);
    }};
};

TEST_F(CheckInGithub, WhatAServerSaysIsNoCommand) {
    const evil_site site;

    const auto result = check_there(site.checks());

    EXPECT_TRUE(ended_with(result, 3));
    const std::vector<std::string> five(5, "error");
    EXPECT_EQ(names_of(obeyed(result.out + result.err)), five);
    EXPECT_EQ(names_of(obeyed(result.err + result.out)), five);
    for (const auto& each : obeyed(result.err + result.out)) {
        EXPECT_THAT(each.line, StartsWith("::error title=GET http%3A//127.0.0.1%3A"));
    }
    // Not even where commands are obeyed, for the one output when the other has come to its end already.
    std::size_t commands = 0;
    for (const auto& line : lines_of(result.out + result.err)) {
        commands += command_of(line) ? 1 : 0;
    }
    EXPECT_EQ(commands, 2U + five.size()) << result.out << result.err;
}

TEST_F(CheckInGithub, WhatAServerSaysIsNoCommandInAReportOnStandardOutput) {
    const evil_site site;
    for (const auto* report : {"--markdown", "--html", "--tap", "--junit", "--json", "--results"}) {
        const auto result = check_into_one(site.checks() + std::vector<std::string>{report, "-"});
        SCOPED_TRACE(report);
        EXPECT_TRUE(ended_with(result, 3));
        EXPECT_THAT(names_of(obeyed(result.out)), AllOf(testing::SizeIs(5), Each("error")));
    }
    const auto result = check_into_one(site.checks() + std::vector<std::string>{"-w", "{body_start}\\n{url}\\n"});
    EXPECT_THAT(names_of(obeyed(result.out)), AllOf(testing::SizeIs(5), Each("error")));
}

TEST_F(CheckInGithub, TellsTheWorstTenOfEachKindAndTheRestInTheSummary) {
    fault_server server{[](const received_request&) { return reply::status(404, {}, evil + std::string(2000, '`')); }};
    for (int i = 0; i < 12; ++i) {
        server.on("/flaky/" + std::to_string(i), {reply::status(503, {}, evil), reply::ok("x")});
    }
    const auto path = file("smoke.toml", R"(
[defaults]
retry = {max = 1, every = 0, on = "5xx"}
[[check]]
url = "/flaky/${n}"
matrix = {n = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}
[[check]]
url = "/bad/${n}"
matrix = {n = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}
)");

    const auto result = check_there({path, "--base-url", server.url(), "-q"});

    EXPECT_TRUE(ended_with(result, 4));
    const auto told = names_of(obeyed(result.err + result.out));
    EXPECT_EQ(std::ranges::count(told, "error"), 10);
    EXPECT_EQ(std::ranges::count(told, "warning"), 10);
    EXPECT_EQ(told.size(), 20U);
    EXPECT_THAT(result.out, HasSubstr("\n::error file=" + path + ",line=7,title="));
    const auto shown = read_file(summary());
    EXPECT_THAT(shown, AllOf(StartsWith("# of another step\n"), HasSubstr("/bad/11"), HasSubstr("12 failed")));
}

TEST_F(CheckInGithub, SummaryStaysUnderWhatGithubTakes) {
    const std::string before = "# of another step\n" + std::string(mebibyte - 100 * 1024, 'x') + "\n";
    write_file(summary(), before);
    fault_server server{[](const received_request&) { return reply::status(404, {}, std::string(3000, 'x')); }};
    std::string list;
    for (int i = 0; i < 150; ++i) {
        list += server.url("/" + std::to_string(i)) + "\n";
    }
    auto how = github_options({"-i", "-", "-q"});
    how.input = list;

    EXPECT_TRUE(ended_with(run(TRAWL_BINARY, how), 4));
    EXPECT_GT(read_file(summary()).size(), before.size() + 80 * 1024);
    EXPECT_TRUE(ended_with(run(TRAWL_BINARY, how), 4));

    const auto shown = read_file(summary());
    EXPECT_LE(shown.size(), mebibyte);
    EXPECT_THAT(shown, AllOf(StartsWith(before), HasSubstr("left out")));
}

TEST_F(CheckInGithub, SaysNothingOfItElsewhere) {
    fault_server server;

    const auto result = check({server.url("/missing")});
    EXPECT_THAT(result.out + result.err, testing::Not(HasSubstr("::error")));
    const auto off = check_there({server.url("/missing"), "--github", "off"});
    EXPECT_THAT(obeyed(off.out + off.err), IsEmpty());
    EXPECT_EQ(read_file(summary()), "# of another step\n");
}

}  // namespace
}  // namespace trawl::test
