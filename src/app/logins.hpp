#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "app/options.hpp"
#include "trawl/http/request.hpp"
#include "trawl/http/url.hpp"

namespace trawl::app {

/// Who we are at a place: user name and password of its URL, else what --user or --bearer gave, else what the .netrc has
/// for its host.
using login_chooser = std::function<std::optional<http::credentials>(const http::url& where)>;

/// Names and passwords that stood in seeds: each counts for all of its origin, and for no other. They are kept nowhere else.
class seed_logins {
public:
    /// Takes note of a seed's, if it has any; of one origin the first counts.
    void add(const http::url& seed);

    /// What `otherwise` chooses for a place, unless a seed of its origin had a login.
    ///
    /// Lifetime    What is made must not outlive this.
    [[nodiscard]] login_chooser before(login_chooser otherwise) const;

private:
    std::map<std::string, http::url, std::less<>> by_origin_;
};

/// Null if there is nobody to be. Reads the .netrc; warns when others than the user can read it.
///
/// Errors      Throws `bad_value`, which names the file and the line, and holds nothing of it.
[[nodiscard]] login_chooser choose_logins(const credential_options& given);

}  // namespace trawl::app
