#include "crawl/robots_keeper.hpp"

namespace trawl::crawl {

struct robots_keeper::origin {};

robots_keeper::robots_keeper(http::session& http, robots_settings settings)
    : http_(http), settings_(std::move(settings)) {
}

robots_keeper::~robots_keeper() = default;

void robots_keeper::remember(const robots_row& /*row*/) {
}

async::awaitable<robots_answer> robots_keeper::ask(const http::url& /*where*/, fetch::traffic& /*lane*/) {
    (void)http_;
    co_return robots_answer();
}

}  // namespace trawl::crawl
