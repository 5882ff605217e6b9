#include "fetch/watched_read.hpp"

#include <string>

#include <boost/system/system_error.hpp>

#include "trawl/async/errors.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::fetch {

namespace {

http::error too_slow(std::uint64_t least) {
    return http::error(http::errc::too_slow, http::phase::body, {},
                       "under " + std::to_string(least) + " bytes a second");
}

}  // namespace

async::awaitable<http::result<std::size_t>> read_watched(http::response& reply, std::span<char> into,
                                                         speed_watch& watch, std::uint64_t least) {
    const auto patience = watch.patience();
    if (patience <= async::clock::duration::zero()) {
        co_return too_slow(least);
    }
    const auto start = async::clock::now();
    http::result<std::size_t> got = std::size_t{0};
    try {
        got = co_await async::with_timeout(reply.read_some(into), patience);
    } catch (const boost::system::system_error& failed) {
        if (failed.code() != async::async_errc::timed_out) {
            throw;
        }
        got = too_slow(least);
    }
    watch.add(got.has_value() ? *got : 0, async::clock::now() - start);
    co_return got;
}

}  // namespace trawl::fetch
