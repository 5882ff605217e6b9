#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ConfigFile : public FetchCommand {
protected:
    [[nodiscard]] child_result fetch_with(std::string_view text, std::vector<std::string> arguments = {}) const {
        arguments.insert(arguments.end(), {"--config", file("config.toml", text)});
        return fetch(arguments);
    }

    /// `told` stands on stderr behind the file's name and the line.
    void expect_refused(std::string_view text, const std::string& line, const std::string& told) const {
        const auto result = fetch_with(text, {"http://127.0.0.1:1/"});
        EXPECT_TRUE(ended_with(result, 2)) << text;
        EXPECT_THAT(result.err, HasSubstr("config.toml:" + line + ": ")) << text;
        EXPECT_THAT(result.err, HasSubstr(told)) << text;
    }
};

TEST_F(ConfigFile, GivesOptionsOfEveryKind) {
    fault_server server;
    server.on("/x", reply::status(500));

    EXPECT_TRUE(ended_with(fetch_with("user-agent = 'from file'\n"
                                      "retries = 0\n"
                                      "compressed = true\n"
                                      "[fetch]\n"
                                      "header = ['X-One: 1', 'X-Two: 2']\n"
                                      "idle-timeout = '5s'\n",
                                      {server.url("/x")}),
                           4));

    ASSERT_EQ(server.requests(), 1U);
    const auto asked = server.log().at(0);
    EXPECT_EQ(asked.field("User-Agent"), "from file");
    EXPECT_EQ(asked.field("X-One"), "1");
    EXPECT_EQ(asked.field("X-Two"), "2");
    EXPECT_THAT(asked.field("Accept-Encoding"), HasSubstr("gzip"));
}

TEST_F(ConfigFile, GivesTheListAndTheFolderToo) {
    fault_server server;
    server.on("/x", reply::ok("x"));
    const auto list = file("list", server.url("/x"));
    const auto config = file("config.toml", "input = '" + list + "'\ndir = '" + place("elsewhere").string() + "'\n");

    EXPECT_TRUE(ended_with(run_trawl({"fetch", "--config", config}), 0));

    EXPECT_EQ(read_file(place("elsewhere/x")), "x");
}

TEST_F(ConfigFile, GivesWayToTheCommandLine) {
    fault_server server;
    server.on("/x", reply::status(500));

    EXPECT_TRUE(ended_with(fetch_with("user-agent = 'from file'\nretries = 5\nheader = ['X-From: file']\n",
                                      {server.url("/x"), "--retries", "0", "-A", "me", "-H", "X-From: me"}),
                           4));

    ASSERT_EQ(server.requests(), 1U);
    EXPECT_EQ(server.log().at(0).field("User-Agent"), "me");
    EXPECT_EQ(server.log().at(0).field("X-From"), "me");
}

TEST_F(ConfigFile, HasTheCommandsOwnTableGoFirst) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch_with("user-agent = 'every'\n[fetch]\nuser-agent = 'fetch'\n", {server.url("/x")}), 0));

    EXPECT_EQ(server.log().at(0).field("User-Agent"), "fetch");
}

TEST_F(ConfigFile, WithAMistakeIsRefusedWithFileAndLine) {
    expect_refused("\n\nno-such-key = 1\n", "3", "no-such-key");
    expect_refused("''=''\n", "1", "unknown option ''");
    expect_refused("[fetch]\nconfig = 'other.toml'\n", "2", "config");
    expect_refused("per-host = 3\n\n[no-such-table]\nx = 1\n", "3", "no-such-table");
    expect_refused("per-host = 3\nthis is no TOML\n", "2", "");
    expect_refused("retries = 3\nper-host = 0\n", "2", "--per-host");
    expect_refused("retries = 'x'\n", "1", "--retries");
    expect_refused("timeout = 'soon'\n", "1", "--timeout");
    expect_refused("tls-min = '1.1'\n", "1", "--tls-min");
    expect_refused("timeout = 2026-11-23\n", "1", "timeout");
    expect_refused("header = [['X: 1']]\n", "1", "header");
    expect_refused("discard = 'perhaps'\n", "1", "--discard");
    expect_refused("retry-on = 'reset,luck'\n", "1", "luck");
    expect_refused("name = '{nothing}'\n", "1", "--name");
    expect_refused("\n[host.'a.example']\nhost-rate = 'fast'\n", "3", "fast");
    expect_refused("[host.'a.example']\nper-host = 0\n", "2", "per-host");
    expect_refused("[host.'a.example']\nadaptive = 'perhaps'\n", "2", "adaptive");
    expect_refused("[host.'a.example']\nproxy = 'none'\n", "2", "'proxy' is no option of a host");
    expect_refused("\n[host.'a.example:80']\n", "2", "a.example:80");
}

