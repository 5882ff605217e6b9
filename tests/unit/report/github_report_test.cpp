#include "report/github_report.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "sample_checks.hpp"
#include "support/temp_dir.hpp"

namespace trawl::report {
namespace {

using testing::HasSubstr;

run_record nothing_but_failed() {
    run_record run;
    run.has_passed = false;
    return run;
}

constexpr std::size_t mebibyte = std::size_t{1} << 20;

TEST(GithubReport, AnnotatesThresholdsFailuresAndWhatIsFlaky) {
    EXPECT_EQ(
        test::written(write_github_report, test::sample_run(), test::sample_checks()),
        R"~(::error file=ci/smoke.toml,line=2,title=p95(time) < 500ms::p95(time) is 612 ms, not < 500ms (ci/smoke.toml:2)
::error file=ci/smoke.toml,line=20,title=login <1>::GET http://a.test/20 -> http://a.test/elsewhere: HTTP 404%0Aexpected: status in 200..299 (ci/smoke.toml:22)%0A  but status is 404, not in 200..299%0A1 expectation holds%0Atimes: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms%0Abody:%0A| <h1>Not here</h1>%0A|   at all
::error file=urls.txt,line=3,title=GET https%3A//www.b.test/x::GET https://www.b.test/x%0Amessage: connect: timed out%0A2 of 10 runs failed, 1 was flaky%0Atimes: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
::warning file=ci/smoke.toml,line=30,title=cart::passed at try 3%0Athe first: timeout
)~");
}

TEST(GithubReport, WarnsOfWhatIsTolerated) {
    run_record run = test::sample_run();
    run.thresholds.clear();
    run.has_passed = true;
    const std::string text = test::written(write_github_report, run, test::sample_checks());
    EXPECT_THAT(text, HasSubstr("::warning file=ci/smoke.toml,line=20,title=login <1>::"));
    EXPECT_THAT(text, Not(HasSubstr("::error")));
}

TEST(GithubReport, ACheckIsOneCommandWhateverStandsInIt) {
    EXPECT_EQ(
        test::written(write_github_report, nothing_but_failed(), {test::nasty_check()}),
        R"~(::error file=a%2Cb%3Ac%25.toml,line=7,title=a|b `c` ``d`` <script>x</script> @everyone \u{202e} 100%250A%2C %3A%3Aerror%3A%3Ax::GET http://a.test/?<script>: HTTP 200%0Amessage: ::error file=x::boom\x0a::error::again ##[add-mask]a \x1b[31m%0Atimes: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms%0Abody:%0A| ```%0A| ::error::body%0A| </pre></details><script>alert(1)</script>%0A| ````` @everyone%0A|     tab\x1b]0;title\x07%0A| )~" +
            std::string(995, 'w') + R"~(...%0A| %0A| 6%0A| 7%0A| 8%0A| ...
)~");
}

TEST(GithubReport, TellsTheWorstTen) {
    std::vector<check_record> checks;
    for (std::uint64_t failed = 1; failed <= 30; ++failed) {
        check_record each = test::sample_checks()[failed % 2 == 0 ? 1 : 2];
        each.name = std::to_string(failed);
        each.runs = 100;
        each.failed_runs = each.flaky_runs = failed;
        checks.push_back(std::move(each));
    }
    const std::string text = test::written(write_github_report, nothing_but_failed(), checks);
    std::string titles;
    for (std::size_t at = text.find("title="); at != std::string::npos; at = text.find("title=", at + 1)) {
        titles += text.substr(at + 6, text.find(':', at) - at - 6) + " ";
    }
    EXPECT_EQ(titles, "30 28 26 24 22 20 18 16 14 12 29 27 25 23 21 19 17 15 13 11 ");
}

class StepSummary : public testing::Test {
protected:
    StepSummary() {
        run.name = "smoke";
        run.checks = run.failed = 1000;
    }
    ~StepSummary() override { std::filesystem::remove(path); }

    void begin_with(std::size_t size) const { std::ofstream(path) << std::string(size, 'x'); }

    void append(std::size_t count) const {
        append_step_summary(path, run, [&](const auto& take) {
            for (std::size_t i = 0; i < count; ++i) {
                take(check);
            }
        });
    }

    [[nodiscard]] std::string content() const { return trawl::test::read_file(path); }

    std::string path = testing::TempDir() + "step_summary_" + std::to_string(::getpid());
    run_record run;
    check_record check = test::sample_checks()[1];
};

TEST_F(StepSummary, IsAppended) {
    begin_with(3);
    append(1);
    EXPECT_THAT(content(), testing::StartsWith("xxx\n## smoke\n"));
    EXPECT_THAT(content(), testing::EndsWith("</details>\n"));
}

TEST_F(StepSummary, StaysUnderAMebibyteInAll) {
    begin_with(mebibyte - 20000);
    append(1000);
    EXPECT_LE(content().size(), mebibyte);
    EXPECT_GE(content().size(), mebibyte - 1024);
    EXPECT_THAT(content(), HasSubstr(" more are left out of this table"));
}

TEST_F(StepSummary, OfAFileThatIsFullStaysAsItIs) {
    begin_with(mebibyte - 100);
    append(1);
    EXPECT_EQ(content().size(), mebibyte - 100);
}

TEST_F(StepSummary, ThatCannotBeWrittenNamesTheFile) {
    path = "/nowhere/summary";
    EXPECT_THROW(
        try { append(1); } catch (const std::exception& why) {
            EXPECT_THAT(why.what(), HasSubstr("/nowhere/summary"));
            throw;
        },
        boost::system::system_error);
}

std::string read_all(int descriptor) {
    std::string text(1000, ' ');
    const auto size = ::read(descriptor, text.data(), text.size());
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
}

TEST(StoppedCommands, EncloseWhatIsWrittenWithAWordThatNobodyCanGuess) {
    std::string words[2];
    for (std::string& word : words) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        {
            const stopped_commands guard({ends[1], ends[1]});
            ASSERT_EQ(::write(ends[1], "::error::x\n", 11), 11);
        }
        const std::string text = read_all(ends[0]);
        ::close(ends[0]);
        ::close(ends[1]);
        ASSERT_THAT(text, testing::MatchesRegex("::stop-commands::[0-9a-f]{32}\n::error::x\n::[0-9a-f]{32}::\n"));
        word = text.substr(17, 32);
        EXPECT_THAT(text, testing::EndsWith("\n::" + word + "::\n"));
    }
    EXPECT_NE(words[0], words[1]);
}

}  // namespace
}  // namespace trawl::report
