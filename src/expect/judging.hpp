#pragma once

#include <string>
#include <string_view>

#include "expect/comparison.hpp"
#include "expect/expectation.hpp"
#include "expect/operand.hpp"
#include "expect/subject.hpp"

namespace trawl::expect {

enum class quantifier : std::uint8_t { any, all, count };

/// What is asked of a subject.
struct question {
    subject about;
    quantifier how_many = quantifier::any;
    comparison how = comparison::equal;
    bool is_negated = false;       ///< as a whole: "not status ..."
    bool is_each_negated = false;  ///< "all ... not contains", "all ... !="

    /// What its values are read as.
    [[nodiscard]] reading reads() const noexcept;
    /// What they are compared as.
    [[nodiscard]] value_kind kind() const noexcept;
    /// As messages call it: "header Content-Type", "count json $.items".
    [[nodiscard]] std::string shown() const;
};

/// Whether a value compares so with what is wanted.
[[nodiscard]] bool holds(comparison how, const seen& value, const operand& wanted);

/// Requires that the subject is observed.
[[nodiscard]] verdict judge(const question& asked, const operand& wanted, const observation& of);

}  // namespace trawl::expect
