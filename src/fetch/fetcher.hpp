#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/attempter.hpp"
#include "fetch/destination.hpp"
#include "fetch/fetch_means.hpp"
#include "fetch/outcome.hpp"
#include "fetch/request_settings.hpp"
#include "files/writer.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/session.hpp"

namespace trawl::fetch {

/// One attempt at one job: from its URL to a whole file, or to what kept it from becoming one.
///
/// Lifetime    Must outlive its attempts.
/// Threads     Not thread-safe: all calls on one executor.
class fetcher final : public attempter {
public:
    fetcher(http::session& session, files::writer& disk, destination where, request_settings settings);

    /// Asks `told.what.place(told.place)`. Requires a target that is a URL.
    ///
    /// Result      The outcome; what the server said and how long it took stand in `told`, also after a cancellation.
    /// Cancelling  Closes the connections. What came stays beside the file's place as NAME.part, with what is needed to
    ///             go on with it, unless it cannot be gone on with.
    /// `lane`      Of the host of that place; must live until this returns.
    [[nodiscard]] async::awaitable<attempt_result> attempt(report& told, traffic& lane) override;

    [[nodiscard]] const std::string& method() const noexcept override { return settings_.method; }
    [[nodiscard]] std::string path_of(const job& what) const override { return where_.path_of(what); }

    /// Bytes of bodies as saved, over all attempts.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

private:
    destination where_;
    request_settings settings_;
    std::uint64_t bytes_ = 0;
    std::vector<const char*> told_obstacles_;
    fetch_means means_;
};

}  // namespace trawl::fetch
