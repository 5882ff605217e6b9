#pragma once

#include <exception>
#include <string>

namespace trawl::base {

/// What it says, for people: without the category and the number that Boost puts behind the text of an error.
[[nodiscard]] std::string error_text(const std::exception& failed);

}  // namespace trawl::base
