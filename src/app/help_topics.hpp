#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trawl::app {

/// A text of `trawl help`.
struct help_topic {
    std::string_view name;
    std::string_view about;  ///< one line
    std::string_view text;
};

[[nodiscard]] const std::vector<help_topic>& help_topics();

/// What `trawl help` prints: the topics, each with its line.
[[nodiscard]] std::string help_overview();

}  // namespace trawl::app
