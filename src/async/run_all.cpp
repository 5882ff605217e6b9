#include "trawl/async/detail/run_all.hpp"

#include <algorithm>
#include <cstddef>

#include "trawl/async/cancellation.hpp"
#include "trawl/async/detail/task_set.hpp"
#include "trawl/async/detail/waiter_list.hpp"
#include "trawl/async/gather.hpp"

namespace trawl::async {

namespace detail {

awaitable<void> run_all(std::vector<awaitable<void>> operations) {
    const std::size_t count = operations.size();
    task_set tasks(co_await boost::asio::this_coro::executor);
    (void)co_await tasks.run(std::move(operations), task_set::when_cancelled::cancel_tasks);
    if (tasks.error()) {
        std::rethrow_exception(tasks.error());
    }
    if (tasks.finished() < count) {
        throw_cancelled();
    }
}

awaitable<void> run_all_settled(std::vector<awaitable<void>> operations,
                                const std::vector<std::exception_ptr>& errors) {
    co_await run_all(std::move(operations));
    if (was_cancelled(co_await boost::asio::this_coro::cancellation_state) &&
        std::any_of(errors.begin(), errors.end(),
                    [](const std::exception_ptr& error) { return is_cancelled(error); })) {
        throw_cancelled();
    }
}

}  // namespace detail

awaitable<void> gather(std::vector<awaitable<void>> operations) {
    return detail::run_all(std::move(operations));
}

}  // namespace trawl::async
