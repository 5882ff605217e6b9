#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "check/check_details.hpp"
#include "check/check_frontier.hpp"
#include "check/check_result.hpp"
#include "fetch/attempter.hpp"
#include "fetch/engine.hpp"
#include "fetch/recorder.hpp"
#include "support/run_coroutine.hpp"

namespace trawl::check::test {

/// An entry with a GET of http://h.test/NAME.
inline std::shared_ptr<entry> make_entry(const std::string& name, std::vector<std::size_t> needs = {}) {
    auto made = std::make_shared<entry>();
    made->name = name;
    made->url = *expect::template_text::parse("http://h.test/" + name);
    made->needs = std::move(needs);
    return made;
}

/// How a check ended.
struct ending {
    std::uint64_t number;
    std::string name;
    standing stands;
    std::string message;
    std::string url;   ///< "-": none
    std::string file;  ///< where it stands
    bool is_behind_failure = false;
};

/// Attempts that ask nobody: `play` says what comes of them.
class played_attempts final : public fetch::attempter {
public:
    std::function<void(check_result& made, const fetch::job& what)> play;
    fetch::outcome ends_as = fetch::fetched{};
    std::function<int()> rounds = [] { return 1; };  ///< of the loop, that one takes

    async::awaitable<fetch::attempt_result> attempt(fetch::report& told, fetch::traffic&) override {
        const int count = rounds();
        co_await trawl::test::let_others_run(count);
        auto made = std::make_shared<check_result>();
        made->of = details_of(told.what).of;
        made->name = details_of(told.what).name;
        made->stands = standing::passed;
        if (play) {
            play(*made, told.what);
        }
        fetch::attempt_result result(ends_as);
        result.is_final = true;
        told.product = std::move(made);
        co_return result;
    }
    [[nodiscard]] const std::string& method() const noexcept override { return method_; }
    [[nodiscard]] std::string path_of(const fetch::job&) const override { return {}; }

private:
    std::string method_ = "GET";
};

class kept_endings final : public fetch::recorder {
public:
    std::vector<ending> all;
    std::function<void(const ending&)> on_ending;

    void finished(const fetch::report& done) override {
        const auto& how = dynamic_cast<const check_result&>(*done.product);
        all.push_back({done.what.number, how.name, how.stands, how.message,
                       done.what.target ? done.what.target->href() : "-", how.of->where.file, how.is_behind_failure});
        if (on_ending) {
            on_ending(ending(all.back()));
        }
    }
    async::awaitable<void> ready() override { co_return; }

    [[nodiscard]] std::vector<ending> of(const std::string& name) const {
        std::vector<ending> found;
        for (const ending& each : all) {
            if (each.name == name) {
                found.push_back(each);
            }
        }
        return found;
    }
    [[nodiscard]] std::size_t count(standing how) const {
        std::size_t found = 0;
        for (const ending& each : all) {
            found += each.stands == how ? 1 : 0;
        }
        return found;
    }
};

/// A run of the engine over a check frontier.
struct played_run {
    frontier_settings settings;
    played_attempts attempts;
    kept_endings endings;
    std::size_t concurrency = 8;
    fetch::engine_options options;
    bool knows_flight = true;
    fetch::engine* engine = nullptr;  ///< while it runs

    void run() { trawl::test::run(go()); }

    async::awaitable<void> go() {
        settings.on_skipped = [this](fetch::report& done) { endings.finished(done); };
        settings.most_under_way = concurrency;
        if (knows_flight) {
            settings.in_flight = [this] { return engine->progress().in_flight; };
        }
        check_frontier frontier(std::move(settings));
        options.concurrency = concurrency;
        const auto loop = co_await boost::asio::this_coro::executor;
        fetch::engine runner(loop, attempts, frontier, endings, options);
        engine = &runner;
        co_await runner.run();
        engine = nullptr;
        frontier.finish();
    }
};

}  // namespace trawl::check::test
