#pragma once

#include <string>
#include <string_view>

#include "check/suite.hpp"
#include "support/temp_dir.hpp"

namespace trawl::check::test_suites {

/// A suite file of a test, under the name "smoke.toml" in its errors.
class suite_file {
public:
    explicit suite_file(std::string_view text);

    [[nodiscard]] suite load(const suite_inputs& inputs = {}) const;
    /// What is wrong with it, the file's folder left out.
    [[nodiscard]] std::string errors(const suite_inputs& inputs = {}) const;

private:
    trawl::test::temp_dir folder_;
    std::string path_;
};

/// The names of a suite's checks, with commas.
[[nodiscard]] std::string names(const suite& of);

/// A suite's inputs with an environment of its own.
[[nodiscard]] suite_inputs with_environment(expect::variables environment);

}  // namespace trawl::check::test_suites
