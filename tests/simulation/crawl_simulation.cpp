#include "simulation/crawl_simulation.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "crawl/judge.hpp"
#include "crawl/page_fetcher.hpp"
#include "crawl/page_output.hpp"
#include "crawl/robots_keeper.hpp"
#include "crawl/url_key.hpp"
#include "fetch/recorder.hpp"
#include "files/folder.hpp"
#include "simulation/chance.hpp"
#include "simulation/event_log.hpp"
#include "simulation/memory_network.hpp"
#include "simulation/virtual_loop.hpp"
#include "support/temp_dir.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::simulation {

namespace asio = boost::asio;

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::chrono::hours longest_run{24 * 10};

std::string hex(const files::sha256_digest& digest) {
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char each : digest) {
        text += digits[each >> 4U];
        text += digits[each & 15U];
    }
    return text;
}

/// Pages in memory that outlives the runs, as far as the state has committed them.
class memory_output final : public crawl::page_output {
public:
    explicit memory_output(std::vector<written_page>& into) : into_(into) {}

    void open(const std::vector<crawl::output_file>& committed) override {
        const auto mine = std::ranges::find(committed, std::string("memory"), &crawl::output_file::path);
        into_.resize(mine == committed.end() ? 0 : mine->size);
    }
    void write(const crawl::page& what) override {
        into_.push_back({what.known_url().href(), what.status, hex(what.sha256), what.size});
    }
    void sync() override {}
    void describe(std::vector<crawl::output_file>& into) const override { into.push_back({"memory", into_.size()}); }
    void finish() override {}

private:
    std::vector<written_page>& into_;
};

/// Counts those that are under way.
class watched_attempter final : public fetch::attempter {
public:
    watched_attempter(fetch::attempter& behind, run_story& into) : behind_(behind), story_(into) {}

    async::awaitable<fetch::attempt_result> attempt(fetch::report& told, fetch::traffic& lane) override {
        ++now_;
        story_.most_in_flight = std::max(story_.most_in_flight, now_);
        const auto leave = [this](const int*) { --now_; };
        const int here = 0;
        const std::unique_ptr<const int, decltype(leave)> stay(&here, leave);
        auto trying = behind_.attempt(told, lane);
        co_return co_await std::move(trying);
    }
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

    void finished(const fetch::report& done) override {
        told_job made;
        made.url = done.what.input;
        made.outcome = fetch::name(done.how);
        made.status = done.reply ? done.reply->status : 0;
        made.tries_before = done.attempts.size();
        if (const auto* failed = std::get_if<fetch::network_failure>(&done.how)) {
            made.failure = failed->why;
        }
        if (const auto* left = std::get_if<fetch::skipped>(&done.how)) {
            made.is_parked = left->why.code == http::errc::unreachable;
        }
        log_.add(time_.now(), made.url + " is " + made.outcome + " after " + std::to_string(made.tries_before) +
                                  (made.failure ? ": " + http::message(*made.failure) : ""));
        story_.told.push_back(std::move(made));
    }
    async::awaitable<void> ready() override { co_return; }

private:
    run_story& story_;
    virtual_loop& time_;
    event_log& log_;
};

http::session_options session_options_of(const crawl_plan& plan) {
    http::session_options options;
    options.max_redirects = 0;
    options.max_connections_per_host = plan.engine.hosts.otherwise.concurrency;
    options.timeouts.connect = seconds(5);
    options.timeouts.first_byte = seconds(60);
    options.timeouts.idle = seconds(10);
    return options;
}

crawl::judge_settings judge_settings_of(const world& truth, const crawl_plan& plan) {
    crawl::judge_settings settings;
    settings.max_depth = plan.max_depth;
    for (const auto& [name, nature] : truth.hosts) {
        settings.span_hosts.push_back(name);
    }
    return settings;
}

