#pragma once

#include <cstddef>
#include <limits>
#include <optional>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/system/error_code.hpp>

#include "files/part_file.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::files {

/// What a download and the operations it handed over share; lives until the last of them is done.
///
/// Threads     `part` belongs to the writing thread from the first hand-over on, save `abandon`; so does
///             `result` until the commit is completed. All else belongs to the loop.
struct transfer {
    using handler = boost::asio::any_completion_handler<void(boost::system::error_code)>;

    part_file part;
    std::size_t lane = 0;         ///< which thread it was given to
    std::size_t outstanding = 0;  ///< operations handed over and not yet completed
    bool is_begun = false;        ///< something was handed over
    bool is_ended = false;        ///< nothing more may be
    boost::system::error_code error;
    std::optional<stored> result;
    handler waiter;
    std::size_t wake_at = 0;  ///< how few outstanding operations `waiter` waits for

    explicit transfer(part_file::target where) : part(std::move(where)) {}

    /// Returns at once when no more than `limit` operations are outstanding, else when that is so.
    ///
    /// Cancelling  The waiter leaves with `operation_aborted`. `wait_stubbornly` does not notice.
    [[nodiscard]] async::awaitable<void> wait(async::executor loop, std::size_t limit);
    [[nodiscard]] async::awaitable<void> wait_stubbornly(std::size_t limit);

    /// Takes the waiter if what it waits for is so; else it is empty.
    [[nodiscard]] handler take_waiter();
};

}  // namespace trawl::files
