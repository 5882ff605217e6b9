#include "robots/directives.hpp"

namespace trawl::robots {

directives parse_directives(std::string_view) noexcept {
    return {};
}

directives parse_robots_tag(std::string_view, std::string_view) noexcept {
    return {};
}

}  // namespace trawl::robots
