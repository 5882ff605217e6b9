#include <gmock/gmock.h>
#include <csignal>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Scripting : public FetchCommand {
protected:
    Scripting() {
        server_.on("/a", reply::ok("a"));
        server_.on("/b", reply::ok("bb"));
    }

    [[nodiscard]] std::string good() const { return server_.url("/a"); }
    [[nodiscard]] std::string missing() const { return server_.url("/missing"); }

    fault_server server_;
};

TEST_F(Scripting, WriteTellsEachInputAsTheFormatSays) {
    const auto result =
        fetch({good(), missing(), "-j", "1", "-q", "-w", "{outcome}\\t{status} {path} {error.kind}\\n"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_EQ(result.out, "ok\t200 " + out().string() + "/a \nhttp_error\t404  http_status\n");
}

TEST_F(Scripting, OnCompleteGetsEachRecordOnItsInput) {
    const auto script = file("note.sh", "cat >> records; echo \"[$1]\"");

    const auto result = fetch({good(), missing(), "--on-complete", "sh '" + script + "' \"a b;c\""});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_EQ(result.out, "[a b;c]\n[a b;c]\n");
    const auto told = record_list::of_file(place("records"));
    EXPECT_EQ(told.size(), 2U);
    EXPECT_EQ(told.of_input(good()).outcome(), "ok");
    EXPECT_EQ(told.of_input(missing()).outcome(), "http_error");
}

TEST_F(Scripting, OnCompleteOutputIsKeptApartFromDataOnStandardOutput) {
    const auto result = fetch({good(), "-q", "-w", "{status}\\n", "--on-complete", "echo noise"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(result.out, "200\n");
    EXPECT_THAT(result.err, HasSubstr("noise"));
}

TEST_F(Scripting, OnCompleteThatFailsIsAWarningAndTheStatusOfOutput) {
    for (const auto& [command, told] :
         std::vector<std::pair<std::string, std::string>>{{"sh -c 'exit 7'", "ended with status 7"},
                                                          {"sh -c 'kill -9 $$'", "ended by signal 9"},
                                                          {"/no/such/program", "cannot run /no/such/program"}}) {
        const auto result = fetch({good(), "--no-state", "--on-complete", command});
        EXPECT_TRUE(ended_with(result, 5)) << command;
        EXPECT_THAT(result.err, HasSubstr(told));
        EXPECT_THAT(result.err, HasSubstr(good()));
        EXPECT_EQ(records().only().outcome(), "ok");
    }
}

TEST_F(Scripting, OnCompleteThatHangsIsEndedByTheDeadlineAndBySignals) {
    const auto late = fetch({good(), "--on-complete", "sleep 600", "--deadline", "1s", "--grace", "300ms"});
    EXPECT_TRUE(ended_with(late, 5));
    EXPECT_THAT(late.err, HasSubstr("--on-complete for "));

    auto running = start_fetch({good(), "--no-state", "--on-complete", "sh -c 'echo up >&2; exec sleep 600'"});
    EXPECT_TRUE(running.wait_for_err("up"));
    running.kill(SIGINT);
    EXPECT_TRUE(running.wait_for_err("for 1 command to end"));
    running.kill(SIGINT);
    const auto interrupted = running.wait();
    EXPECT_TRUE(ended_with(interrupted, 130));
    EXPECT_THAT(interrupted.err, HasSubstr("ended by signal 15"));
}

TEST_F(Scripting, OnCompleteDoesNotGetOurSecrets) {
    auto how = fetch_options({good(), "--on-complete", "env"});
    how.environment.insert(how.environment.end(), {"TRAWL_USER=a:s3cr3t", "TRAWL_PROXY_USER=a:s3cr3t", "KEPT=yes"});
    const auto result = run(TRAWL_BINARY, how);
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, HasSubstr("KEPT=yes"));
    EXPECT_EQ(result.out.find("s3cr3t"), std::string::npos);
}

TEST_F(Scripting, QuietTellsOnlyWhatFailed) {
    const auto result = fetch({good(), missing(), "-q"});
    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_EQ(result.err, "  " + missing() + ": HTTP 404\n");
}

TEST_F(Scripting, FailedListIsWhatCanBeGivenBack) {
    const std::string list = good() + "\n# a comment\n" + missing() + "\n" + server_.url("/worse") + "\n";

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--failed-list", place("failed")}, list), 4));
    EXPECT_EQ(read_file(place("failed")), missing() + "\n" + server_.url("/worse") + "\n");

    server_.on("/missing", reply::ok("x"));
    server_.on("/worse", reply::ok("x"));
    EXPECT_TRUE(ended_with(fetch({"-i", place("failed"), "--failed-list", place("failed")}), 2)) << "one file for both";
    EXPECT_TRUE(ended_with(fetch({"-i", place("failed"), "--failed-list", place("none")}), 0));
    EXPECT_EQ(read_file(place("none")), "");
}

TEST_F(Scripting, FailOnMovesTheThreshold) {
    const auto run = [&](const std::string& threshold) {
        return fetch({good(), server_.url("/b"), missing(), "--no-state", "--fail-on", threshold});
    };
    EXPECT_TRUE(ended_with(run("any"), 4));
    EXPECT_TRUE(ended_with(run("none"), 0));
    EXPECT_TRUE(ended_with(run("2"), 0));
    EXPECT_TRUE(ended_with(run("33%"), 4));
    EXPECT_TRUE(ended_with(run("34%"), 0));
}

TEST_F(Scripting, DryRunSaysWhatWouldBeFetchedAndTouchesNothing) {
    const auto plan = fetch({good(), server_.url("/x/a"), "ftp://127.0.0.1/", "--dry-run"});
    EXPECT_TRUE(ended_with(plan, 2));
    EXPECT_EQ(plan.out.substr(0, plan.out.find("bad")), "get\t" + good() + "\t" + out().string() + "/a\nget\t" +
                                                            server_.url("/x/a") + "\t" + out().string() + "/a-1\n");
    EXPECT_THAT(plan.out, HasSubstr("bad\tftp://127.0.0.1/\t"));
    EXPECT_EQ(server_.requests(), 0U);
    EXPECT_FALSE(std::filesystem::exists(out()));
    EXPECT_FALSE(std::filesystem::exists(place("records.jsonl")));

    EXPECT_TRUE(ended_with(fetch({good()}), 0));
    EXPECT_TRUE(fetch({good(), "--dry-run"}).out.starts_with("done\t"));
    EXPECT_TRUE(fetch({good(), "--dry-run", "--sync"}).out.starts_with("check\t"));
    EXPECT_TRUE(fetch({good(), "--dry-run", "--no-state"}).out.starts_with("get\t"));
}

TEST(HelpTopics, AreListedAndPrinted) {
    const auto overview = run_trawl({"help"});
    EXPECT_TRUE(ended_with(overview, 0));
    for (const std::string topic : {"config", "credentials", "exit-codes", "formats", "names", "records", "retries"}) {
        EXPECT_THAT(overview.out, HasSubstr("trawl help " + topic));
        const auto text = run_trawl({"help", topic});
        EXPECT_TRUE(ended_with(text, 0)) << topic;
        EXPECT_THAT(text.out, Not(IsEmpty()));
        EXPECT_THAT(text.err, IsEmpty());
    }
    EXPECT_EQ(run_trawl({"help", "fetch"}).out, run_trawl({"fetch", "--help"}).out);
    const auto unknown = run_trawl({"help", "no-such-topic"});
    EXPECT_TRUE(ended_with(unknown, 2));
    EXPECT_THAT(unknown.err, HasSubstr("no-such-topic"));
}

TEST_F(Scripting, HelpOnRecordsNamesEveryKey) {
    EXPECT_TRUE(ended_with(fetch({good()}), 0));
    const auto help = run_trawl({"help", "records"}).out;
    const auto told = records();
    for (const auto& entry : told.only().json().as_object()) {
        EXPECT_NE(help.find(std::string(entry.key())), std::string::npos) << entry.key();
    }
}

child_result in_bash(const std::string& script) {
    return run("/bin/bash", trawl_options({"--norc", "-c", script}));
}

TEST(Completion, OfBashKnowsCommandsOptionsAndWords) {
    const auto complete = [](const std::string& words, int at) {
        const auto result = in_bash("eval \"$(" TRAWL_BINARY " completion bash)\"; COMP_WORDS=(" + words +
                                    "); COMP_CWORD=" + std::to_string(at) + "; _trawl; echo \"${COMPREPLY[*]}\"");
        EXPECT_TRUE(ended_with(result, 0));
        return result.out;
    };
    EXPECT_EQ(complete("trawl fe", 1), "fetch\n");
    EXPECT_EQ(complete("trawl help exit", 2), "exit-codes\n");
    EXPECT_EQ(complete("trawl fetch --retry-o", 2), "--retry-on\n");
    EXPECT_EQ(complete("trawl fetch --input-format js", 3), "jsonl\n");
    EXPECT_EQ(complete("trawl check " TRAWL_CONFIGS "/check.to", 2), TRAWL_CONFIGS "/check.toml\n");
    EXPECT_EQ(complete("trawl check --github a", 3), "auto\n");
    EXPECT_EQ(complete("trawl fetch --cacert /etc/host", 3), in_bash("compgen -f /etc/host | xargs echo").out);
}

TEST_F(Scripting, CompletionOfBashKeepsFileNamesWhole) {
    const auto name = file("a name *", "");
    const auto result = in_bash("eval \"$(" TRAWL_BINARY " completion bash)\"; COMP_WORDS=(trawl fetch -i '" +
                                place("a").string() + "'); COMP_CWORD=3; _trawl; printf '<%s>' \"${COMPREPLY[@]}\"");
    EXPECT_EQ(result.out, "<" + name + ">");
}

TEST(Completion, HasEveryOptionInEveryShell) {
    const auto help = run_trawl({"fetch", "--help"}).out;
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        const auto script = run_trawl({"completion", shell});
        EXPECT_TRUE(ended_with(script, 0));
        for (const std::string option : {"input", "name", "retry-on", "proxy-user", "deny-private", "log-file"}) {
            EXPECT_THAT(help, HasSubstr("--" + option));
            EXPECT_THAT(script.out, HasSubstr((shell == "fish" ? "-l " : "--") + option)) << shell;
        }
    }
    EXPECT_TRUE(ended_with(run_trawl({"completion"}), 2));
    EXPECT_TRUE(ended_with(run_trawl({"completion", "tcsh"}), 2));
}

}  // namespace
}  // namespace trawl::test
