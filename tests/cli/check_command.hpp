#pragma once

#include <string>
#include <vector>

#include "cli/trawl_command.hpp"

namespace trawl::test {

[[nodiscard]] inline std::vector<std::string> operator+(std::vector<std::string> first,
                                                        const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// Runs `trawl check`.
class CheckCommand : public FetchCommand {
protected:
    [[nodiscard]] static child_options check_options(std::vector<std::string> arguments, std::string input = {}) {
        arguments.insert(arguments.begin(), "check");
        return trawl_options(std::move(arguments), std::move(input));
    }

    [[nodiscard]] static child_result check(std::vector<std::string> arguments, std::string input = {}) {
        return run(TRAWL_BINARY, check_options(std::move(arguments), std::move(input)));
    }

    static void expect_refused(std::vector<std::string> arguments, const std::string& told) {
        const auto result = check(std::move(arguments));
        EXPECT_TRUE(ended_with(result, 2));
        EXPECT_EQ(result.out, "");
        EXPECT_NE(result.err.find(told), std::string::npos) << result.err;
    }

    /// Its records go to "records.jsonl".
    [[nodiscard]] child_result check_and_record(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--results", place("records.jsonl")});
        return check(std::move(arguments));
    }
};

}  // namespace trawl::test
