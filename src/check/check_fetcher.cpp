#include "check/check_fetcher.hpp"

#include <utility>

#include "check/check_attempt.hpp"
#include "check/check_means.hpp"

namespace trawl::check {

check_fetcher::check_fetcher(http::session& http, async::blocking_pool& pool, check_settings settings)
    : http_(http), pool_(pool), settings_(std::move(settings)) {
}

async::awaitable<fetch::attempt_result> check_fetcher::attempt(fetch::report& told, fetch::traffic& lane) {
    const double share = std::generate_canonical<double, 32>(random_);
    const check_means with{http_, pool_, settings_, buffers_, bytes_, started_, share};
    check_attempt under_way(with, told, lane);
    co_return co_await under_way.run();
}

}  // namespace trawl::check