TEST_F(ConfigFile, ThatCannotBeReadIsNamed) {
    const auto result = run_trawl({"fetch", "http://127.0.0.1:1/", "--config", place("missing.toml")});

    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_THAT(result.err, HasSubstr("missing.toml"));
}

using ExampleConfig = ConfigFile;

std::string example_text(const std::string& command = "fetch") {
    return read_file(TRAWL_CONFIGS "/" + command + ".toml");
}

std::set<std::string> all_matches(const std::string& text, const std::regex& what) {
    std::set<std::string> found;
    for (auto match = std::sregex_iterator{text.begin(), text.end(), what}; match != std::sregex_iterator{}; ++match) {
        found.insert((*match)[1]);
    }
    return found;
}

void expect_every_option(const std::string& command) {
    auto options = all_matches(run_trawl({command, "--help"}).out, std::regex{R"((?:\n +|, )--([a-z0-9-]+) )"});
    EXPECT_GT(options.size(), 25U);
    EXPECT_EQ(options.erase("help"), 1U);
    EXPECT_EQ(options.erase("config"), 1U);

    EXPECT_EQ(all_matches(example_text(command), std::regex{R"(\n#?([a-z0-9-]+) = )"}), options);
}

TEST_F(ExampleConfig, NamesEveryOption) {
    expect_every_option("fetch");
    expect_every_option("crawl");
    expect_every_option("check");
}

void expect_defaults(const std::string& command) {
    // Help writes "[10 s]" for 10s, "[1.0 s]" for 1s, "[2m 00s]" for 2m.
    auto help = std::regex_replace(run_trawl({command, "--help"}).out, std::regex{R"((\[[0-9]+)(?:\.0)? s\])"}, "$1s]");
    help = std::regex_replace(help, std::regex{R"((\[[0-9]+m) 00s\])"}, "$1]");
    const std::regex entry{R"re(^([a-z0-9-]+) = "?([^" ]+)"?)re"};
    std::istringstream lines{example_text(command)};
    int count = 0;
    for (std::string line; std::getline(lines, line) && !line.starts_with("[host.");) {
        std::smatch parts;
        if (!std::regex_search(line, parts, entry)) {
            continue;
        }
        ++count;
        const auto place = help.find("--" + parts.str(1) + " ");
        ASSERT_NE(place, std::string::npos) << line;
        const auto shown = help.substr(place, help.find('\n', place) - place);
        const bool is_off = parts[2] == "false" || parts[2] == "0";
        if (!is_off || shown.find('[') != std::string::npos) {
            EXPECT_THAT(shown, HasSubstr("[" + parts.str(2) + "]"));
        }
    }
    EXPECT_GT(count, 40);
}

TEST_F(ExampleConfig, HasTheDefaults) {
    expect_defaults("fetch");
    expect_defaults("crawl");
    expect_defaults("check");
}

TEST_F(ExampleConfig, Runs) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--config", TRAWL_CONFIGS "/fetch.toml"}), 0));

    EXPECT_THAT(names(), ElementsAre("x"));
}

TEST_F(ExampleConfig, ChecksToo) {
    fault_server server;
    server.on("/x", reply::ok("x"));
    EXPECT_TRUE(ended_with(run_trawl({"check", server.url("/x"), "--config", TRAWL_CONFIGS "/check.toml"}), 0));

    const auto all = std::regex_replace(example_text("check"), std::regex{"\n#([a-z0-9-]+ = )"}, "\n$1");
    const auto result = run_trawl({"check", server.url("/x"), "--config", file("check.toml", all)});

    // The options are understood; what they name is not there, or does not go together.
    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_EQ(result.err.find("check.toml:"), std::string::npos) << result.err;
}

TEST_F(ExampleConfig, RunsWithEveryOptionThatIsAComment) {
    const auto text = std::regex_replace(example_text(), std::regex{"\n#([a-z0-9-]+ = )"}, "\n$1");

    const auto result = fetch_with(text);

    // The options are understood; what they name is not there.
    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_EQ(result.err.find("config.toml:"), std::string::npos) << result.err;
}

TEST_F(ExampleConfig, IsForAListThatRunsToo) {
    fault_server server{[](const received_request& request) { return reply::ok(request.target); }};
    auto list = read_file(TRAWL_CONFIGS "/urls.txt");
    list = std::regex_replace(list, std::regex{"localhost:8080"}, "localhost:" + std::to_string(server.port()));

    EXPECT_TRUE(ended_with(fetch({"--config", TRAWL_CONFIGS "/fetch.toml", "--input", "-"}, list), 0));

    EXPECT_THAT(names(), ElementsAre("about.html", "cat.png", "hello-1.txt", "hello.txt", "index.html"));
    EXPECT_EQ(content("hello-1.txt"), "/copies/hello.txt");
}

}  // namespace
}  // namespace trawl::test
