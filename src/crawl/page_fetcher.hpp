#pragma once

#include <cstdint>
#include <string>

#include "crawl/page_means.hpp"
#include "crawl/page_settings.hpp"
#include "crawl/robots_keeper.hpp"
#include "fetch/attempter.hpp"
#include "fetch/outcome.hpp"
#include "fetch/traffic.hpp"
#include "files/writer.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/blocking_pool.hpp"
#include "trawl/http/session.hpp"

namespace trawl::crawl {

/// One attempt at one URL of a crawl: from robots.txt to a whole page, or to what kept it from becoming one.
///
/// Lifetime    What it is given must outlive it, and it its attempts.
/// Threads     Not thread-safe: all calls on one executor. The work on big bodies is done on the pool's threads.
class page_fetcher final : public fetch::attempter {
public:
    /// `http`    Made with `max_redirects` 0 and without `accept_codings`: codings are asked for and decoded here.
    /// `robots`  Null: nobody is asked (--ignore-robots).
    page_fetcher(http::session& http, files::writer& disk, async::blocking_pool& pool, robots_keeper* robots,
                 page_settings settings);

    /// Requires a job of the crawl's frontier, whose details are a `visit`.
    ///
    /// Result      `told.product` is a `page` whenever a reply's head came, also of one that is not taken further.
    ///             - 2xx: `fetched`, also if `page::skipped` says why its body was not taken.
    ///             - A redirect that can be followed: `fetched`; its target is the link of kind `redirect`. One to what is
    ///               the same page for the crawl (`page_settings::key_of`) is followed, up to 5 times.
    ///             - 304 to a conditional request: `not_modified`.
    ///             - Another status: `http_error`.
    ///             - robots.txt says no: `robots_denied`, without a product. It cannot be had yet: `is_put_off`. It could
    ///               not be had: `robots_denied` that passes, or the `network_failure` that kept it away, and that
    ///               is final.
    ///             - It may not be asked for any more: `cancelled`; not now: `is_put_off`.
    /// Cancelling  Closes the connection; a file under way is dropped.
    [[nodiscard]] async::awaitable<fetch::attempt_result> attempt(fetch::report& told, fetch::traffic& lane) override;

    [[nodiscard]] const std::string& method() const noexcept override { return method_; }
    [[nodiscard]] std::string path_of(const fetch::job& what) const override;

    /// Of bodies on the wire, over all attempts.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

private:
    page_settings settings_;
    std::string method_ = "GET";
    std::uint64_t bytes_ = 0;
    page_means means_;
};

}  // namespace trawl::crawl
