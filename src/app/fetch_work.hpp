#pragma once

#include <memory>
#include <vector>

#include "app/options.hpp"
#include "fetch/destination.hpp"
#include "fetch/engine.hpp"
#include "fetch/request_settings.hpp"
#include "fetch/shard_means.hpp"

namespace trawl::app {

/// The fetching of a run: on its loop, or with --threads on threads of its own.
///
/// Cancelling, Lifetime, Threads   As `fetch::engine`.
class fetch_work {
public:
    fetch_work() = default;
    fetch_work(const fetch_work&) = delete;
    fetch_work& operator=(const fetch_work&) = delete;
    virtual ~fetch_work() = default;

    [[nodiscard]] virtual async::awaitable<void> run() = 0;
    virtual void stop() = 0;
    virtual void cancel() = 0;
    [[nodiscard]] virtual fetch::engine::counts progress() const = 0;
    /// While it runs, only the bytes are of now.
    [[nodiscard]] virtual fetch::fetch_traffic traffic() const = 0;
    /// Once it has run.
    [[nodiscard]] virtual std::vector<fetch::host_pause> host_pauses() const = 0;
};

/// `settings` may use what is on the loop. Throws what an `http::session` does.
[[nodiscard]] std::unique_ptr<fetch_work> make_fetch_work(async::executor loop, const fetch_options& options,
                                                          fetch::destination where, fetch::request_settings settings,
                                                          fetch::frontier& source, fetch::recorder& told);

}  // namespace trawl::app
