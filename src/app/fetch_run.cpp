#include "app/fetch_run.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include "app/descriptor_limit.hpp"
#include "app/dry_run.hpp"
#include "app/fetch_work.hpp"
#include "app/interruption.hpp"
#include "app/logins.hpp"
#include "app/run_outputs.hpp"
#include "app/run_parts.hpp"
#include "app/run_start.hpp"
#include "app/sandbox.hpp"
#include "base/log.hpp"
#include "output/progress.hpp"
#include "output/run_recorder.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::app {

namespace asio = boost::asio;

namespace {

/// One run of `trawl fetch`: the parts of the engine, put together.
class fetch_run final : public command_run {
public:
    explicit fetch_run(fetch_options options)
        : options_(std::move(options)),
          folder_(open_folder(options_)),
          alone_(lock_folder(options_, folder_)),
          where_(choose_destination(options_, folder_)),
          history_(open_journal(loop_.get_executor(), options_, folder_,
                                [this](const std::string& why) { outputs_.lose(why); })),
          checksums_(read_checksums(options_)),
          outputs_(loop_.get_executor(), options_, history_.get(), [this] { work_->cancel(); }),
          frontier_(
              list_settings(loop_.get_executor(), options_, history_.get(), checksums_.get(), outputs_.failures())),
          recorder_(outputs_.records(), options_.request.method, outputs_.consumers()),
          work_(make_fetch_work(loop_.get_executor(), options_, where_, requests(), frontier_, recorder_)) {}

    int run() override {
        reserve_own_files(frontier_, options_);
        failure_ = run_on(loop_, options_.input.dry_run ? plan_all() : fetch_all());
        if (options_.input.dry_run) {
            return status();
        }
        outputs_.close();
        loop_.restart();
        loop_.poll();  // what could not be written at the very end is told on the loop
        tell_summary();
        return status();
    }

private:
    fetch::request_settings requests() {
        auto settings = request_settings(options_);
        settings.login = choose_logins(options_.credentials);
        if (options_.output.content_disposition && folder_) {
            settings.claim_name = [this](const fetch::job& what, std::string wanted) {
                return frontier_.claim(what, std::move(wanted));
            };
            settings.digests_of = [this](const fetch::job& what, const std::string& final_name) {
                return frontier_.digests_of(what, final_name);
            };
        }
        if (history_) {
            settings.next_name = [this](const fetch::job& what, std::string wanted) {
                return frontier_.claim(what, std::move(wanted));
            };
        }
        return settings;
    }

    async::awaitable<void> plan_all() {
        path_maker path_of = [this](const fetch::job& what) { return planned_path(what); };
        const auto counts = co_await write_plan(frontier_, std::move(path_of));
        planned_ = counts.jobs;
        bad_in_plan_ = counts.bad;
    }

    // The folder need not be there yet.
    [[nodiscard]] std::string planned_path(const fetch::job& what) const {
        const std::string& above = options_.output.folder;
        if (folder_ || what.name.empty()) {
            return where_.path_of(what);
        }
        return (above == "." ? "" : above + (above.ends_with('/') ? "" : "/")) + what.name;
    }

    async::awaitable<void> fetch_all() {
        async::task_group watchers(loop_.get_executor());
        watchers.spawn(interruption_.watch());
        if (!options_.common.quiet && !is_data_on_terminal()) {
            watchers.spawn(progress_.run());
        }
        limit_commands();
        co_await async::with_cleanup(work_->run(), end(watchers));
    }

    // Signals are watched until the last record is written, for however long its reader takes.
    async::awaitable<void> end(async::task_group& watchers) {
        co_await async::with_cleanup(outputs_.finish(), watchers.cancel_and_join());
    }

    // A bar would be drawn into it.
    [[nodiscard]] bool is_data_on_terminal() const { return is_stdout_taken(options_) && ::isatty(STDOUT_FILENO) == 1; }

    void end_at_once() {
        work_->cancel();
        outputs_.stop_commands();
    }

    [[nodiscard]] std::string what_runs() const {
        const std::size_t commands = outputs_.pending_commands();
        std::string text = requests_in_flight(work_->progress());
        if (commands > 0) {
            text += (text.empty() ? "" : " and ") + counted(commands, "command");
        }
        return text;
    }

    // Commands may outlive the deadline by the grace.
    void limit_commands() {
        constexpr auto longest = std::chrono::hours(24 * 365);
        if (!options_.deadline || *options_.deadline > longest || options_.grace > longest) {
            return;
        }
        commands_end_.emplace(loop_.get_executor());
        commands_end_->expires_after(*options_.deadline + options_.grace);
        commands_end_->async_wait([this](const boost::system::error_code& failed) {
            if (!failed) {
                outputs_.stop_commands();
            }
        });
    }