/// One run: the parts of `trawl crawl`, put together.
class crawl_run {
public:
    crawl_run(virtual_loop& time, const world& truth, const crawl_plan& plan, const std::string& folder,
              std::vector<written_page>& written, event_log& log, run_story& into)
        : time_(time),
          plan_(plan),
          story_(into),
          judge_settings_(judge_settings_of(truth, plan)),
          judge_(judge_settings_),
          state_(time.elsewhere(), files::folder::open_or_create(folder).value(), outputs(written),
                 [this](const std::string& why) { story_.failure = why; }),
          frontier_(state_, judge_, frontier_settings()),
          session_(time.executor(), session_options_of(plan)),
          disk_(time.elsewhere()),
          robots_(session_, robots_settings()),
          fetcher_(session_, disk_, pool_, &robots_, page_settings()),
          watched_(fetcher_, into),
          recorder_(into, time, log),
          engine_(time.executor(), watched_, frontier_, recorder_, plan.engine) {
        state_.each_robots([this](const crawl::robots_row& row) { robots_.remember(row); });
        for (const auto& each : truth.seeds) {
            frontier_.add_seed(http::parse_url(each).value());
        }
        frontier_.start();
    }

    void run(const interruption* cut) {
        bool is_over = false;
        asio::co_spawn(time_.executor(), crawl(), [&](const std::exception_ptr& failed) {
            is_over = true;
            keep(failed);
        });
        async::timer alarm(time_.executor());
        if (cut != nullptr) {
            interrupt(alarm, *cut);
        }
        const duration began = time_.now();
        const auto ended = time_.run_until([&is_over] { return is_over; }, began + longest_run);
        story_.has_ended = ended == virtual_loop::ended::as_wanted;
        story_.took = time_.now() - began;
        alarm.cancel();
        session_.close_idle();
        story_.is_work_left = time_.settle();
        story_.connections_left = session_.statistics().connections_open;
        story_.counts = engine_.progress();
        story_.known = frontier_.counts();
        story_.spent_budget = frontier_.spent_budget();
        story_.spent_budget_of_host = frontier_.spent_budget_of_host();
    }

private:
    static std::vector<std::unique_ptr<crawl::page_output>> outputs(std::vector<written_page>& written) {
        std::vector<std::unique_ptr<crawl::page_output>> all;
        all.push_back(std::make_unique<memory_output>(written));
        return all;
    }

    crawl::frontier_settings frontier_settings() {
        crawl::frontier_settings settings;
        settings.max_depth = plan_.max_depth;
        settings.whole = plan_.whole;
        settings.of_host = plan_.of_host;
        settings.on_spent = [this] { engine_.stop(); };
        settings.key_of = [](const http::url& where) { return crawl::fingerprint(crawl::normal_form(where, {})); };
        settings.judged_by = crawl::to_text(judge_settings_);
        settings.answers_judged_by = "robots.txt";
        settings.jobs_per_host = std::max<std::size_t>(8, 4 * plan_.engine.hosts.otherwise.concurrency);
        return settings;
    }

    crawl::robots_settings robots_settings() {
        crawl::robots_settings settings;
        settings.max_retry_after = plan_.engine.retries.max_retry_after;
        settings.pauses.resize(std::min<std::size_t>(settings.pauses.size(), plan_.engine.retries.max_retries));
        settings.keep = [this](crawl::robots_row row) { state_.keep(std::move(row)); };
        return settings;
    }

    crawl::page_settings page_settings() {
        crawl::page_settings settings;
        settings.limits = &frontier_;
        settings.key_of = [](const http::url& where) { return crawl::normal_form(where, {}); };
        return settings;
    }

    async::awaitable<void> crawl() { co_await async::with_cleanup(engine_.run(), end()); }

    async::awaitable<void> end() {
        frontier_.finish();
        co_await state_.flush(true);
    }

    void keep(const std::exception_ptr& failed) {
        try {
            if (failed) {
                std::rethrow_exception(failed);
            }
        } catch (const std::exception& why) {
            story_.failure = why.what();
        }
    }

    void interrupt(async::timer& alarm, const interruption& cut) {
        alarm.expires_after(cut.after);
        alarm.async_wait([this, &alarm, cut](const boost::system::error_code& failed) {
            if (failed) {
                return;
            }
            if (cut.how == interruption::kind::cancel) {
                engine_.cancel();
                return;
            }
            engine_.stop();
            if (cut.how == interruption::kind::stop_and_cancel) {
                interrupt(alarm, {cut.after, interruption::kind::cancel});
            }
        });
    }

