#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/entry.hpp"
#include "check/expectations.hpp"
#include "check/located_text.hpp"
#include "expect/expectation.hpp"
#include "expect/template_text.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::check {

inline constexpr std::array<std::string_view, 7> usual_methods{"GET",    "HEAD",  "POST",   "PUT",
                                                               "DELETE", "PATCH", "OPTIONS"};

struct drafted_text {
    expect::template_text what;
    located_text from;
};

struct drafted_expectation {
    expect::expectation what;
    located_text from;
};

struct drafted_capture {
    located_text name;
    expect::capture what;
    located_text from;
    bool is_secret = false;
};

struct drafted_field {
    std::string name;
    std::vector<drafted_text> values;
};

struct matrix_axis {
    std::string name;
    std::vector<std::string> values;
};

/// A [[check]], or the [defaults], as the file has it: nothing expanded or filled in.
struct check_draft {
    located_text where;  ///< its text is empty
    std::optional<drafted_text> name;
    std::optional<std::string> method;
    std::optional<drafted_text> url;
    std::vector<drafted_field> fields;
    std::optional<drafted_text> body;
    std::vector<drafted_expectation> expectations;
    std::vector<drafted_capture> captures;
    std::optional<retry_rule> retry;
    bool has_own_retry = false, has_own_wait = false;  // not of [defaults]
    std::optional<async::clock::duration> wait_for;
    std::optional<async::clock::duration> timeout;
    std::optional<unsigned> max_redirects;
    std::vector<std::string> tags;
    std::optional<std::string> skip;
    std::vector<matrix_axis> matrix;
    std::vector<located_text> needs;

    /// What a check sends that has a body but names no method is a POST.
    [[nodiscard]] std::string method_or_usual() const { return method.value_or(body ? "POST" : "GET"); }
};

/// A suite file as it stands, with the defaults applied.
struct suite_draft {
    struct variable {
        std::string name;
        drafted_text value;
    };

    std::string name;
    std::optional<drafted_text> base_url;
    std::vector<variable> vars;
    std::vector<check_draft> checks;
    std::vector<placed_threshold> thresholds;
};

}  // namespace trawl::check
