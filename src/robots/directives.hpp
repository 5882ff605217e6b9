#pragma once

#include <string_view>

namespace trawl::robots {

/// What `<meta name="robots">` or X-Robots-Tag says to one agent.
struct directives {
    bool nofollow = false;
    bool noindex = false;

    /// Both say no where one of them does.
    void add(const directives& other) noexcept {
        nofollow = nofollow || other.nofollow;
        noindex = noindex || other.noindex;
    }
};

/// Whether a meta element of this name speaks to `agent`: "robots", or its product token, in any case.
[[nodiscard]] bool is_meant_for(std::string_view meta_name, std::string_view agent) noexcept;

/// Reads the content of a meta element: words between commas, semicolons or blanks, in any case. "none" is both.
/// Unknown words are passed over, and what allows ("all", "follow") takes nothing back.
[[nodiscard]] directives parse_directives(std::string_view content) noexcept;

/// Reads one X-Robots-Tag field: what stands behind "agent:" counts only if that is the product token of `agent`, or '*',
/// up to the next such name.
[[nodiscard]] directives parse_robots_tag(std::string_view field, std::string_view agent) noexcept;

}  // namespace trawl::robots
