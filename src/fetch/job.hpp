#pragma once

#include <cstdint>
#include <string>

#include "trawl/http/url.hpp"

namespace trawl::fetch {

/// One thing to get. Every input is one, a line that is no URL included: every input has one outcome.
struct job {
    /// The input's place: from 1, in the order of the inputs.
    std::uint64_t number = 0;
    /// The line it stood on; 0 if it came from the command line.
    std::uint64_t line = 0;
    /// As it was given.
    std::string input;
    http::result<http::url> target;
    /// Where the body goes, relative to the output folder; empty if it goes nowhere.
    std::string name;

    explicit job(http::result<http::url> where) : target(std::move(where)) {}
};

}  // namespace trawl::fetch
