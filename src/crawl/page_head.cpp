#include "crawl/page_head.hpp"

#include <utility>

#include "crawl/media_type.hpp"
#include "crawl/request_text.hpp"

namespace trawl::crawl {

void tell_exchange(page& into, const http::response& reply, std::string sent_head) {
    into.trace = reply.trace();
    into.request_head = without_secrets(std::move(sent_head));
    into.status = reply.status();
    into.version = reply.version();
    into.reason = reply.reason();
    into.fields = reply.fields();
    media_type type = parse_media_type(into.fields.get("Content-Type").value_or(""));
    into.media_type = std::move(type.name);
    into.charset = std::move(type.charset);
}

}  // namespace trawl::crawl
