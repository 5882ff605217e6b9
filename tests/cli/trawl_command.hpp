#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cli/record_list.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {

/// Whether it ended by itself with this status; says what it wrote if not.
[[nodiscard]] testing::AssertionResult ended_with(const child_result& result, int status);

/// The arguments and an environment that holds nothing that changes what trawl does.
[[nodiscard]] child_options trawl_options(std::vector<std::string> arguments, std::string input = {});

/// Runs `trawl` to its end.
[[nodiscard]] child_result run_trawl(std::vector<std::string> arguments, std::string input = {});

/// Runs `trawl fetch` in a folder of its own, with the files going to "out" and the records to "records.jsonl" in there.
class FetchCommand : public testing::Test {
protected:
    [[nodiscard]] child_options fetch_options(const std::vector<std::string>& arguments, std::string input = {}) const;
    [[nodiscard]] child_result fetch(const std::vector<std::string>& arguments, std::string input = {}) const;
    /// With its stdin open.
    [[nodiscard]] child_process start_fetch(const std::vector<std::string>& arguments, std::string input = {}) const;

    [[nodiscard]] record_list records() const;

    [[nodiscard]] std::filesystem::path out() const { return place_ / "out"; }
    [[nodiscard]] std::filesystem::path place(const std::string& name) const { return place_ / name; }
    /// The path as text, of a file with this content.
    [[nodiscard]] std::string file(const std::string& name, std::string_view content) const;
    /// The names of all that is in "out", sorted; without the state of the runs (.trawl).
    [[nodiscard]] std::vector<std::string> names() const;
    /// Of a file in "out".
    [[nodiscard]] std::string content(const std::string& name) const;

private:
    temp_dir place_;
};

}  // namespace trawl::test
