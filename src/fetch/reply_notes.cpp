#include "fetch/reply_notes.hpp"

#include "http/rate_limit.hpp"
#include "http/retry.hpp"

namespace trawl::fetch {

void note_head(report& told, const http::response& reply) {
    const auto text = [&reply](std::string_view name) { return std::string(reply.fields().get(name).value_or("")); };
    const std::uint64_t bytes_before = told.reply ? told.reply->bytes : 0;
    auto& facts = told.reply.emplace(reply.where());
    facts.bytes = bytes_before;
    facts.status = reply.status();
    facts.version = reply.version();
    facts.content_type = text("Content-Type");
    facts.etag = text("ETag");
    facts.last_modified = text("Last-Modified");
}

std::optional<std::chrono::milliseconds> asked_pause(int status, const http::headers& reply) {
    const auto now = std::chrono::system_clock::now();
    if (status >= 400) {
        if (const auto wish = reply.get("Retry-After")) {
            return http::parse_retry_after(*wish, now);
        }
    }
    return http::rate_limit_pause(reply, now);
}

}  // namespace trawl::fetch
