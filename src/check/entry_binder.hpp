#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "check/capture_sources.hpp"
#include "check/entry.hpp"
#include "check/matrix.hpp"
#include "check/suite.hpp"
#include "check/suite_problems.hpp"
#include "check/suite_variables.hpp"
#include "trawl/http/url.hpp"

namespace trawl::check {

/// Makes entries of the variants of a suite's checks: fills in what is known before the run. What a check that is needed
/// captures stays open.
///
/// Lifetime    All that it is made from must outlive it.
class entry_binder {
public:
    entry_binder(const suite_source& source, const suite_inputs& inputs, const std::vector<variant>& all,
                 std::optional<http::url> base_url, suite_variables& variables, suite_problems& problems);

    [[nodiscard]] std::shared_ptr<const entry> bind(std::size_t index);

private:
    using reference = expect::template_text::reference;

    [[nodiscard]] std::optional<std::string> value(const reference& what, const located_text& in);
    [[nodiscard]] std::optional<std::string> missing(const reference& what, const located_text& in);
    [[nodiscard]] expect::template_text bind(const drafted_text& text);
    void bind_url(entry& to, const variant& of);
    void bind_fields(entry& to, const variant& of);
    void look_at_url(const std::string& filled, const located_text& in);
    void add_expectation(entry& to, const expect::expectation& what, const located_text& from, place where);
    void add_expectations(entry& to, const variant& of);

    const suite_source* source_;
    const suite_inputs* inputs_;
    const std::vector<variant>* all_;
    std::optional<http::url> base_url_;
    suite_variables* variables_;
    suite_problems* problems_;
    capture_sources captures_;
    std::size_t index_ = 0;  // of the variant under work
    bool is_whole_ = true;   // nothing that the text under work needs was missing
};

}  // namespace trawl::check
