#include "base/log.hpp"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/system/errc.hpp>

#include "support/temp_dir.hpp"

namespace trawl::base {
namespace {

using testing::HasSubstr;

log_settings to_file(const test::temp_dir& folder, log_level level) {
    log_settings settings;
    settings.on_stderr.reset();
    settings.file = folder / "log";
    settings.in_file = level;
    return settings;
}

TEST(Log, KnowsItsLevels) {
    EXPECT_EQ(parse_log_level("error"), log_level::error);
    EXPECT_EQ(parse_log_level("trace"), log_level::trace);
    EXPECT_EQ(parse_log_level("warning"), std::nullopt);
    EXPECT_EQ(parse_log_level(""), std::nullopt);
}

TEST(Log, GoesNowhereBeforeItIsStarted) {
    EXPECT_FALSE(is_logged(log_level::error));
    log(log_level::error, "lost");
}

TEST(Log, WritesTheLinesOfItsLevelToTheFileWithTimeAndLevel) {
    const test::temp_dir folder;
    {
        const auto log_file = logging::start(to_file(folder, log_level::info));
        ASSERT_TRUE(log_file);
        EXPECT_TRUE(is_logged(log_level::info));
        EXPECT_FALSE(is_logged(log_level::debug));
        log(log_level::info, "hello {} %s");
        log(log_level::debug, "hidden");
    }
    EXPECT_FALSE(is_logged(log_level::error));
    EXPECT_THAT(test::read_file(folder / "log"), testing::MatchesRegex("[0-9-]+T[0-9:.]+Z info hello \\{\\} %s\n"));
}

TEST(Log, AppendsToTheFile) {
    const test::temp_dir folder;
    for (const auto* line : {"first", "second"}) {
        const auto log_file = logging::start(to_file(folder, log_level::info));
        log(log_level::info, line);
    }
    EXPECT_THAT(test::read_file(folder / "log"), testing::ContainsRegex("first\n.*second\n"));
}

TEST(Log, MakesALinePrintable) {
    const test::temp_dir folder;
    {
        const auto log_file = logging::start(to_file(folder, log_level::info));
        log(log_level::info, "a\x1b[2J\nerror forged");
    }
    EXPECT_THAT(test::read_file(folder / "log"), HasSubstr("a\\x1b[2J\\x0aerror forged\n"));
}

TEST(Log, RewritesLinesBeforeAnybodySeesThem) {
    const test::temp_dir folder;
    {
        auto settings = to_file(folder, log_level::info);
        settings.rewrite = [](std::string_view line) { return std::string(line.substr(0, 5)) + "***"; };
        const auto log_file = logging::start(settings);
        log(log_level::info, "hello secret");
    }
    EXPECT_THAT(test::read_file(folder / "log"), testing::EndsWith("info hello***\n"));
}

TEST(Log, FileAndStandardErrorHaveTheirOwnLevels) {
    const test::temp_dir folder;
    auto settings = to_file(folder, log_level::debug);
    settings.on_stderr = log_level::error;
    testing::internal::CaptureStderr();
    {
        const auto log_file = logging::start(settings);
        log(log_level::error, "both");
        log(log_level::debug, "file only");
        log(log_level::trace, "nowhere");
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "trawl: error: both\n");
    EXPECT_THAT(test::read_file(folder / "log"), testing::ContainsRegex("error both\n.*debug file only\n"));
}

TEST(Log, ReportsAFileThatCannotBeOpened) {
    log_settings settings;
    settings.file = "/dev/null/log";
    const auto log_file = logging::start(settings);
    ASSERT_FALSE(log_file);
    EXPECT_EQ(log_file.error(), boost::system::errc::not_a_directory);
    EXPECT_FALSE(is_logged(log_level::error));
}

TEST(Log, DropsTheOldestLinesOfAFloodAndSaysHowMany) {
    const test::temp_dir folder;
    constexpr int each = 20'000;
    {
        const auto log_file = logging::start(to_file(folder, log_level::info));
        const auto flood = [] {
            for (int i = 0; i < each; ++i) {
                log(log_level::info, "line");
            }
        };
        std::thread one(flood);
        std::thread other(flood);
        one.join();
        other.join();
        log(log_level::info, "the last");
    }
    const auto text = test::read_file(folder / "log");
    EXPECT_THAT(text, HasSubstr("the last\n"));
    if (std::count(text.begin(), text.end(), '\n') < 2 * each) {
        EXPECT_THAT(text, HasSubstr("lines of the log were dropped"));
    }
}

}  // namespace
}  // namespace trawl::base
