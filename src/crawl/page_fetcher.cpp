#include "crawl/page_fetcher.hpp"

#include <memory>

#include "crawl/page.hpp"
#include "fetch/reply_notes.hpp"

namespace trawl::crawl {

page_fetcher::page_fetcher(http::session& http, files::writer& disk, async::blocking_pool& pool, robots_keeper* robots,
                           page_settings settings)
    : http_(http), disk_(disk), pool_(pool), robots_(robots), settings_(std::move(settings)) {
}

async::awaitable<fetch::attempt_result> page_fetcher::attempt(fetch::report& told, fetch::traffic& /*lane*/) {
    (void)disk_;
    (void)pool_;
    (void)robots_;
    http::request ask(*told.what.target);
    auto sent = http_.send(std::move(ask), &told.trace);
    auto reply = co_await std::move(sent);
    if (!reply) {
        fetch::network_failure failed{reply.error()};
        co_return fetch::attempt_result(std::move(failed));
    }
    fetch::note_head(told, *reply);
    auto made = std::make_shared<page>(*told.what.target);
    made->id = visit_of(told.what).id;
    made->status = reply->status();
    told.product = std::move(made);
    co_return fetch::attempt_result(fetch::fetched{});
}

std::string page_fetcher::path_of(const fetch::job& /*what*/) const {
    return {};
}

}  // namespace trawl::crawl
