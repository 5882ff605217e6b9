#include "crawl/site.hpp"

#include <string_view>

namespace trawl::crawl {

std::string sites::registered_domain(const http::url& where) const {
    std::string_view found = where.host();
    if (where.host_is_address() || suffixes_->contains(found)) {
        return std::string(found);
    }
    for (auto dot = found.find('.'); dot != std::string_view::npos; dot = found.find('.')) {
        const auto above = found.substr(dot + 1);
        if (above.empty() || suffixes_->contains(above)) {
            break;
        }
        found = above;
    }
    return std::string(found);
}

}  // namespace trawl::crawl
