#pragma once

#include <memory>
#include <string>

#include "trawl/async/awaitable.hpp"

namespace trawl::batch {

/// Reads a file, a pipe or a terminal from its start to its end, on a thread of its own: the loop never waits for it,
/// and the file's flags, which other programs may share, stay as they are.
///
/// Lifetime    The destructor ends a wait for more input and joins the thread. The loop's context must outlive it.
/// Threads     All calls on the loop's thread.
/// Limits      Reads at most 256 KiB ahead.
class byte_source {
public:
    /// Opens the file; "-" is standard input. Throws `fetch::source_error` if it cannot, and for a folder.
    byte_source(async::executor loop, const std::string& path);
    ~byte_source();
    byte_source(const byte_source&) = delete;
    byte_source& operator=(const byte_source&) = delete;

    /// The next bytes, as soon as there are any; empty at the end.
    ///
    /// Errors      Throws `fetch::source_error` when the file cannot be read on.
    /// Cancelling  Ends the wait; nothing is lost.
    [[nodiscard]] async::awaitable<std::string> next();

private:
    class reader;
    std::shared_ptr<reader> reader_;
};

}  // namespace trawl::batch
