#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "expect/syntax_error.hpp"

namespace trawl::fuzz {

/// Ends the program, which is how libFuzzer learns that an input found something.
inline void check(bool holds, std::string_view what) {
    if (!holds) {
        std::cerr << "does not hold: " << what << '\n';
        std::abort();
    }
}

/// What an error promises: a text, and a place in what was read.
inline void check_error(const expect::syntax_error& wrong, std::string_view text) {
    check(!wrong.what.empty(), "an error says what is wrong");
    check(wrong.at <= text.size(), "an error's place is within the text");
    check(wrong.at + wrong.length <= text.size() + 1, "what is wrong ends with the text, or right behind it");
    check(!expect::with_carets(wrong, text).empty(), "an error can be shown");
}

}  // namespace trawl::fuzz