    virtual_loop& time_;
    const crawl_plan& plan_;
    run_story& story_;
    async::blocking_pool pool_{1};
    crawl::judge_settings judge_settings_;
    crawl::judge judge_;
    crawl::state state_;
    crawl::crawl_frontier frontier_;
    http::session session_;
    files::writer disk_;
    crawl::robots_keeper robots_;
    crawl::page_fetcher fetcher_;
    watched_attempter watched_;
    kept_jobs recorder_;
    fetch::engine engine_;
};

void read_state(virtual_loop& time, const std::string& folder, crawl_story& story) {
    std::vector<written_page> written = story.written;
    std::vector<std::unique_ptr<crawl::page_output>> outputs;
    outputs.push_back(std::make_unique<memory_output>(written));
    crawl::state known(time.elsewhere(), files::folder::open_or_create(folder).value(), std::move(outputs),
                       [&story](const std::string& why) { story.problems.push_back(why); });
    known.each_url([&story](const crawl::state::known_url& each) {
        const known_row row{each.where, each.why, each.depth};
        const auto [at, is_new] = story.known.emplace(each.url, row);
        at->second.times += is_new ? 0 : 1;
    });
    if (written.size() != story.written.size()) {
        story.problems.push_back("not all that was written is committed");
    }
}

}  // namespace

crawl_plan::crawl_plan(std::uint64_t seed) {
    chance dice(seed, "plan");
    engine.concurrency = dice.between(1, 10);
    engine.seed = static_cast<std::uint32_t>(dice.next());
    auto& host = engine.hosts.otherwise;
    host.concurrency = dice.between(1, 4);
    host.is_adaptive = dice.percent(20);
    host.adaptive_delay = dice.percent(50) ? 1 : 0;
    host.delay = milliseconds(dice.percent(50) ? dice.between(1, 2'000) : 0);
    if (dice.percent(50)) {
        host.failure_backoff = seconds(1);
    }
    host.max_failures_in_a_row = dice.percent(25) ? dice.between(2, 8) : 0;
    engine.retries.max_retries = static_cast<unsigned>(dice.between(0, 4));
    if (dice.percent(30)) {
        engine.retries.max_retry_after = seconds(dice.between(1, 30));
    }
    if (dice.percent(15)) {
        whole.pages = dice.between(1, 30);
    }
    if (dice.percent(10)) {
        of_host.pages = dice.between(1, 8);
    }
    if (dice.percent(20)) {
        max_depth = static_cast<std::uint32_t>(dice.between(0, 4));
    }
    constexpr std::array kinds{interruption::kind::stop, interruption::kind::cancel,
                               interruption::kind::stop_and_cancel};
    for (std::uint64_t count = dice.percent(50) ? dice.between(1, 3) : 0; count > 0; --count) {
        const std::uint64_t most = std::uint64_t{1} << dice.between(1, 16);
        interruptions.push_back({milliseconds(dice.between(1, most)), kinds[dice.below(kinds.size())]});
    }
}

crawl_story simulate_crawl(std::uint64_t seed, std::size_t log_lines) {
    const world truth(seed);
    const crawl_plan plan(seed);
    crawl_story story;
    event_log log(log_lines);
    const test::temp_dir folder;
    virtual_loop time;
    memory_network network(time, truth, log);
    for (std::size_t at = 0; at <= plan.interruptions.size(); ++at) {
        log.add(time.now(), "run " + std::to_string(at + 1));
        run_story& now = story.runs.emplace_back();
        now.is_last = at == plan.interruptions.size();
        {
            crawl_run run(time, truth, plan, folder.path().string(), story.written, log, now);
            run.run(now.is_last ? nullptr : &plan.interruptions[at]);
        }
        now.is_work_left = time.settle();
        now.requests = network.take_records();
        if (network.connections() > 0) {
            story.problems.push_back(std::to_string(network.connections()) + " connections are open after the run");
        }
    }
    read_state(time, folder.path().string(), story);
    story.problems.insert(story.problems.end(), network.problems().begin(), network.problems().end());
    story.hash = log.hash();
    story.events = log.count();
    story.log = log.text();
    check_crawl(truth, plan, story);
    return story;
}

}  // namespace trawl::simulation
