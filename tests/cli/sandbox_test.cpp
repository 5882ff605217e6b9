#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/check_command.hpp"
#include "cli/crawl_command.hpp"
#include "files/confinement.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

namespace fs = std::filesystem;

bool has_landlock() {
    return files::confinement::begin(false).has_value();
}

template <class Command>
class Sandboxed : public Command {
protected:
    void SetUp() override {
        if (!has_landlock()) {
            GTEST_SKIP() << "this kernel has no Landlock";
        }
    }
};

using SandboxedFetch = Sandboxed<FetchCommand>;
using SandboxedCrawl = Sandboxed<CrawlCommand>;
using SandboxedCheck = Sandboxed<CheckCommand>;

script held_until(const std::shared_ptr<gate>& open) {
    return script{step::wait_for{open}} + reply::ok("content");
}

// "1" for each thread of a process that gave up gaining privileges, which is what being confined begins with.
std::vector<std::string> confined_threads(pid_t process) {
    std::vector<std::string> all;
    std::error_code gone;
    for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(process) + "/task", gone)) {
        std::ifstream status(thread.path() / "status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("NoNewPrivs:")) {
                all.push_back(line.substr(line.find_last_of("\t ") + 1));
            }
        }
    }
    return all;
}

TEST_F(SandboxedFetch, WritesAllThatItsOptionsName) {
    fault_server server;
    server.on("/a/x", reply::status(200, {{"Set-Cookie", "k=v"}}, "content"));
    fs::create_directory(place("elsewhere"));
    fs::create_directory(place("jars"));

    const auto result =
        fetch({server.url("/a/x"), server.url("/none"), "--tree", "--sandbox", "on", "--failed-list",
               place("elsewhere/new/failed"), "--log-file", place("log"), "--save-cookies", place("jars/jar"), "-vv"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.err, HasSubstr("sandbox: writing is confined"));
    EXPECT_THAT(records(), SizeIs(2));
    EXPECT_THAT(read_file(place("elsewhere/new/failed")), HasSubstr("/none"));
    EXPECT_THAT(read_file(place("jars/jar")), HasSubstr("k"));
    EXPECT_THAT(read_file(place("log")), HasSubstr("/none"));
    EXPECT_TRUE(fs::exists(out() / ".trawl/state.db"));
    EXPECT_TRUE(ended_with(fetch({server.url("/a/x"), "--tree", "--sandbox", "on"}), 0));
    EXPECT_EQ(records().only().outcome(), "already_complete");
}

TEST_F(SandboxedFetch, WritesOneFileWhereverItIsNamed) {
    fault_server server;
    server.on("/x", reply::ok("content"));
    const std::string pipe = place("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    fs::create_symlink(place("real"), place("link"));

    for (const std::string to : {"-", "/dev/null", "/dev/stdout"}) {
        EXPECT_TRUE(ended_with(run_trawl({"fetch", server.url("/x"), "-o", to, "--sandbox", "on"}), 0)) << to;
    }
    for (const std::string to : {"new/folder/y", "y", "link"}) {
        EXPECT_TRUE(ended_with(run_trawl({"fetch", server.url("/x"), "-o", place(to), "--sandbox", "on"}), 0)) << to;
        EXPECT_EQ(read_file(place(to)), "content");
    }
    std::string read;
    std::thread reader([&] { read = read_file(pipe); });
    EXPECT_TRUE(ended_with(run_trawl({"fetch", server.url("/x"), "-o", pipe, "--sandbox", "on"}), 0));
    reader.join();
    EXPECT_EQ(read, "content");
}

// The link is changed between the start and the end, when cookies are saved.
TEST_F(SandboxedFetch, SaysWhatForbadeIt) {
    fault_server server;
    const auto go_on = std::make_shared<gate>();
    server.on("/x", held_until(go_on));
    for (const std::string folder : {"good", "bad"}) {
        fs::create_directory(place(folder));
        (void)file(folder + "/jar", "");
    }
    fs::create_symlink(place("good/jar"), place("jar"));
    auto running = start_fetch({server.url("/x"), "--save-cookies", place("jar"), "--sandbox", "on"});
    ASSERT_TRUE(server.wait_for_requests(1));
    fs::remove(place("jar"));
    fs::create_symlink(place("bad/jar"), place("jar"));
    go_on->open();

    const auto result = running.wait();

    EXPECT_TRUE(ended_with(result, 5));
    EXPECT_THAT(result.err, HasSubstr("Permission denied by the sandbox"));
    EXPECT_THAT(result.err, HasSubstr("--sandbox off"));
    EXPECT_EQ(read_file(place("bad/jar")), "");
}

TEST_F(SandboxedFetch, ConfinesEveryThread) {
    fault_server server;
    server.on("/x", reply::ok("content"));
    const auto go_on = std::make_shared<gate>();
    server.on("/held", held_until(go_on));
    auto running = start_fetch({server.url("/none"), server.url("/x"), server.url("/held"), "-vv", "-i", "-"});
    ASSERT_TRUE(running.wait_for_err("/x: 200"));
    ASSERT_TRUE(server.wait_for_requests(3));

    const auto threads = confined_threads(running.pid());

    EXPECT_THAT(threads,
                SizeIs(testing::Ge(5U)));  // the loop's, the log's, the list's, the journal's and two that write
    EXPECT_THAT(threads, Each("1"));
    running.close_input();
    go_on->open();
    EXPECT_TRUE(ended_with(running.wait(), 4));
}

TEST_F(SandboxedFetch, ConfinesCommandsOnlyIfItMust) {
    fault_server server;
    server.on("/x", reply::ok("content"));
    const std::string beside = place("beside");
    const std::string inside = out() / "inside";
    const auto command = [&](const std::string& to) { return "sh -c 'cat > " + to + "'"; };

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--no-state", "--on-complete", command(beside)}), 0));
    EXPECT_THAT(read_file(beside), HasSubstr("/x"));
    EXPECT_TRUE(
        ended_with(fetch({server.url("/x"), "--no-state", "--sandbox", "on", "--on-complete", command(inside)}), 0));
    EXPECT_THAT(read_file(inside), HasSubstr("/x"));
    fs::remove(beside);
    EXPECT_TRUE(
        ended_with(fetch({server.url("/x"), "--no-state", "--sandbox", "on", "--on-complete", command(beside)}), 5));
    EXPECT_FALSE(fs::exists(beside));
}

TEST_F(SandboxedFetch, IsOffWhenAsked) {
    fault_server server;
    const auto go_on = std::make_shared<gate>();
    server.on("/x", held_until(go_on));
    auto running = start_fetch({server.url("/x"), "--sandbox", "off"});
    ASSERT_TRUE(server.wait_for_requests(1));

    EXPECT_THAT(confined_threads(running.pid()), Each("0"));

    go_on->open();
    EXPECT_TRUE(ended_with(running.wait(), 0));
}

TEST_F(SandboxedCrawl, WritesAllThatItsOptionsName) {
    fault_server server;
    serve(server, {{"/", {"/a", "/b/c", "/gone"}}, {"/a", {"/"}}, {"/b/c", {}}});
    fs::create_directory(place("warc"));
    const auto crawled = [&](const std::vector<std::string>& more) {
        return crawl(std::vector<std::string>{server.url("/"), "--mirror", "--convert-links", "--host-delay", "0",
                                              "--jsonl", place("pages.jsonl"), "--links", place("links.csv"), "--warc",
                                              place("warc/w"), "--check-links", "--report",
                                              "json=" + place("broken.json").string(), "--save-cookies", place("jar"),
                                              "--sandbox", "on"} +
                     more);
    };

    EXPECT_TRUE(ended_with(crawled({"--max-pages", "2"}), 0));
    EXPECT_TRUE(ended_with(crawled({}), 4));

    for (const char* const made : {"pages.jsonl", "links.csv", "warc/w.cdxj", "warc/w-00000.warc.gz", "broken.json",
                                   "jar", "crawl/.trawl/state.db"}) {
        EXPECT_TRUE(fs::exists(place(made))) << made;
    }
}

TEST_F(SandboxedCheck, WritesAllThatItsOptionsName) {
    fault_server server;
    server.on("/x", reply::ok("content"));
    std::vector<std::string> arguments{server.url("/x"), "--sandbox", "on", "--save-cookies", place("jar")};
    for (const std::string format : {"junit", "tap", "json", "markdown", "html"}) {
        arguments.insert(arguments.end(), {"--" + format, place(format + "/new/report")});
    }

    EXPECT_TRUE(ended_with(check_and_record(arguments), 0));
    EXPECT_TRUE(ended_with(check_and_record(arguments), 0));

    for (const std::string format : {"junit", "tap", "json", "markdown", "html"}) {
        EXPECT_THAT(read_file(place(format + "/new/report")), Not(IsEmpty())) << format;
    }
    EXPECT_THAT(records(), SizeIs(1));
}

TEST_F(SandboxedCheck, WritesTheSummaryOfGithubActions) {
    fault_server server;
    server.on("/x", reply::ok("content"));
    auto how = check_options({server.url("/x"), "--github", "on", "--sandbox", "on"});
    how.environment.push_back("GITHUB_STEP_SUMMARY=" + place("summary").string());

    EXPECT_TRUE(ended_with(run(TRAWL_BINARY, how), 0));

    EXPECT_THAT(read_file(place("summary")), Not(IsEmpty()));
}

// A kernel without Landlock, for the thread that calls it and the programs that it starts.
void forbid_landlock() {
    std::array<sock_filter, 4> steps{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offsetof(seccomp_data, nr))),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog filter{steps.size(), steps.data()};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), 0);
}

using Sandbox = FetchCommand;

TEST_F(Sandbox, IsDoneWithoutWhereTheKernelHasNone) {
    fault_server server;
    server.on("/x", reply::ok("content"));
    std::thread([&] {
        forbid_landlock();
        EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));
        const auto refused = fetch({server.url("/x"), "--sandbox", "on"});
        EXPECT_TRUE(ended_with(refused, 2));
        EXPECT_THAT(refused.err, HasSubstr("--sandbox on: this kernel has no Landlock"));
    }).join();
}

}  // namespace
}  // namespace trawl::test
