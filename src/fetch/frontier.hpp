#pragma once

#include <optional>
#include <stdexcept>

#include "fetch/job.hpp"
#include "fetch/outcome.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::fetch {

/// Jobs could not be read on; `what()` says where and why.
class source_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Where jobs come from and where their reports go back: a list, a crawl's state. The engine cannot tell which.
class frontier {
public:
    frontier() = default;
    frontier(const frontier&) = delete;
    frontier& operator=(const frontier&) = delete;
    virtual ~frontier() = default;

    /// The next job, waiting for one if need be; nullopt: there will be no more.
    ///
    /// Errors      Throws `source_error` when the source cannot be read on; what was given before stands.
    /// Cancelling  Ends the wait; no job is lost.
    [[nodiscard]] virtual async::awaitable<std::optional<job>> next() = 0;

    /// As `next`, if that need not wait; nullopt says nothing: `next` is to be asked. Makes no coroutine.
    [[nodiscard]] virtual std::optional<job> try_next() { return std::nullopt; }

    /// A job that `next` gave has ended. Called once for each. The frontier may take its `product`.
    virtual void settled(report& done) = 0;
};

}  // namespace trawl::fetch
