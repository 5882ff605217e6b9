#include "crawl/budget.hpp"

#include "base/duration_text.hpp"

namespace trawl::crawl {

namespace {

bool is_over(const budget& limit, const spending& so_far, async::clock::time_point now) noexcept {
    return limit.time && so_far.began && now - *so_far.began >= *limit.time;
}

}  // namespace

allowance ask(const budget& limit, const spending& so_far, async::clock::time_point now) noexcept {
    if ((limit.bytes && so_far.bytes >= *limit.bytes) || is_over(limit, so_far, now)) {
        return allowance::spent;
    }
    if (!limit.pages || so_far.pages + so_far.active < *limit.pages) {
        return allowance::open;
    }
    return so_far.pages < *limit.pages ? allowance::waits : allowance::spent;
}

std::string name_of_limit(const budget& limit, const spending& so_far, async::clock::time_point now,
                          const std::string& prefix) {
    if (limit.pages && so_far.pages >= *limit.pages) {
        return prefix + "pages " + std::to_string(*limit.pages);
    }
    if (limit.bytes && so_far.bytes >= *limit.bytes) {
        return prefix + "bytes " + std::to_string(*limit.bytes);
    }
    if (is_over(limit, so_far, now)) {
        return prefix + "time " + base::to_text(*limit.time);
    }
    return {};
}

}  // namespace trawl::crawl
