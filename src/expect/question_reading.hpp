#pragma once

#include <vector>

#include "expect/judging.hpp"
#include "expect/lexer.hpp"
#include "expect/operand.hpp"

namespace trawl::expect {

struct written_question {
    question asked;
    std::vector<written_item> operand;
};

/// A whole expectation. Throws `syntax_error`.
[[nodiscard]] written_question read_question(lexer& from);

}  // namespace trawl::expect
