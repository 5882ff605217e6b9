#include "fetch/reply_notes.hpp"

#include "base/log.hpp"
#include "base/printable.hpp"
#include "http/auth_challenge.hpp"
#include "http/rate_limit.hpp"
#include "http/retry.hpp"

namespace trawl::fetch {

namespace {

constexpr int unauthorized = 401;

// What came in answer to a login, or to none: people see whether we have what is wanted.
void tell_wanted_login(const http::response& reply) {
    constexpr std::size_t longest = 40;
    std::string schemes;
    for (const auto& one : http::auth_challenges(reply.fields(), "WWW-Authenticate")) {
        schemes += (schemes.empty() ? "" : ", ") + base::printable(one.scheme.substr(0, longest));
    }
    if (!schemes.empty()) {
        base::log(base::log_level::info, std::string(reply.where().host_field()) + " wants a login by " + schemes);
    }
}

}  // namespace

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
    if (facts.status == unauthorized) {
        tell_wanted_login(reply);
    }
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
