#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/suite_draft.hpp"
#include "check/suite_problems.hpp"
#include "check/toml_value.hpp"

namespace trawl::check {

/// Reads the values of a suite file as what they have to be. What is not is a problem, and gives nothing.
///
/// Lifetime    The problems and the source must outlive it.
class value_reader {
public:
    value_reader(const suite_source& source, suite_problems& problems) noexcept
        : source_(&source), problems_(&problems) {}

    [[nodiscard]] suite_problems& problems() const noexcept { return *problems_; }

    [[nodiscard]] std::optional<located_text> text(const toml_value::member& of) const;
    /// One text, or a list of them; those that are none are left out.
    [[nodiscard]] std::vector<located_text> texts(const toml_value::member& of) const;
    /// A text, or a number or boolean as a text.
    [[nodiscard]] std::optional<located_text> scalar(const toml_value& value, std::string_view what) const;
    /// "500ms", or seconds.
    [[nodiscard]] std::optional<async::clock::duration> duration(const toml_value::member& of) const;
    [[nodiscard]] std::optional<unsigned> count(const toml_value::member& of) const;
    /// Null if it is no table.
    [[nodiscard]] const toml_value* table(const toml_value::member& of, std::string_view example) const;

    [[nodiscard]] std::optional<drafted_text> filled_text(located_text from) const;
    [[nodiscard]] std::optional<drafted_expectation> expectation(located_text from) const;
    [[nodiscard]] std::optional<placed_threshold> threshold(const located_text& from) const;
    [[nodiscard]] std::optional<expect::capture> capture(const located_text& from) const;

    /// Whether it may stand within `${ }`; what it is not is a problem.
    bool is_variable(const located_text& name) const;

    /// A key that TOML takes for one of the table [name] above it, though it names what stands before that table: a problem.
    /// Not where the suite uses a variable of this name. `scope`: "check"; empty: the top of the file.
    bool belongs_before(const located_text& key, std::span<const std::string_view> known, std::string_view scope,
                        std::string_view table) const;
    /// A text with a `${` where nothing is filled in: a problem.
    bool is_filled_in_vain(const located_text& text, std::string_view of) const;

    /// Whether `${NAME}` stands somewhere in the file.
    [[nodiscard]] bool is_used(std::string_view variable) const;

    /// The key that one which is none was probably meant for: one of a similar name, or what other tools call so. Empty: none.
    [[nodiscard]] static std::string_view meant_key(std::string_view key, std::span<const std::string_view> known);
    void unknown_key(const located_text& key, std::span<const std::string_view> known, std::string_view where) const;
    void wrong_kind(const toml_value::member& of, std::string_view wanted) const;

private:
    const suite_source* source_;
    suite_problems* problems_;
};

}  // namespace trawl::check
