#pragma once

#include <memory>
#include <string>

#include "http/public_suffix.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// Which hosts belong to one owner, by the public suffix list.
///
/// Threads     Any.
class sites {
public:
    /// The domain that was registered ("example.co.uk" of "www.example.co.uk"): one label more than the public suffix. The host
    /// itself if it is an address, or a public suffix.
    [[nodiscard]] std::string registered_domain(const http::url& where) const;

private:
    std::shared_ptr<const http::public_suffixes> suffixes_ = std::make_shared<http::public_suffixes>();
};

}  // namespace trawl::crawl
