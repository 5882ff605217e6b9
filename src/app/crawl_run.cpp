#include "app/crawl_run.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include "app/crawl_parts.hpp"
#include "app/crawl_query.hpp"
#include "app/crawl_summary.hpp"
#include "app/descriptor_limit.hpp"
#include "app/interruption.hpp"
#include "app/link_reports.hpp"
#include "app/record_outputs.hpp"
#include "app/run_parts.hpp"
#include "app/run_start.hpp"
#include "app/sandbox.hpp"
#include "app/seed_list.hpp"
#include "app/seed_logins.hpp"
#include "app/signals.hpp"
#include "base/error_text.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"
#include "crawl/frontier.hpp"
#include "crawl/mirror_names.hpp"
#include "crawl/page_fetcher.hpp"
#include "crawl/robots_keeper.hpp"
#include "files/direct.hpp"
#include "output/progress.hpp"
#include "output/run_recorder.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t computing_threads = 1;

/// One run of `trawl crawl`: the parts of the engine, put together.
class crawl_run final : public command_run {
public:
    explicit crawl_run(crawl_options options)
        : options_(std::move(options)),
          folder_(open_crawl_folder(options_)),
          alone_(lock_crawl_folder(folder_)),
          judge_(make_judge(options_)),
          state_(open_state(loop_.get_executor(), options_, folder_, [this](const std::string& why) { fail(why); })),
          key_seed_(key_seed_of(*state_)),
          frontier_(*state_, judge_, frontier_settings()),
          session_(loop_.get_executor(), options_.session),
          disk_(loop_.get_executor()),
          robots_(session_, robots_settings()),
          fetcher_(session_, disk_, pool_, options_.reach.ignore_robots ? nullptr : &robots_, page_settings()),
          outputs_(loop_.get_executor(), record_settings()),
          reports_(options_, !is_stdout_taken()),
          recorder_(outputs_.records(), "GET", outputs_.consumers()),
          engine_(loop_.get_executor(), fetcher_, frontier_, recorder_, engine_settings(options_)) {
        remember();
    }

    int run() override {
        failure_ = run_on(loop_, crawl_all());
        if (const auto failed = save_cookies(options_); !failed.empty()) {
            outputs_.lose(failed);
        }
        convert_links();
        report_links();
        loop_.restart();
        loop_.poll();  // what could not be written at the very end is told on the loop
        tell_summary();
        return status();
    }

private:
    crawl::robots_settings robots_settings() {
        crawl::robots_settings settings;
        settings.agent = options_.reach.agent;
        settings.fields = options_.fields;
        settings.is_ours = [this](const http::url& where) { return logins_.is_ours(where); };
        settings.login = [this](const http::url& where) { return logins_.at(where); };
        settings.max_retry_after = options_.retries.max_retry_after;
        settings.pauses.resize(std::min<std::size_t>(settings.pauses.size(), options_.retries.max_retries));
        settings.keep = [this](crawl::robots_row row) { state_->keep(std::move(row)); };
        if (!options_.output.warc.empty()) {
            settings.archive = [this](std::shared_ptr<crawl::page> exchange) { state_->keep(std::move(exchange)); };
        }
        if (!options_.reach.no_sitemaps) {
            settings.on_sitemaps = [this](const http::url& where, const std::vector<http::url>& sitemaps) {
                for (const auto& one : sitemaps) {
                    frontier_.add_sitemap(one, where);
                }
            };
        }
        return settings;
    }

    // What waits for its host's turn need not be seen through.
    crawl::frontier_settings frontier_settings() {
        auto settings = frontier_settings_of(options_, key_seed_);
        settings.on_seed = [this](const http::url& seed) { logins_.add(seed); };
        settings.on_spent = [this] { engine_.stop(); };
        return settings;
    }

    crawl::page_settings page_settings() {
        auto settings = page_settings_of(options_);
        settings.limits = &frontier_;
        settings.is_ours = [this](const http::url& where) { return logins_.is_ours(where); };
        settings.login = [this](const http::url& where) { return logins_.at(where); };
        settings.scratch = state_folder(folder_);
        if (options_.output.mirror) {
            settings.mirror = crawl::page_mirror{folder_, [this](const http::url& where, std::string_view media_type) {
                                                     return names_.name_for(where, media_type);
                                                 }};
        }
        return settings;
    }

