#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "fetch/attempter.hpp"
#include "fetch/engine.hpp"
#include "fetch/recorder.hpp"
#include "simulation/event_log.hpp"
#include "simulation/run_story.hpp"
#include "simulation/virtual_loop.hpp"
#include "trawl/http/session.hpp"

namespace trawl::simulation {

/// Counts the attempts that are under way.
class watched_attempter final : public fetch::attempter {
public:
    watched_attempter(fetch::attempter& behind, run_story& into) : behind_(behind), story_(into) {}

    async::awaitable<fetch::attempt_result> attempt(fetch::report& told, fetch::traffic& lane) override;
    [[nodiscard]] const std::string& method() const noexcept override { return behind_.method(); }
    [[nodiscard]] std::string path_of(const fetch::job& what) const override { return behind_.path_of(what); }

private:
    fetch::attempter& behind_;
    run_story& story_;
    std::size_t now_ = 0;
};

/// Keeps what was told.
class kept_jobs final : public fetch::recorder {
public:
    kept_jobs(run_story& into, virtual_loop& time, event_log& log) : story_(into), time_(time), log_(log) {}

    void finished(const fetch::report& done) override;
    async::awaitable<void> ready() override { co_return; }

private:
    run_story& story_;
    virtual_loop& time_;
    event_log& log_;
};

[[nodiscard]] http::session_options session_options_of(const fetch::engine_options& engine);

/// Sees `work` through, which runs the engine, or cuts it short; and takes the figures of it. One that never ends ends the program.
///
/// `at_cut`  Called then, before the engine hears of it; may be null.
void see_through(virtual_loop& time, async::awaitable<void> work, fetch::engine& engine, http::session& session,
                 const interruption* cut, const event_log& log, run_story& into,
                 const std::function<void()>& at_cut = {});

}  // namespace trawl::simulation
