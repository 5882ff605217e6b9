#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "check/located_text.hpp"
#include "check/suite_source.hpp"
#include "expect/syntax_error.hpp"
#include "expect/template_text.hpp"

namespace trawl::check {

/// What is wrong with a suite file, gathered to be told at once.
///
/// Lifetime    The source must outlive it.
class suite_problems {
public:
    explicit suite_problems(const suite_source& of) noexcept : source_(&of) {}

    /// At the beginning of a text.
    void add(const located_text& at, const std::string& what);
    /// At a place of the file as it stands: with its line, and a caret.
    void add_with_line(const located_text& at, const std::string& what);
    /// Within a text: with carets below it.
    void add(const located_text& in, const expect::syntax_error& wrong);
    /// Of a place to be filled in.
    void add(const located_text& in, const expect::template_text::reference& of, const std::string& what);

    /// No message shows it.
    void hide(std::string secret);

    [[nodiscard]] bool are_none() const noexcept { return found_.empty(); }

    /// Errors      Throws `suite_error` if there are some: the first 20, in the order of the file.
    void throw_if_any() const;

private:
    void add(place where, const std::string& what, std::string below);
    [[nodiscard]] std::string without_secrets(std::string text) const;

    // Each once, whatever number of variants of a check it was found in.
    using problem = std::tuple<std::uint32_t, std::uint32_t, std::string>;

    const suite_source* source_;
    std::set<problem> found_;
    std::size_t too_many_ = 0;
    std::vector<std::string> secrets_;
};

}  // namespace trawl::check