    record_outputs::settings record_settings() {
        record_outputs::settings how;
        how.asked = options_.records;
        how.is_stdout_taken = is_stdout_taken();
        how.on_reader_left = [this] { engine_.cancel(); };
        return how;
    }

    [[nodiscard]] bool is_stdout_taken() const {
        return options_.records.format || files::is_standard_output(options_.records.results);
    }

    // What earlier runs got of robots.txt, and the names that they gave.
    void remember() {
        state_->each_robots([this](const crawl::robots_row& row) { robots_.remember(row); });
        if (options_.output.mirror) {
            state_->each_url([this](const crawl::state::known_url& known) {
                const auto where = http::parse_url(known.url);
                if (where && !known.path.empty()) {
                    names_.take(*where, known.path);
                }
            });
        }
    }

    async::awaitable<void> crawl_all() {
        async::task_group watchers(loop_.get_executor());
        watchers.spawn(interruption_.watch());
        if (!options_.common.quiet && !(is_stdout_taken() && ::isatty(STDOUT_FILENO) == 1)) {
            watchers.spawn(progress_.run());
        }
        co_await async::with_cleanup(crawl_from_seeds(), end(watchers));
    }

    async::awaitable<void> crawl_from_seeds() {
        std::function<void(const http::url&)> add = [this](const http::url& seed) { frontier_.add_seed(seed); };
        bad_seeds_ = co_await read_seeds(loop_.get_executor(), options_.input, std::move(add));
        frontier_.start();
        keep_keys(*state_, options_);
        began_with_ = frontier_.counts();
        async::task_group watchers(loop_.get_executor());
        if (options_.whole.time) {
            watchers.spawn(stop_after(*options_.whole.time));
        }
        co_await async::with_cleanup(engine_.run(), watchers.cancel_and_join());
    }

    async::awaitable<void> stop_after(async::clock::duration time) {
        async::timer waiting(loop_.get_executor(), time);
        co_await waiting.async_wait(asio::use_awaitable);
        engine_.stop();
    }

    // Signals are watched until the last page is written.
    async::awaitable<void> end(async::task_group& watchers) {
        frontier_.finish();
        co_await async::with_cleanup(async::with_cleanup(state_->flush(true), outputs_.finish()),
                                     watchers.cancel_and_join());
    }

    // What is cut short is done by the next run.
    void convert_links() {
        if (!options_.output.convert_links || failure_ || outputs_.is_lost() || interruption_.signal() != 0) {
            return;
        }
        const signals_end_program interruptible;
        try {
            const auto done = convert_links_of(*state_, options_, folder_, key_seed_);
            for (const auto& path : done.not_ours) {
                base::log(base::log_level::warn,
                          base::printable(path) + " was changed since it was fetched: its links are left as they are");
            }
        } catch (const std::exception& failed) {
            outputs_.lose(base::error_text(failed));
        }
    }

    // Also of a crawl that was cut short: what it has found stands.
    void report_links() {
        if (!options_.output.check_links || outputs_.is_lost()) {
            return;
        }
        const signals_end_program interruptible;
        try {
            checked_ = output::count_links(options_.output.folder);
            reports_.write(options_.output.folder);
        } catch (const std::exception& failed) {
            outputs_.lose(failed.what());
        }
    }

    // The state takes no more: nothing that is fetched from now on would be known.
    void fail(const std::string& why) {
        is_state_failure_told_ = true;
        outputs_.lose(why);
        engine_.cancel();
    }

    [[nodiscard]] output::progress_counts counts() const {
        const auto& run = engine_.progress();
        const auto& all = frontier_.counts();
        output::progress_counts now;
        now.done = run.finished;
        now.failed = recorder_.totals().failures().all();
        now.in_flight = run.in_flight;
        now.bytes = fetcher_.bytes();
        now.waiting = all.pending - std::min<std::uint64_t>(all.pending, run.in_flight);
        return now;
    }

