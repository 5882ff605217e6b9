#pragma once

#include <string>
#include <string_view>

#include "fetch/job.hpp"

namespace trawl::output {

/// Text that may hold URLs, with "***" in place of whatever looks like a password or a token: all of "//user:pass@", up
/// to the last '@' of the word, and of "//token@".
[[nodiscard]] std::string redacted_text(std::string_view text);

/// A job's input as it was given, without its password, and without a user name that stands alone: of a URL that was
/// understood only that goes, of one that was not all that looks like it, with or without "//" before it.
[[nodiscard]] std::string redacted_input(const fetch::job& what);

/// A URL, or another text, as `redacted_text` gives it: cheap where nothing looks like a password.
[[nodiscard]] std::string without_passwords(std::string_view text);

/// Whether there is anything for the others to look at; without, the text can be used as it is.
[[nodiscard]] inline bool may_hold_password(std::string_view text) noexcept {
    return text.find('@') != std::string_view::npos || text.find("%40") != std::string_view::npos;
}

}  // namespace trawl::output
