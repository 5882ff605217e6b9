#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "support/fault_server.hpp"

namespace trawl::test {

/// A site that wants Digest (RFC 7616) with qop=auth, for a fault server: "hello" to who knows the password.
///
/// Threads     One server's.
class digest_site {
public:
    std::string username = "user";
    std::string password = "pass";
    std::string realm = "a site";
    std::string algorithm = "SHA-256";
    /// Behind the other challenge's parameters, and other challenges.
    std::string more;
    /// A nonce answered more often than this is refused.
    std::uint32_t uses_of_a_nonce = std::numeric_limits<std::uint32_t>::max();
    /// As out of date; else as if it had never been.
    bool says_stale = true;
    /// Each count must be greater than those before.
    bool wants_order = false;
    /// Each reply gives the next nonce (Authentication-Info).
    bool gives_next = false;
    /// Which is the one that was used.
    bool gives_same = false;
    /// Refuses all, as out of date.
    bool is_never_content = false;

    [[nodiscard]] script answer(const received_request& asked);
    /// What a server takes.
    [[nodiscard]] fault_server::handler handler();

private:
    enum class verdict { good, wrong, stale };
    [[nodiscard]] verdict judge(const received_request& asked);
    [[nodiscard]] std::string new_nonce();

    struct use {
        std::uint32_t times = 0;
        std::uint64_t last = 0;
    };
    std::map<std::string, use> nonces_;
};

}  // namespace trawl::test
