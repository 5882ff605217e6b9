#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

#include "fetch/outcome.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::output {

/// Writes records to a file or to stdout, on a thread of its own and in batches: the loop never waits for a disk or for
/// a reader. A record is written within 200 ms. Only whole lines stand in a file, also after an error.
///
/// Errors      Told once to `on_error`, on the loop, as soon as one happens; records added later are dropped.
///             `broken_pipe` means that the reader of stdout has left, `errc::broken_pipe` compares equal to it.
/// Lifetime    The destructor writes what was added, however long that takes, and joins the thread. The loop's context
///             must outlive it.
/// Threads     All calls on the loop's thread.
/// Limits      About 2 MiB, if `room` is awaited before each job.
class record_writer {
public:
    using error_handler = std::function<void(boost::system::error_code)>;
    using hook = std::function<void()>;

    /// Opens the file, emptied if it is there; "-" and /dev/stdout are stdout. Blocks: meant for the start of a run. Throws
    /// `boost::system::system_error` if it cannot. `before_write` is called on the writer's thread each time before it writes:
    /// what the records that were added tell must not be lost any more when it returns.
    record_writer(async::executor loop, const std::string& path, error_handler on_error, hook before_write = {});
    ~record_writer();
    record_writer(const record_writer&) = delete;
    record_writer& operator=(const record_writer&) = delete;

    /// Takes the record of a job. Never waits.
    void add(const fetch::report& done, std::string_view method);
    /// Takes any other text. Never waits.
    void add(std::string_view text);

    /// Waits while over 1 MiB waits to be written.
    [[nodiscard]] async::awaitable<void> room();

    /// Waits until everything is written. Nothing may be added afterwards.
    ///
    /// Cancelling  Leaves the rest to the destructor.
    [[nodiscard]] async::awaitable<void> finish();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::output
