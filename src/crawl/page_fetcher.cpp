#include "crawl/page_fetcher.hpp"

#include <utility>

#include "crawl/page_attempt.hpp"

namespace trawl::crawl {

page_fetcher::page_fetcher(http::session& http, files::writer& disk, async::blocking_pool& pool, robots_keeper* robots,
                           page_settings settings)
    : settings_(std::move(settings)), means_{http, disk, pool, robots, settings_, bytes_} {
}

async::awaitable<fetch::attempt_result> page_fetcher::attempt(fetch::report& told, fetch::traffic& lane) {
    told.product.reset();
    page_attempt under_way(means_, told, lane);
    auto result = co_await under_way.run();
    if (settings_.limits != nullptr && !fetch::is_success(result.how)) {
        settings_.limits->put_down(told.what);
    }
    co_return result;
}

// Each page gets its name when its head has come.
std::string page_fetcher::path_of(const fetch::job& /*what*/) const {
    return {};
}

}  // namespace trawl::crawl
