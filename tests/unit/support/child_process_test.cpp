#include "support/child_process.hpp"

#include <csignal>
#include <system_error>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

child_options shell(std::string script) {
    child_options how;
    how.arguments = {"-c", std::move(script)};
    return how;
}

TEST(ChildProcess, GivesOutputErrorsAndExitStatusApart) {
    const auto done = run("/bin/sh", shell("echo out; echo err >&2; exit 7"));
    EXPECT_EQ(done.out, "out\n");
    EXPECT_EQ(done.err, "err\n");
    EXPECT_EQ(done.exit_status, 7);
    EXPECT_EQ(done.signal, std::nullopt);
    EXPECT_FALSE(done.timed_out);
    EXPECT_GT(done.peak_memory, 0U);
}

TEST(ChildProcess, PassesInputLargerThanAPipeThroughAndBack) {
    auto how = shell("cat");
    how.input = std::string(5'000'000, 'x');
    EXPECT_TRUE(run("/bin/sh", how).out == how.input);
}

TEST(ChildProcess, InputThatNobodyReadsIsNoError) {
    auto how = shell("exec <&-; exit 3");
    how.input = std::string(5'000'000, 'x');
    EXPECT_EQ(run("/bin/sh", how).exit_status, 3);
}

TEST(ChildProcess, RunsInAnEnvironmentAndAFolderOfItsOwn) {
    const temp_dir folder;
    auto how = shell("echo \"$TRAWL_A-$HOME\"; pwd");
    how.environment = {"TRAWL_A=1", "HOME"};
    how.folder = folder.path();
    EXPECT_EQ(run("sh", how).out, "1-\n" + std::filesystem::canonical(folder.path()).string() + "\n");
}

TEST(ChildProcess, TakesInputPieceByPiece) {
    auto how = shell("while read line; do echo \"got $line\"; done; echo end");
    how.keep_input_open = true;
    child_process child{"/bin/sh", how};
    EXPECT_TRUE(child.write("one\n"));
    EXPECT_TRUE(child.wait_for_out("got one"));
    EXPECT_TRUE(child.write("two\n"));
    EXPECT_TRUE(child.wait_for_out("got two"));
    child.close_input();
    EXPECT_EQ(child.wait().out, "got one\ngot two\nend\n");
    EXPECT_FALSE(child.write("three\n"));
}

TEST(ChildProcess, IsSentSignals) {
    child_process child{"/bin/sh", shell("trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.01; done")};
    ASSERT_TRUE(child.wait_for_out("ready"));
    EXPECT_TRUE(child.is_running());
    EXPECT_GT(child.memory_now(), 0U);
    EXPECT_GE(child.peak_memory_now(), child.memory_now());
    EXPECT_GE(child.open_files_now(), 3U);
    child.kill(SIGINT);
    const auto done = child.wait();
    EXPECT_EQ(done.exit_status, 5);
    EXPECT_THAT(done.out, HasSubstr("caught"));
    EXPECT_FALSE(child.is_running());
    EXPECT_EQ(child.memory_now(), 0U);
}

TEST(ChildProcess, SaysWhichSignalEndedIt) {
    const auto done = run("/bin/sh", shell("kill -9 $$"));
    EXPECT_EQ(done.exit_status, std::nullopt);
    EXPECT_EQ(done.signal, SIGKILL);
}

TEST(ChildProcess, IsKilledAtItsLimit) {
    auto how = shell("exec sleep 1000");
    how.limit = 50ms;
    const auto done = run("/bin/sh", how);
    EXPECT_TRUE(done.timed_out);
    EXPECT_EQ(done.signal, SIGKILL);
}

TEST(ChildProcess, IsKilledWhenDestroyed) {
    pid_t pid = 0;
    {
        child_process child{"/bin/sh", shell("echo ready; exec sleep 1000")};
        ASSERT_TRUE(child.wait_for_out("ready"));
        pid = child.pid();
    }
    EXPECT_NE(::kill(pid, 0), 0);
}

TEST(ChildProcess, WaitingForTextEndsWithTheProgram) {
    child_process child{"/bin/sh", shell("echo something else")};
    EXPECT_FALSE(child.wait_for_out("never written", 1h));
}

TEST(ChildProcess, AProgramThatIsNotThereIsAnError) {
    EXPECT_THROW(static_cast<void>(run("/no/such/program")), std::system_error);
}

}  // namespace
}  // namespace trawl::test
