#pragma once

#include <memory>
#include <optional>
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

/// Adds `status in 200..299` unless one of the entry's expectations judges the status or a failure.
void add_usual_expectation(entry& made);

/// Sets what all of the expectations and captures want to see. To be called when they stand.
void note_wants(entry& made);

/// What is wrong with two expectations beside each other: one that wants a failure leaves no status to look at. nullopt:
/// nothing.
[[nodiscard]] std::optional<std::string> contradiction(const expect::expectation& one,
                                                       const expect::expectation& other);

}  // namespace trawl::check
