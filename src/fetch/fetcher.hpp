#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "fetch/destination.hpp"
#include "fetch/outcome.hpp"
#include "fetch/request_settings.hpp"
#include "fetch/traffic.hpp"
#include "files/writer.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/session.hpp"

namespace trawl::fetch {

/// How one attempt ended. Whether there is another one is decided by the caller, from `how` and its policy.
struct attempt_result {
    outcome how = cancelled{};
    /// Another attempt cannot be made, whatever the policy says: what came has been shown already.
    bool is_final = false;
    /// At least 1 MiB more than before is kept for the next attempt.
    bool made_progress = false;
    /// How long the server wants its host to be left alone: Retry-After of a 4xx or 5xx, or no request left by its
    /// RateLimit fields.
    std::optional<std::chrono::milliseconds> host_pause;

    attempt_result() = default;
    explicit attempt_result(outcome ended) : how(std::move(ended)) {}
};

/// One attempt at one job: from its URL to a whole file, or to what kept it from becoming one.
///
/// Lifetime    Must outlive its attempts.
/// Threads     Not thread-safe: all calls on one executor.
class fetcher {
public:
    fetcher(http::session& session, files::writer& disk, destination where, request_settings settings);

    /// Asks `told.what.place(told.place)`. Requires a target that is a URL.
    ///
    /// Result      The outcome; what the server said and how long it took stand in `told`, also after a cancellation.
    /// Cancelling  Closes the connections. What came stays beside the file's place as NAME.part, with what is needed to
    ///             go on with it, unless it cannot be gone on with.
    /// `lane`      Of the host of that place; must live until this returns.
    [[nodiscard]] async::awaitable<attempt_result> attempt(report& told, traffic& lane);

    [[nodiscard]] const std::string& method() const noexcept { return settings_.method; }

    /// Bytes of bodies as saved, over all attempts.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

private:
    async::awaitable<attempt_result> keep(report& told, http::response& reply);
    async::awaitable<attempt_result> read_to(std::optional<files::download>& file, report& told, http::response& reply);
    async::awaitable<attempt_result> finish(std::optional<files::download>& file, files::buffer rest, const job& what);
    async::awaitable<attempt_result> refuse(report& told, http::response& reply);
    attempt_result fail(const report& told, http::error why) const;
    attempt_result write_failed(const job& what, boost::system::error_code why) const;

    http::session& session_;
    files::writer& disk_;
    destination where_;
    request_settings settings_;
    std::uint64_t bytes_ = 0;
};

}  // namespace trawl::fetch
