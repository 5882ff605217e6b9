#pragma once

#include <string>
#include <vector>

#include "support/script.hpp"

namespace trawl::test {

/// A reply that is odd, broken or hostile, and what a client must make of it.
struct odd_reply {
    std::string name;  ///< fits into a URL and names a file
    script steps;
    /// What records call the failure, "protocol", and its phase, "head"; empty: the reply is taken.
    std::string failure;
    std::string where;
    /// Of a reply that is taken, the codings undone.
    std::string body;
    int status = 200;
    /// Whether the connection may serve the next request: never with bytes left over or a failure.
    bool serves_again = false;
    std::string method = "GET";
};

/// The corpus: for a client that asks for all four codings, follows redirects within the server, and has the default
/// limits. "/good" is another reply of the same server, "good". Those that are refused are not followed by the end of
/// the connection unless that is what is wrong: a client that waits for more does not end.
[[nodiscard]] std::vector<odd_reply> odd_replies();

/// Its parts: what frames a body, heads, codings and what is coded, and where a reply leads.
[[nodiscard]] std::vector<odd_reply> odd_framings();
[[nodiscard]] std::vector<odd_reply> odd_heads();
[[nodiscard]] std::vector<odd_reply> odd_bodies();

/// Whole replies of every framing, for cutting: each is 200 with the body "hello", to a client that undoes codings.
[[nodiscard]] std::vector<odd_reply> replies_to_cut();

/// One of them, ended after each of its bytes but the last: none is whole. Where only the end delimits the body, one
/// without any of it would be, and is not among them.
[[nodiscard]] std::vector<odd_reply> cut_everywhere(const odd_reply& whole);

}  // namespace trawl::test
