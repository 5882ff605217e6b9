#include "simulation/list_simulation.hpp"

#include <array>
#include <filesystem>
#include <iterator>
#include <utility>

#include "batch/journal.hpp"
#include "batch/list_frontier.hpp"
#include "fetch/destination.hpp"
#include "fetch/fetcher.hpp"
#include "files/folder.hpp"
#include "simulation/event_log.hpp"
#include "simulation/memory_network.hpp"
#include "simulation/virtual_loop.hpp"
#include "simulation/watched_run.hpp"
#include "support/sha256.hpp"
#include "support/temp_dir.hpp"

namespace trawl::simulation {

namespace {

/// One run: the parts of `trawl fetch`, put together.
class list_run {
public:
    list_run(virtual_loop& time, const list_plan& plan, const std::string& folder, event_log& log, run_story& into)
        : time_(time),
          log_(log),
          story_(into),
          folder_(files::folder::open_or_create(folder).value()),
          where_(folder_),
          history_(time.elsewhere(), folder_, [this](const std::string& why) { story_.failure = why; }),
          frontier_(settings_of(plan, history_)),
          session_(time.executor(), session_options_of(plan.engine)),
          disk_(time.elsewhere()),
          fetcher_(session_, disk_, where_, requests()),
          watched_(fetcher_, into),
          recorder_(into, time, log),
          engine_(time.executor(), watched_, frontier_, recorder_, plan.engine) {}

    void run(const interruption* cut) { see_through(time_, engine_.run(), engine_, session_, cut, log_, story_); }

private:
    static batch::list_settings settings_of(const list_plan& plan, batch::journal& history) {
        batch::list_settings settings;
        settings.urls = plan.inputs;
        settings.history = &history;
        return settings;
    }

    fetch::request_settings requests() {
        fetch::request_settings settings;
        settings.next_name = [this](const fetch::job& what, std::string wanted) {
            return frontier_.claim(what, std::move(wanted));
        };
        return settings;
    }

    virtual_loop& time_;
    const event_log& log_;
    run_story& story_;
    files::folder folder_;
    fetch::destination where_;
    batch::journal history_;
    batch::list_frontier frontier_;
    http::session session_;
    files::writer disk_;
    fetch::fetcher fetcher_;
    watched_attempter watched_;
    kept_jobs recorder_;
    fetch::engine engine_;
};

void read_folder(const std::filesystem::path& folder, list_story& story) {
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string path = each.path().string();
        if (each.is_regular_file() && path.find("/.trawl/") == std::string::npos) {
            story.files[path] = test::sha256_of_file(each.path());
        }
    }
}

}  // namespace

list_plan::list_plan(std::uint64_t seed, const world& from) {
    chance dice(seed, "list");
    static constexpr std::array<const char*, 4> no_urls{"http://", "ftp://host0.test/1", "http://[::1/", "http://a b/"};
    for (std::uint64_t count = dice.between(1, 40); count > 0; --count) {
        if (dice.percent(3)) {
            inputs.emplace_back(no_urls[dice.below(no_urls.size())]);
        } else {
            const auto at = static_cast<std::ptrdiff_t>(dice.below(from.resources.size()));
            inputs.push_back(std::next(from.resources.begin(), at)->first);
        }
    }
    engine = throw_options(dice);
    interruptions = throw_interruptions(dice);
}

list_story simulate_list(std::uint64_t seed, std::size_t log_lines) {
    const world truth(seed, world::kind::files);
    const list_plan plan(seed, truth);
    list_story story;
    event_log log(log_lines);
    const test::temp_dir folder;
    virtual_loop time;
    memory_network network(time, truth, log);
    for (std::size_t at = 0; at <= plan.interruptions.size(); ++at) {
        log.add(time.now(), "run " + std::to_string(at + 1));
        run_story& now = story.runs.emplace_back();
        now.is_last = at == plan.interruptions.size();
        {
            list_run run(time, plan, folder.path().string(), log, now);
            run.run(now.is_last ? nullptr : &plan.interruptions[at]);
        }
        now.is_work_left = time.settle();
        now.requests = network.take_records();
        if (network.connections() > 0) {
            story.problems.push_back(std::to_string(network.connections()) + " connections are open after the run");
        }
    }
    read_folder(folder.path(), story);
    story.problems.insert(story.problems.end(), network.problems().begin(), network.problems().end());
    story.hash = log.hash();
    story.events = log.count();
    story.log = log.text();
    check_list(truth, plan, story);
    return story;
}

}  // namespace trawl::simulation
