#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "fetch/outcome.hpp"
#include "fetch/traffic.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// How one attempt ended. Whether there will be another is the engine's decision, unless the attempter has made it.
struct attempt_result {
    outcome how = cancelled{};
    /// No further attempt can help, whatever the retry policy says: what came has been shown already.
    bool is_final = false;
    /// There is to be another attempt at the same place after this pause, whatever `how` and the retry policy say; not if the
    /// run stops, or its deadline comes first.
    std::optional<async::clock::duration> again_after;
    /// At least 1 MiB more of the file is kept than before.
    bool made_progress = false;
    /// Nothing was asked, and what it needs is not there yet: the job goes back to its host's queue, as if it had not been
    /// started; `how` does not count. With `host_pause` it waits for that; zero: only for its host's turn.
    bool is_put_off = false;
    /// How long the server wants the host to be left alone.
    std::optional<std::chrono::milliseconds> host_pause;

    attempt_result() = default;
    explicit attempt_result(outcome ended) : how(std::move(ended)) {}
};

/// What the engine needs of a fetcher.
class attempter {
public:
    attempter() = default;
    attempter(const attempter&) = delete;
    attempter& operator=(const attempter&) = delete;
    virtual ~attempter() = default;

    /// One attempt at one job: asks the place that `told.place` says, as fast as `lane` lets it.
    ///
    /// `told`      Its product is still that of the attempt before, if there was one.
    /// Result      The outcome; what the server said and how long it took stand in `told`, also after a cancellation.
    /// Cancelling  Closes the connections.
    [[nodiscard]] virtual async::awaitable<attempt_result> attempt(report& told, traffic& lane) = 0;

    /// The run's method, of jobs that have none of their own.
    [[nodiscard]] virtual const std::string& method() const noexcept = 0;

    /// Where the job's file stands when it is whole, as the user would type it; empty if bodies are not kept.
    [[nodiscard]] virtual std::string path_of(const job& what) const = 0;
};

}  // namespace trawl::fetch
