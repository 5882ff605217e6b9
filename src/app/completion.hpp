#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/command_line.hpp"

namespace trawl::app {

/// A script that completes trawl's commands and options in "bash", "zsh" or "fish"; nullopt for other shells. It is made
/// from the options themselves.
[[nodiscard]] std::optional<std::string> completion_script(std::string_view shell, const command_line& program);

}  // namespace trawl::app
