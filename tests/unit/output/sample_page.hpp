#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crawl/page.hpp"

namespace trawl::output::test {

/// A page that was fetched with 200 from 192.0.2.1 at 2026-11-23T10:33:49.123Z, with this body; its request is there too.
[[nodiscard]] std::shared_ptr<crawl::page> sample_page(std::string_view url, std::string_view body,
                                                       std::string_view media_type = "text/html");

/// Replaces its body, with digests and sizes; the fields stay.
void set_body(crawl::page& what, std::string_view body);

/// A link of it.
void add_link(crawl::page& what, std::string_view target, std::string_view anchor,
              html::link_kind kind = html::link_kind::anchor);

}  // namespace trawl::output::test
