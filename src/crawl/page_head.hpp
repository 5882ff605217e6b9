#pragma once

#include <string>

#include "crawl/page.hpp"
#include "trawl/http/response.hpp"

namespace trawl::crawl {

/// Fills in what the exchange was, without the body. `sent_head` is the request's head as it was sent; empty if nobody wants it.
void tell_exchange(page& into, const http::response& reply, std::string sent_head);

}  // namespace trawl::crawl
