#pragma once

#include <string>
#include <string_view>

#include "fetch/job.hpp"

namespace trawl::output {

/// Text that may hold URLs, with "***" in place of whatever looks like a password: all of "//user:pass@", up to the
/// last '@' of the word.
[[nodiscard]] std::string redacted_text(std::string_view text);

/// A job's input as it was given, without its password: of a URL that was understood only the password goes, of one
/// that was not all that looks like one, with or without "//" before it.
[[nodiscard]] std::string redacted_input(const fetch::job& what);

/// Whether there is anything for the two above to look at; without, the text can be used as it is.
[[nodiscard]] inline bool may_hold_password(std::string_view text) noexcept {
    return text.find('@') != std::string_view::npos;
}

}  // namespace trawl::output
