#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/system/error_code.hpp>

#include "files/part_file.hpp"
#include "files/part_state.hpp"
#include "files/target.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::files {

/// What a download and the operations it handed over share; lives until the last of them is done.
///
/// Threads     `part` belongs to the writing thread from the first hand-over on, save `abandon`, and to the loop while nothing is
///             outstanding; so do `found_part`, and from the commit on `must`, `final_name` and `result`. All else
///             belongs to the loop.
struct transfer {
    using handler = boost::asio::any_completion_handler<void(boost::system::error_code)>;

    part_file part;
    std::size_t lane = 0;             ///< which thread it was given to
    std::size_t outstanding = 0;      ///< operations handed over and not yet completed
    bool is_begun = false;            ///< a piece was handed over
    bool is_on_disk = false;          ///< that, or a part was looked for
    bool is_ended = false;            ///< nothing more may be
    bool is_read_at_the_end = false;  ///< for its digests, which do not come along
    boost::system::error_code error;
    std::optional<part_state> found_part;
    expectations must;       ///< what the commit compares
    std::string final_name;  ///< that it gives; empty: the target's
    std::optional<stored> result;

    explicit transfer(part_file::target where) : part(std::move(where)) {}

    /// Returns at once when no more than `limit` operations are outstanding, else when that is so.
    ///
    /// Cancelling  The waiter leaves with `operation_aborted`. `wait_stubbornly` does not notice.
    [[nodiscard]] async::awaitable<void> wait(async::executor loop, std::size_t limit);
    [[nodiscard]] async::awaitable<void> wait_stubbornly(std::size_t limit);

    /// Takes one waiter whose condition holds; empty if there is none.
    [[nodiscard]] handler take_waiter();

private:
    struct waiting {
        handler resume;
        std::size_t wake_at;   ///< how few outstanding operations it waits for
        std::uint64_t number;  ///< tells it from its likes
    };

    std::uint64_t add_waiter(handler resume, std::size_t wake_at);

    std::list<waiting> waiters_;
    std::uint64_t last_waiter_ = 0;
};

}  // namespace trawl::files
