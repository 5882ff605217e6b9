#include "app/exit_status.hpp"

#include <gtest/gtest.h>

namespace trawl::app {
namespace {

run_end ended(output::failure_counts failures) {
    run_end end;
    end.failures = failures;
    end.inputs = 100;
    return end;
}

TEST(ExitStatus, IsThatOfTheWorstWhateverElseHappened) {
    run_end end = ended({});
    EXPECT_EQ(exit_status_of(end), all_done);
    end.failures.input = 1;
    EXPECT_EQ(exit_status_of(end), usage);
    end.failures.status = 1;
    EXPECT_EQ(exit_status_of(end), http_status);
    end.failures.network = 1;
    EXPECT_EQ(exit_status_of(end), network);
    end.failures.output = 1;
    EXPECT_EQ(exit_status_of(end), write_failed);
    end.is_internal_error = true;
    EXPECT_EQ(exit_status_of(end), internal_error);
    end.signal = 15;
    EXPECT_EQ(exit_status_of(end), 143);
}

TEST(ExitStatus, TellsWhatHappenedToTheRunItself) {
    run_end end = ended({});
    end.is_list_broken = true;
    EXPECT_EQ(exit_status_of(end), usage);
    end.is_output_lost = true;
    EXPECT_EQ(exit_status_of(end), write_failed);
    end = ended({});
    end.had_nothing_to_do = true;
    EXPECT_EQ(exit_status_of(end), usage);
}

TEST(ExitStatus, OverlooksFailuresBelowTheThreshold) {
    run_end end = ended({1, 1, 2, 0});
    end.fail_on = *fail_threshold::parse("5");
    EXPECT_EQ(exit_status_of(end), all_done);
    end.fail_on = *fail_threshold::parse("4%");
    EXPECT_EQ(exit_status_of(end), write_failed);
    end.fail_on = *fail_threshold::parse("none");
    EXPECT_EQ(exit_status_of(end), all_done);
    end.is_output_lost = true;
    EXPECT_EQ(exit_status_of(end), write_failed) << "lost records are no failure of an input";
}

TEST(FailThreshold, IsReachedByCountOrShare) {
    const auto reached = [](std::string_view text, std::uint64_t failed, std::uint64_t all) {
        return fail_threshold::parse(text)->is_reached(failed, all);
    };
    EXPECT_TRUE(reached("any", 1, 1000));
    EXPECT_FALSE(reached("any", 0, 0));
    EXPECT_FALSE(reached("none", 1000, 1000));
    EXPECT_FALSE(reached("3", 2, 1000));
    EXPECT_TRUE(reached("3", 3, 1000));
    EXPECT_FALSE(reached("2.5%", 24, 1000));
    EXPECT_TRUE(reached("2.5%", 25, 1000));
    EXPECT_FALSE(reached("0.1%", 0, 1000));
    EXPECT_TRUE(reached("100%", 7, 7));
}

TEST(FailThreshold, RefusesWhatIsNone) {
    for (const char* text : {"", "all", "-1", "0", "1.5", "0%", "101%", "%", "5 %", "nan", "1e400", "5%%"}) {
        EXPECT_FALSE(fail_threshold::parse(text)) << text;
    }
}

}  // namespace
}  // namespace trawl::app
