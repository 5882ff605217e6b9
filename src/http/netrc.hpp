#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

namespace trawl::http {

/// Logins by host, from a .netrc file: `machine`, `default`, `login`, `password`, `account`, `macdef`; tokens may stand in
/// double quotes with \", \\, \n, \r and \t; a '#' where a keyword could stand begins a comment.
class netrc {
public:
    struct login {
        std::string username;
        std::string password;
    };

    struct bad_line {
        std::size_t line = 0;
        std::string reason;  ///< never holds text of the file: it might be a password
    };

    /// Errors      The first line that is none of a .netrc's.
    [[nodiscard]] static boost::system::result<netrc, bad_line> parse(std::string_view text);

    /// The login for a host: the first of its `machine` entries (the whole name, whatever its case, or an address, IPv6
    /// without brackets), else that of `default`. With a user name, only an entry of this user or without one,
    /// which gives none then.
    ///
    /// Limits      `default` is for the hosts that the user names: do not ask for those that redirects lead to.
    [[nodiscard]] std::optional<login> find(std::string_view host, std::string_view username = {}) const;

private:
    friend class netrc_parser;

    struct entry {
        std::string host;  ///< empty: default
        login who;
    };

    std::vector<entry> entries_;
};

}  // namespace trawl::http
