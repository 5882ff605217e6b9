#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "net/lookup.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::net {

/// Threads for look-ups, which can hang for as long as they like: made when all others are busy, ended when they have
/// been idle for a while.
///
/// Lifetime    The destructor does not wait: a look-up that runs ends by itself, and its answer is thrown away. The
///             io_context must outlive this.
/// Threads     All calls on the executor's one thread.
class lookup_threads {
public:
    /// Called on the executor, unless this has been destroyed meanwhile. May be destroyed on any thread.
    using receiver = std::function<void(lookup_answer)>;
    class job;

    lookup_threads(async::executor executor, lookup_function lookup, address_family family, std::size_t max_threads);
    ~lookup_threads();
    lookup_threads(const lookup_threads&) = delete;
    lookup_threads& operator=(const lookup_threads&) = delete;

    /// Puts a look-up in line. Throws `std::system_error` when the machine gives us no thread at all.
    [[nodiscard]] std::shared_ptr<job> start(std::string host, receiver done);

    /// Takes it out of the line; false if it has been begun. Then it does not count for `max_threads` any more, so that
    /// look-ups that hang do not hold up the others: up to seven times as many threads may hang.
    bool withdraw(const std::shared_ptr<job>& which);

private:
    class core;
    std::shared_ptr<core> core_;
};

}  // namespace trawl::net
