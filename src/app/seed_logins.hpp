#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "app/logins.hpp"
#include "app/options.hpp"
#include "trawl/http/request.hpp"
#include "trawl/http/url.hpp"

namespace trawl::app {

/// Who a crawl is, and where. What --user, --bearer and -H say of the user is for the origins of the seeds that he named,
/// and for nobody else that a crawl is led to; a .netrc says itself whom it is for.
///
/// Threads     Not thread-safe.
class seed_logins {
public:
    /// Errors      As `choose_logins`.
    explicit seed_logins(const credential_options& given);

    /// Its user name and password, if it has some, are for its origin too.
    void add(const http::url& seed);

    /// Whether it is of a seed's origin. http on its usual port stands for https on its usual port too: most sites lead
    /// from the one to the other.
    [[nodiscard]] bool is_ours(const http::url& where) const;

    [[nodiscard]] std::optional<http::credentials> at(const http::url& where) const;

private:
    login_chooser ours_;
    login_chooser others_;
    std::unordered_map<std::string, std::optional<http::url>> origins_;  // with a seed that has a login
};

}  // namespace trawl::app
