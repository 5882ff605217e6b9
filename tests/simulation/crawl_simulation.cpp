#include "simulation/crawl_simulation.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "crawl/judge.hpp"
#include "crawl/page_fetcher.hpp"
#include "crawl/page_output.hpp"
#include "crawl/robots_keeper.hpp"
#include "crawl/url_key.hpp"
#include "files/folder.hpp"
#include "simulation/chance.hpp"
#include "simulation/event_log.hpp"
#include "simulation/memory_network.hpp"
#include "simulation/virtual_loop.hpp"
#include "simulation/watched_run.hpp"
#include "support/temp_dir.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::simulation {

namespace {

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

http::session_options crawl_session_options(const crawl_plan& plan) {
    http::session_options options = session_options_of(plan.engine);
    options.max_redirects = 0;
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
              std::vector<written_page>& written, event_log& log, crawl_run_story& into)
        : time_(time),
          plan_(plan),
          folder_(folder),
          log_(log),
          story_(into),
          judge_settings_(judge_settings_of(truth, plan)),
          judge_(judge_settings_),
          state_(time.elsewhere(), files::folder::open_or_create(folder).value(), outputs(written),
                 [this](const std::string& why) { story_.failure = why; }),
          frontier_(state_, judge_, frontier_settings()),
          session_(time.executor(), crawl_session_options(plan)),
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

    /// A run that is killed leaves what stood in its folder at `image`.
    void run(const interruption* cut, const std::filesystem::path& image) {
        async::timer checkpoint(time_.executor());
        std::function<void()> at_cut;
        if (cut != nullptr && cut->how == interruption::kind::kill) {
            commit_at(checkpoint, *cut);
            at_cut = [this, &image] { take_image(image); };
        }
        see_through(time_, crawl(), engine_, session_, cut, log_, story_, at_cut);
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

    void commit_at(async::timer& when, const interruption& cut) {
        when.expires_after(cut.committed);
        when.async_wait([this](const boost::system::error_code& failed) {
            if (!failed) {
                boost::asio::co_spawn(time_.executor(), state_.flush(false), [](const std::exception_ptr&) {});
            }
        });
    }

    // While the state's thread keeps off the database.
    void take_image(const std::filesystem::path& image) {
        state_.each_host([this, &image](const crawl::host_row& /*any*/) {
            if (!std::exchange(story_.is_killed, true)) {
                std::filesystem::copy(folder_, image, std::filesystem::copy_options::recursive);
            }
        });
    }

    async::awaitable<void> crawl() { co_await async::with_cleanup(engine_.run(), end()); }

    async::awaitable<void> end() {
        frontier_.finish();
        co_await state_.flush(true);
    }

    virtual_loop& time_;
    const crawl_plan& plan_;
    const std::string folder_;
    const event_log& log_;
    crawl_run_story& story_;
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

// The folder is as it was when the run was killed.
void put_back(const std::filesystem::path& image, const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::rename(image, folder);
}

void read_state(virtual_loop& time, const std::string& folder, crawl_story& story) {
    std::vector<written_page> written = story.written;
    std::vector<std::unique_ptr<crawl::page_output>> outputs;
    outputs.push_back(std::make_unique<memory_output>(written));
    crawl::state known(time.elsewhere(), files::folder::open_or_create(folder).value(), std::move(outputs),
                       [&story](const std::string& why) { story.problems.push_back(why); });
    known.each_url([&story](const crawl::state::known_url& each) {
        known_row row{each.where, each.why, each.depth};
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
    engine = throw_options(dice);
    if (dice.percent(15)) {
        whole.pages = dice.between(1, 30);
    }
    if (dice.percent(10)) {
        of_host.pages = dice.between(1, 8);
    }
    if (dice.percent(20)) {
        max_depth = static_cast<std::uint32_t>(dice.between(0, 4));
    }
    interruptions = throw_interruptions(dice);
    for (auto& each : interruptions) {
        if (dice.percent(25)) {
            each.how = interruption::kind::kill;
            each.committed = each.after * static_cast<int>(dice.between(1, 100)) / 100;
        }
    }
}

bool crawl_plan::has_kill() const {
    return std::ranges::any_of(interruptions, [](const auto& each) { return each.how == interruption::kind::kill; });
}

crawl_story simulate_crawl(std::uint64_t seed, std::size_t log_lines) {
    const world truth(seed, world::kind::pages);
    const crawl_plan plan(seed);
    crawl_story story;
    event_log log(log_lines);
    const test::temp_dir place;
    const auto folder = place / "crawl";
    const auto image = place / "image";
    virtual_loop time;
    memory_network network(time, truth, log);
    for (std::size_t at = 0; at <= plan.interruptions.size(); ++at) {
        log.add(time.now(), "run " + std::to_string(at + 1));
        crawl_run_story& now = story.runs.emplace_back();
        now.is_last = at == plan.interruptions.size();
        {
            crawl_run run(time, truth, plan, folder.string(), story.written, log, now);
            run.run(now.is_last ? nullptr : &plan.interruptions[at], image);
        }
        if (now.is_killed) {
            put_back(image, folder);
        }
        now.is_work_left = time.settle();
        now.requests = network.take_records();
        if (network.connections() > 0) {
            story.problems.push_back(std::to_string(network.connections()) + " connections are open after the run");
        }
    }
    read_state(time, folder.string(), story);
    story.problems.insert(story.problems.end(), network.problems().begin(), network.problems().end());
    story.hash = log.hash();
    story.events = log.count();
    story.log = log.text();
    check_crawl(truth, plan, story);
    return story;
}

}  // namespace trawl::simulation
