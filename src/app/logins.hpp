#pragma once

#include <functional>
#include <optional>

#include "app/options.hpp"
#include "trawl/http/request.hpp"

namespace trawl::app {

/// Who we are at a place: user name and password of its URL, else what --user or --bearer gave, else what the .netrc has
/// for its host.
using login_chooser = std::function<std::optional<http::credentials>(const http::url& where)>;

/// Null if there is nobody to be. Reads the .netrc; warns when others than the user can read it.
///
/// Errors      Throws `bad_value`, which names the file and the line, and holds nothing of it.
[[nodiscard]] login_chooser choose_logins(const credential_options& given);

}  // namespace trawl::app
