#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "fetch/destination.hpp"
#include "fetch/outcome.hpp"
#include "files/writer.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/session.hpp"

namespace trawl::fetch {

/// What every request of a run has.
struct request_settings {
    std::string method = "GET";
    http::headers fields;
    std::shared_ptr<const std::string> body;
};

/// How one attempt ended.
struct attempt_result {
    outcome how = cancelled{};
    /// Whether another attempt may end better.
    bool may_pass = false;
    /// What the server asked for.
    std::optional<std::chrono::milliseconds> retry_after;

    attempt_result() = default;
    explicit attempt_result(outcome ended, bool passes = false) : how(std::move(ended)), may_pass(passes) {}
};

/// One attempt at one job: from its URL to a whole file, or to what kept it from becoming one.
///
/// Lifetime    Must outlive its attempts.
/// Threads     Not thread-safe: all calls on one executor.
class fetcher {
public:
    fetcher(http::session& session, files::writer& disk, destination where, request_settings settings);

    /// Result      The outcome; what the server said and how long it took stand in `told`, also after a cancellation.
    /// Cancelling  Closes the connection, and leaves no partial file.
    [[nodiscard]] async::awaitable<attempt_result> attempt(report& told);

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
