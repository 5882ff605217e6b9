#pragma once

#include <string>

namespace trawl::crawl {

/// A request's head with "***" in place of what tells who we are: Authorization, Proxy-Authorization, Cookie.
[[nodiscard]] std::string without_secrets(std::string head);

}  // namespace trawl::crawl
