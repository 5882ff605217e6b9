#include <gmock/gmock.h>

#include "cli/check_command.hpp"
#include "support/nginx.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// Suites of many checks against nginx.
class CheckLoad : public CheckCommand {
protected:
    CheckLoad() {
        nginx_options how;
        how.root = place("root");
        how.server_lines = R"(
            default_type application/json;
            location /ok { return 200 '{"up": true, "path": "$uri"}'; }
            location /bad { return 404 '::error::]]> not ok # here'; }
            location /cut { return 444; }
            location /big { alias )" +
                           place("root/big").string() + R"(; }
        )";
        std::string big = R"({"up": true, "text": ")";
        big += std::string(mebibyte - big.size() - 2, 'x') + "\"}";
        write_file(how.root / "big", big);
        server = std::make_unique<nginx>(std::move(how));
    }

    /// The most memory that so many checks of a body of 1 MiB take, with all reports. A twentieth of them look into it: that
    /// takes longer.
    [[nodiscard]] std::size_t peak_of_big(std::size_t count) const {
        const auto suite = file("big.toml", "base_url = '" + server->url() + R"('
[[check]]
name = "json ${n}"
url = "/big"
matrix = {n = )" + numbers(count / 20) +
                                                R"(}
expect = ["json $.up == true", "not body contains 'error'", "size == 1 MiB"]
[[check]]
name = "size ${n}"
url = "/big"
matrix = {n = )" + numbers(count - count / 20) +
                                                R"(}
expect = ["size == 1 MiB", "sha256 exists"]
)");
        const auto result = check({suite, "-j", "4", "--junit", place("big.xml"), "--json", place("big.json"),
                                   "--results", place("big.jsonl"), "-q"});
        EXPECT_TRUE(ended_with(result, 0));
        EXPECT_THAT(result.out, HasSubstr(std::to_string(count) + " passed"));
        return result.peak_memory;
    }

    [[nodiscard]] static std::string numbers(std::size_t count) {
        std::string list = "[";
        for (std::size_t i = 0; i < count; ++i) {
            list += std::to_string(i) + ",";
        }
        return list + "]";
    }

    std::unique_ptr<nginx> server;
};

child_result run_script(const std::string& name, std::vector<std::string> arguments) {
    child_options how;
    arguments.insert(arguments.begin(), TRAWL_REPORT_FORMATS "/" + name);
    how.arguments = std::move(arguments);
    return run("/bin/sh", std::move(how));
}

// Counts are what other programs find in each report: jq, xmllint, prove, npm's tap-parser.
TEST_F(CheckLoad, OfAThousandChecksIsToldAlikeInEveryReport) {
    const auto installed = run_script("install.sh", {TRAWL_REPORT_FORMATS_WORK});
    if (installed.exit_status == 77) {
        GTEST_SKIP() << installed.out;
    }
    ASSERT_TRUE(ended_with(installed, 0)) << installed.out;
    const auto suite = file("load.toml", "base_url = '" + server->url() + R"('
thresholds = ["runs == 990", "p50(time) < 1us"]
[[check]]
name = "ok ${n}"
url = "/ok/${n}"
matrix = {n = )" + numbers(900) + R"(}
expect = ["json $.up == true", 'json $.path == "/ok/${n}"', "header Content-Type startswith application/json"]
[[check]]
name = "bad ${n}"
url = "/bad/${n}"
matrix = {n = )" + numbers(60) + R"(}
[[check]]
name = "cut ${n}"
url = "/cut/${n}"
matrix = {n = )" + numbers(30) + R"(}
[[check]]
name = "behind ${n}"
url = "/ok"
needs = "bad ${n}"
matrix = {n = )" + numbers(10) + R"(}
)");
    const std::string prefix = place("report");

    const auto result = check({suite, "-j", "64", "--per-host", "64", "--junit", prefix + ".xml", "--tap",
                               prefix + ".tap", "--json", prefix + ".json", "--markdown", prefix + ".md", "--html",
                               prefix + ".html", "--results", place("records.jsonl")});

    EXPECT_TRUE(ended_with(result, 3));
    const std::string counts = "1000 checks: 900 passed, 60 failed, 30 errors, 10 skipped in ";
    EXPECT_THAT(result.out, HasSubstr("\n" + counts));
    EXPECT_THAT(read_file(prefix + ".md"), HasSubstr(counts));
    EXPECT_THAT(read_file(prefix + ".html"), HasSubstr(counts));
    EXPECT_THAT(read_file(prefix + ".json"),
                HasSubstr(R"("counts":{"checks":1000,"passed":900,"flaky":0,"failed":60,"errors":30,"skipped":10,)"));
    std::map<std::string, std::size_t> results;
    const auto all = records();
    for (const auto& one : all) {
        ++results[one.text("/result")];
    }
    EXPECT_EQ(results,
              (std::map<std::string, std::size_t>{{"passed", 900}, {"failed", 60}, {"error", 30}, {"skipped", 10}}));
    const auto read = run_script("verify.sh", {TRAWL_REPORT_FORMATS, TRAWL_REPORT_FORMATS_WORK, prefix, "FAIL"});
    EXPECT_TRUE(ended_with(read, 0)) << read.out;
}

TEST_F(CheckLoad, TakesNoMoreMemoryForMoreBodies) {
#ifdef TRAWL_SANITIZED
    // A sanitizer keeps what was freed: only that the run goes well is looked at.
    constexpr std::size_t few = 20;
    constexpr std::size_t many = 100;
    constexpr std::size_t most_growth = 1024 * mebibyte;
#else
    constexpr std::size_t few = 100;
    constexpr std::size_t many = 1'000;
    constexpr std::size_t most_growth = 16 * mebibyte;
#endif
    const auto of_few = peak_of_big(few);
    const auto of_many = peak_of_big(many);

    RecordProperty("peak_of_few", std::to_string(of_few));
    RecordProperty("peak_of_many", std::to_string(of_many));
    EXPECT_LE(of_many, of_few + most_growth);
}

}  // namespace
}  // namespace trawl::test
