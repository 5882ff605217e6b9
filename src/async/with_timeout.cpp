#include "trawl/async/with_timeout.hpp"

#include <exception>
#include <memory>

#include <boost/system/system_error.hpp>

#include "trawl/async/cancellation.hpp"
#include "trawl/async/detail/task_set.hpp"

namespace trawl::async {

awaitable<void> with_timeout(awaitable<void> operation, deadline limit) {
    if (limit.is_never()) {
        co_await std::move(operation);
        co_return;
    }
    const executor here = co_await boost::asio::this_coro::executor;
    detail::task_set task(here);
    // The alarm's completion may be on its way already when the operation has ended.
    const auto target = std::make_shared<detail::task_set*>(&task);
    timer alarm(here, limit.time_point());
    alarm.async_wait([target](const boost::system::error_code& stopped) {
        if (!stopped && *target != nullptr) {
            (*target)->cancel();
        }
    });
    const bool cancelled = co_await task.run(std::move(operation), detail::task_set::when_cancelled::cancel_tasks);
    *target = nullptr;

    if (task.error()) {
        std::rethrow_exception(task.error());
    }
    if (task.finished() == 0) {
        if (cancelled) {
            throw_cancelled();
        }
        throw boost::system::system_error(make_error_code(async_errc::timed_out));
    }
}

}  // namespace trawl::async
