#pragma once

#include <memory>
#include <string>
#include <vector>

#include "check/entry.hpp"
#include "expect/threshold.hpp"

namespace trawl::check {

struct suite_inputs;

struct placed_threshold {
    expect::threshold what;
    place where;
};

/// What the command line expects: `--expect`.
struct given_expectations {
    std::vector<placed_expectation> of_each;  ///< of every reply
    std::vector<placed_threshold> of_run;

    given_expectations() = default;
};

/// Reads the texts of `--expect`: those that begin as thresholds do are thresholds. Their places are empty.
///
/// Errors      Throws `suite_error` with all that is wrong: "--expect: unknown operator ..." and the text with carets.
[[nodiscard]] given_expectations read_expectations(const std::vector<std::string>& texts);

/// What is asked of every URL of the command line and of lists: `inputs.expectations`, with places filled in from
/// --var, --secret and the environment, and the usual one where it holds. Its name and URL are empty.
///
/// Errors      Throws `suite_error`: a variable without a value.
[[nodiscard]] std::shared_ptr<const entry> entry_for_urls(std::string method, const suite_inputs& inputs,
                                                          std::vector<std::string>& secrets);

/// Adds `status in 200..299` unless one of the entry's expectations judges the status or a failure, and sets what all of
/// them and the captures want to see. To be called once, when the expectations stand.
void complete_expectations(entry& made);

}  // namespace trawl::check
