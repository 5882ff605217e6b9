#include "trawl/async/cancellation.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "trawl/async/detail/task_set.hpp"

namespace trawl::async {

bool is_cancelled(const boost::system::error_code& code) noexcept {
    return code == boost::asio::error::operation_aborted;
}

bool is_cancelled(const std::exception_ptr& failure) noexcept {
    if (!failure) {
        return false;
    }
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return is_cancelled(error.code());
    } catch (...) {
        return false;
    }
}

void throw_cancelled() {
    throw boost::system::system_error(boost::system::error_code(boost::asio::error::operation_aborted));
}

awaitable<void> shield(awaitable<void> operation) {
    detail::task_set task(co_await boost::asio::this_coro::executor);
    const bool cancelled = co_await task.run(std::move(operation), detail::task_set::when_cancelled::keep_waiting);
    if (task.error()) {
        std::rethrow_exception(task.error());
    }
    if (cancelled) {
        throw_cancelled();
    }
}

}  // namespace trawl::async
