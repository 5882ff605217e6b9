#pragma once

#include <cstddef>
#include <string_view>

#include "expect/json_path_query.hpp"
#include "expect/json_path_scanner.hpp"

namespace trawl::expect::path {

/// Reads JSONPath by the grammar of RFC 9535, and sees to it that functions get what they take.
///
/// Errors      Throws bad_syntax.
class parser {
public:
    explicit parser(std::string_view text) noexcept : in_(text) {}

    query whole();
    query prefix(std::size_t& size);

private:
    /// Counts how deep brackets, parentheses and functions stand in each other.
    class level {
    public:
        explicit level(parser& of) : of_(of) {
            if (of_.depth_ == 64) {
                of_.in_.fail("nested more than 64 deep");
            }
            ++of_.depth_;
        }
        level(const level&) = delete;
        level& operator=(const level&) = delete;
        ~level() { --of_.depth_; }

    private:
        parser& of_;
    };

    void root();
    query segments(bool is_relative, bool skips_blanks);
    bool segment_into(query& into);
    segment dotted(bool descends);
    segment bracketed(bool descends);
    selector selected();
    selector numbered();

    test disjunction();
    test conjunction();
    test basic();
    test negated();
    test parenthesised();
    test compared_or_tested(std::size_t begin);
    test tested(operand what, std::size_t begin);
    bool has_relation();
    relation compared();
    void check_comparable(const operand& what, std::size_t begin);

    operand primary();
    operand worded();
    literal number();
    call arguments(function of);
    void check_argument(function of, std::size_t which, const operand& given, std::size_t begin);
    void compile_expression(call& what, std::size_t at);

    scanner in_;
    std::size_t depth_ = 0;
};

}  // namespace trawl::expect::path