    [[nodiscard]] output::progress_counts counts() const {
        const auto run = work_->progress();
        output::progress_counts now;
        now.done = run.finished;
        now.failed = recorder_.totals().failed();
        now.in_flight = run.in_flight;
        now.bytes = work_->traffic().bytes;
        if (run.is_all_taken) {
            now.total = run.taken;
        }
        return now;
    }

    void tell_summary() {
        for (const auto& remark : frontier_.remarks()) {
            base::log(base::log_level::warn, remark);
        }
        if (options_.common.quiet) {
            output::write_to_stderr(recorder_.totals().failures_text());
            return;
        }
        const auto used = work_->traffic();
        const auto& totals = recorder_.totals();
        std::string text = totals.text({async::clock::now() - start_, used.requests_sent, used.connections_made}) +
                           output::pauses_text(work_->host_pauses());
        if (totals.has(http::name(http::errc::certificate))) {
            text += "An authority of your own is trusted with --cacert FILE.\n";
        }
        text += how_to_go_on();
        output::write_to_stderr(text);
    }

    [[nodiscard]] std::string how_to_go_on() const {
        const auto run = work_->progress();
        const auto& totals = recorder_.totals();
        const bool goes_on = history_ != nullptr || totals.parts() > 0;
        const std::string again = goes_on ? ": the same command again goes on.\n" : ".\n";
        if (run.is_deadline_over) {
            return "The run's deadline is over" + again;
        }
        if (interruption_.signal() != 0 && (totals.cancelled() > 0 || !run.is_all_taken)) {
            return "Interrupted before the end" + again;
        }
        if (totals.passing() == 0 || !goes_on) {
            return "";
        }
        return totals.passing() == totals.failures().all()
                   ? "The same command again fetches what is missing.\n"
                   : "The same command again may fetch " + std::to_string(totals.passing()) + " of them.\n";
    }

    [[nodiscard]] int status() const {
        run_end end;
        end.failures = recorder_.totals().failures();
        end.failures.input += bad_in_plan_;
        end.inputs = work_->progress().taken + planned_;
        end.fail_on = options_.records.fail_on;
        end.is_output_lost = outputs_.is_lost();
        end.signal = interruption_.signal();
        if (failure_) {
            tell_failure(end);
        } else if (end.inputs == 0 && interruption_.signal() == 0 && !options_.input.allow_empty &&
                   !options_.input.only_failed) {
            base::log(base::log_level::error,
                      "there was nothing to fetch: the list holds no URL (--allow-empty accepts that)");
            end.had_nothing_to_do = true;
        }
        return exit_status_of(end);
    }

    void tell_failure(run_end& end) const {
        try {
            std::rethrow_exception(failure_);
        } catch (const boost::system::system_error& failed) {
            end.is_output_lost = options_.input.dry_run;
            end.is_internal_error = !options_.input.dry_run;
            base::log(base::log_level::error, failed.what());
        } catch (...) {
            app::tell_failure(failure_, end);
        }
    }

    async::clock::time_point start_ = async::clock::now();
    fetch_options options_;
    asio::io_context loop_{1};
    std::optional<files::folder> folder_;
    std::unique_ptr<batch::run_lock> alone_;  // what is below reads the folder
    fetch::destination where_;
    std::unique_ptr<batch::journal> history_;
    std::unique_ptr<batch::checksum_list> checksums_;
    run_outputs outputs_;
    batch::list_frontier frontier_;
    output::run_recorder recorder_;
    std::unique_ptr<fetch_work> work_;
    output::progress progress_{output::terminal::of_stderr(), [this] { return counts(); }};
    interruption interruption_{loop_.get_executor(),
                               options_.grace,
                               {[this] { work_->stop(); }, [this] { end_at_once(); }, [this] { return what_runs(); }}};
    std::optional<async::timer> commands_end_;
    std::uint64_t planned_ = 0;
    std::uint64_t bad_in_plan_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

int run_fetch(fetch_options options) {
    const common_options common = options.common;
    return start_run(common, [&] {
        confine(options);
        const bool has_files = !options.output.discard;
        prepare(options, has_files ? descriptors_with_a_file(options.request.split) : descriptors_without_a_file,
                options.input.dry_run);
        return std::make_unique<fetch_run>(std::move(options));
    });
}

}  // namespace trawl::app
