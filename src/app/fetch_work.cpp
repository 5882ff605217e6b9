#include "app/fetch_work.hpp"

#include <algorithm>
#include <utility>

#include "app/run_parts.hpp"
#include "fetch/fetcher.hpp"
#include "fetch/run_at.hpp"
#include "fetch/sharded_engine.hpp"

namespace trawl::app {

namespace {

class loop_means final : public fetch::shard_means {
public:
    loop_means(const async::executor& loop, const http::session_options& session, fetch::destination where,
               fetch::request_settings settings)
        : session_(loop, session), disk_(loop), fetcher_(session_, disk_, std::move(where), std::move(settings)) {}

    [[nodiscard]] fetch::attempter& fetch() noexcept override { return fetcher_; }
    [[nodiscard]] fetch::fetch_traffic traffic() const override {
        const auto used = session_.statistics();
        return {fetcher_.bytes(), used.requests_sent, used.connections_made};
    }

private:
    http::session session_;
    files::writer disk_;
    fetch::fetcher fetcher_;
};

fetch::engine_options engine_options_of(const fetch_options& options) {
    auto settings = engine_settings(options);
    settings.deadline = options.deadline;
    return settings;
}

class work_on_loop final : public fetch_work {
public:
    work_on_loop(const async::executor& loop, const fetch_options& options, fetch::destination where,
                 fetch::request_settings settings, fetch::frontier& source, fetch::recorder& told)
        : means_(loop, options.session, std::move(where), std::move(settings)),
          engine_(loop, means_.fetch(), source, told, engine_options_of(options)) {}

    async::awaitable<void> run() override { return engine_.run(); }
    void stop() override { engine_.stop(); }
    void cancel() override { engine_.cancel(); }
    [[nodiscard]] fetch::engine::counts progress() const override { return engine_.progress(); }
    [[nodiscard]] fetch::fetch_traffic traffic() const override { return means_.traffic(); }
    [[nodiscard]] std::vector<fetch::host_pause> host_pauses() const override { return engine_.host_pauses(); }

private:
    loop_means means_;
    fetch::engine engine_;
};

class work_on_threads final : public fetch_work {
public:
    work_on_threads(const async::executor& loop, std::size_t threads, const fetch_options& options,
                    const fetch::destination& where, fetch::request_settings settings, fetch::frontier& source,
                    fetch::recorder& told)
        : engine_(loop, threads, maker(loop, threads, options, where, std::move(settings)), source, told,
                  engine_options_of(options)) {}

    async::awaitable<void> run() override { return engine_.run(); }
    void stop() override { engine_.stop(); }
    void cancel() override { engine_.cancel(); }
    [[nodiscard]] fetch::engine::counts progress() const override { return engine_.progress(); }
    [[nodiscard]] fetch::fetch_traffic traffic() const override { return engine_.traffic(); }
    [[nodiscard]] std::vector<fetch::host_pause> host_pauses() const override { return engine_.host_pauses(); }

private:
    static fetch::make_shard_means maker(const async::executor& loop, std::size_t threads, const fetch_options& options,
                                         const fetch::destination& where, fetch::request_settings settings) {
        settings.at_names = [loop](std::function<void()> what) { return fetch::run_at(loop, std::move(what)); };
        http::session_options session = options.session;
        session.max_idle_connections = std::max<std::size_t>(session.max_idle_connections / threads, 1);
        return [session = std::move(session), where, settings = std::move(settings)](const async::executor& own) {
            return std::make_unique<loop_means>(own, session, where, settings);
        };
    }

    fetch::sharded_engine engine_;
};

}  // namespace

std::unique_ptr<fetch_work> make_fetch_work(async::executor loop, const fetch_options& options,
                                            fetch::destination where, fetch::request_settings settings,
                                            fetch::frontier& source, fetch::recorder& told) {
    // One request in flight each at least; and one file has but one host.
    const std::size_t threads =
        options.output.file.empty() ? std::min<std::size_t>(options.threads, options.concurrency) : 1;
    if (threads == 1) {
        return std::make_unique<work_on_loop>(loop, options, std::move(where), std::move(settings), source, told);
    }
    return std::make_unique<work_on_threads>(loop, threads, options, where, std::move(settings), source, told);
}

}  // namespace trawl::app
