#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "check/check_details.hpp"
#include "check/check_result.hpp"
#include "check/check_settings.hpp"
#include "fetch/attempter.hpp"
#include "fetch/outcome.hpp"
#include "fetch/traffic.hpp"
#include "files/buffer.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/blocking_pool.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/session.hpp"

namespace trawl::check {

/// Asks what a check asks, and looks at all that is expected of the reply, or of the failure in place of one.
///
/// Lifetime    What it is given must outlive it, and it its attempts. The run starts when it is made.
/// Threads     Not thread-safe: all calls on one executor. The work on big bodies is done on the pool's threads.
class check_fetcher final : public fetch::attempter {
public:
    /// `http`  Made with `accept_codings`; its `max_redirects` are for checks that have none of their own.
    check_fetcher(http::session& http, async::blocking_pool& pool, check_settings settings);

    /// Requires a job whose details are `check_details`, and whose target is the URL filled in.
    ///
    /// Result      `told.product` is a `check_result`. Whether there is another try is decided here (`again_after`): what
    ///             the product says stands if there is none.
    ///             - A whole reply: `fetched` if its status is 2xx, else `http_error`, whatever is expected.
    ///             - Else `network_failure`, also if just that failure is expected.
    ///             - What cannot be asked, as a value cannot stand in a field: `skipped`.
    /// Cancelling  Closes the connection. `told.product` is that of the try before it; null if it was the first.
    [[nodiscard]] async::awaitable<fetch::attempt_result> attempt(fetch::report& told, fetch::traffic& lane) override;

    [[nodiscard]] const std::string& method() const noexcept override { return settings_.method; }
    [[nodiscard]] std::string path_of(const fetch::job& /*what*/) const override { return {}; }

    /// Of bodies on the wire, over all attempts.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

private:
    http::session& http_;
    async::blocking_pool& pool_;
    check_settings settings_;
    files::buffer_pool buffers_;
    async::clock::time_point started_ = async::clock::now();
    std::uint64_t bytes_ = 0;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace trawl::check
