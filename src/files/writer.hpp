#pragma once

#include <memory>

#include "files/buffer.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::files {

class write_queue;

/// Does the disk work of downloads on threads made for it: one hand-over for all that the loop produced in one round,
/// and one completion for many operations.
///
/// Lifetime    Must go before its loop does. Destroying it finishes what was handed over, blocking; downloads that
///             outlive it do their work on the spot. A pipe that nobody reads holds it up until the download to it is
///             destroyed or discarded.
/// Threads     The loop's thread only.
/// Limits      64 MiB of blocks under way before downloads are held back to one each (see `download::write`).
class writer {
public:
    /// Starts the threads. A file's operations all run on one of them. Requires threads > 0.
    explicit writer(async::executor loop, unsigned threads = 1);
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;
    ~writer();

    /// Where the blocks for `download::write` come from.
    [[nodiscard]] buffer_pool& buffers() noexcept;

private:
    friend class download;

    std::shared_ptr<write_queue> queue_;
};

}  // namespace trawl::files
