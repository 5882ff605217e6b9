#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/script.hpp"

namespace trawl::test {

/// One reply of the public suites, and what a client must do with it.
struct reply_case {
    std::string name;
    std::string level;  ///< must, should, either
    std::string method;
    std::string after;    ///< close, keep, rst, stall
    std::string outcome;  ///< accept, reject, either
    /// The whole reply; of an endless one, some megabytes.
    std::string bytes;
    /// The same for a server.
    script steps;

    [[nodiscard]] bool allows(std::string_view body) const;

    std::vector<std::string> bodies;
    std::vector<std::string> body_hashes;
};

/// Empty if the vectors are not there.
std::vector<reply_case> load_reply_cases();

}  // namespace trawl::test