    void tell_summary() {
        if (options_.common.quiet) {
            output::write_to_stderr(checked_ ? "" : recorder_.totals().failures_text());
            return;
        }
        const auto used = session_.statistics();
        crawl_end ended;
        ended.cost = {async::clock::now() - start_, used.requests_sent, used.connections_made};
        ended.before = began_with_;
        ended.now = frontier_.counts();
        ended.remarks = frontier_.remarks();
        ended.spent_budget = frontier_.spent_budget();
        ended.spent_budget_of_host = frontier_.spent_budget_of_host();
        ended.trapped = judge_.trapped();
        ended.ignores_robots = options_.reach.ignore_robots;
        ended.is_interrupted = interruption_.signal() != 0;
        ended.checked = checked_;
        output::write_to_stderr(crawl_summary(ended, recorder_.totals()) + output::pauses_text(engine_.host_pauses()) +
                                how_to_go_on(ended));
    }

    [[nodiscard]] int status() const {
        run_end end;
        end.failures = recorder_.totals().failures();
        end.inputs = engine_.progress().taken;
        if (checked_) {
            // What failed is a broken link, whether this run or an earlier one found it.
            end.failures.network = checked_->unreached_seeds;
            end.failures.status = checked_->broken - checked_->unreached_seeds;
            end.inputs = checked_->all();
        } else {
            count_earlier_runs(end);
        }
        end.failures.input += bad_seeds_;
        end.inputs += bad_seeds_;
        end.fail_on = options_.records.fail_on;
        end.is_output_lost = outputs_.is_lost();
        end.signal = interruption_.signal();
        if (failure_) {
            tell_failure(end);
        }
        return exit_status_of(end);
    }

    // What stands as failed, and is not asked for again, counts whenever it was: the same command ends alike however
    // often the crawl was broken off.
    void count_earlier_runs(run_end& end) const {
        end.failures.status += began_with_.http_errors;
        end.failures.network += began_with_.failed - began_with_.http_errors;
        end.inputs += began_with_.done + began_with_.failed;
    }

    void tell_failure(run_end& end) const {
        try {
            std::rethrow_exception(failure_);
        } catch (const crawl::state_error& failed) {
            end.is_output_lost = true;
            if (!is_state_failure_told_) {
                base::log(base::log_level::error, failed.what());
            }
        } catch (...) {
            app::tell_failure(failure_, end);
        }
    }

    async::clock::time_point start_ = async::clock::now();
    crawl_options options_;
    asio::io_context loop_{1};
    async::blocking_pool pool_{computing_threads};
    files::folder folder_;
    std::unique_ptr<batch::run_lock> alone_;  // what is below reads the folder
    crawl::judge judge_;
    crawl::mirror_names names_;
    seed_logins logins_{options_.credentials};
    std::unique_ptr<crawl::state> state_;
    std::uint64_t key_seed_;
    crawl::crawl_frontier frontier_;
    http::session session_;
    files::writer disk_;
    crawl::robots_keeper robots_;
    crawl::page_fetcher fetcher_;
    record_outputs outputs_;
    link_reports reports_;
    std::optional<output::link_totals> checked_;
    output::run_recorder recorder_;
    fetch::engine engine_;
    output::progress progress_{output::terminal::of_stderr(), [this] { return counts(); }};
    interruption interruption_{loop_.get_executor(),
                               options_.grace,
                               {[this] { engine_.stop(); }, [this] { engine_.cancel(); },
                                [this] { return requests_in_flight(engine_.progress()); }}};
    crawl::frontier_counts began_with_;
    std::uint64_t bad_seeds_ = 0;
    std::exception_ptr failure_;
    bool is_state_failure_told_ = false;
};

}  // namespace

int run_crawl(crawl_options options) {
    if (options.query.is_asked()) {
        return answer_query(options);
    }
    const common_options common = options.common;
    return start_run(common, [&] {
        confine(options);
        // A big body that goes into an archive has one more file.
        prepare(options, descriptors_with_a_file(options.output.warc.empty() ? 1 : 2), false);
        return std::make_unique<crawl_run>(std::move(options));
    });
}

}  // namespace trawl::app
