#include "fetch/fetcher.hpp"

#include <exception>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "fetch/fetching.hpp"

namespace trawl::fetch {

namespace asio = boost::asio;

fetcher::fetcher(http::session& session, files::writer& disk, destination where, request_settings settings)
    : where_(std::move(where)),
      settings_(std::move(settings)),
      means_{session, disk, where_, settings_, bytes_, told_obstacles_} {
}

async::awaitable<attempt_result> fetcher::attempt(report& told, traffic& lane) {
    fetching under_way(means_, told, lane);
    attempt_result result;
    std::exception_ptr failed;
    try {
        result = co_await under_way.run();
    } catch (...) {
        failed = std::current_exception();
    }
    if (failed) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await under_way.leave();
        std::rethrow_exception(failed);
    }
    result.host_pause = under_way.host_pause();
    result.made_progress = under_way.made_progress();
    co_return result;
}

}  // namespace trawl::fetch
