#include "app/check_run.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include "app/check_dry_run.hpp"
#include "app/check_outputs.hpp"
#include "app/check_parts.hpp"
#include "app/descriptor_limit.hpp"
#include "app/interruption.hpp"
#include "app/record_outputs.hpp"
#include "app/run_parts.hpp"
#include "app/run_start.hpp"
#include "app/sandbox.hpp"
#include "app/signals.hpp"
#include "base/error_text.hpp"
#include "base/log.hpp"
#include "check/check_fetcher.hpp"
#include "check/check_frontier.hpp"
#include "fetch/engine.hpp"
#include "files/direct.hpp"
#include "files/write_all.hpp"
#include "output/json.hpp"
#include "output/progress.hpp"
#include "report/check_recorder.hpp"
#include "report/github_report.hpp"
#include "report/result_store.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t computing_threads = 1;

std::string time_text(std::chrono::system_clock::time_point when) {
    std::string quoted;
    output::append_json_time(quoted, when);
    return quoted.substr(1, quoted.size() - 2);
}

/// One run of `trawl check`: the parts of the engine, put together.
class check_run final : public command_run {
public:
    /// `annotations`: what GitHub Actions is to be told when the run is over.
    check_run(check_options options, check_plan plan, std::string& annotations)
        : options_(std::move(options)),
          plan_(std::move(plan)),
          annotations_(annotations),
          logins_(choose_logins(options_.credentials)),
          session_(loop_.get_executor(), options_.session),
          told_(loop_.get_executor(), record_settings()),
          reports_(options_),
          kept_(open_store()),
          recorder_(*kept_, told_.records(), *plan_.secrets, told_.consumers(), password_finder_of(options_, logins_)),
          frontier_(jobs()),
          fetcher_(session_, pool_, check_settings_of(options_, plan_, logins_)),
          engine_(loop_.get_executor(), fetcher_, frontier_, recorder_, engine_settings(options_)) {
        for (const auto& one : plan_.all.thresholds) {
            if (!one.where.file.empty()) {
                recorder_.count_apart(one.where.file);
            }
        }
    }

    int run() override {
        failure_ = run_on(loop_, check_all());
        kept_->close();
        if (const auto failed = save_cookies(options_); !failed.empty()) {
            told_.lose(failed);
        }
        loop_.restart();
        loop_.poll();  // what could not be written at the very end is told on the loop
        ended_ = record();
        run_end end = end_of_run();
        ended_.has_passed = exit_status_of(end) == all_done;
        if (ended_.has_passed && ended_.failed + ended_.errors > 0) {
            ended_.tolerance = tolerance();
        }
        report_all();
        end.is_output_lost = told_.is_lost();
        return exit_status_of(end);
    }

private:
    std::unique_ptr<report::result_store> open_store() {
        const auto lose = [this](boost::system::error_code why) {
            told_.lose("cannot keep the results in " + scratch_folder() + ": " + why.message());
        };
        try {
            return std::make_unique<report::result_store>(loop_.get_executor(), scratch_folder(),
                                                          options_.again.is_repeated(), lose);
        } catch (const boost::system::system_error& failed) {
            throw cannot_start(write_failed, base::error_text(failed));
        }
    }

    check::frontier_settings jobs() {
        auto settings = check_frontier_settings(loop_.get_executor(), options_, plan_);
        settings.in_flight = [this] { return engine_.progress().in_flight; };
        settings.on_skipped = [this](fetch::report& done) { recorder_.finished(done); };
        return settings;
    }

    record_outputs::settings record_settings() {
        record_outputs::settings how;
        how.asked = options_.records;
        how.is_stdout_taken = is_stdout_taken(options_);
        how.on_reader_left = [this] { engine_.cancel(); };
        return how;
    }

    async::awaitable<void> check_all() {
        async::task_group watchers(loop_.get_executor());
        watchers.spawn(interruption_.watch());
        if (!options_.common.quiet && !(options_.records.format && ::isatty(STDOUT_FILENO) == 1)) {
            watchers.spawn(progress_.run());
        }
        co_await async::with_cleanup(engine_.run(), end(watchers));
    }

    // Signals are watched until the last record is written, for however long its reader takes.
    async::awaitable<void> end(async::task_group& watchers) {
        frontier_.finish();
        co_await async::with_cleanup(told_.finish(), watchers.cancel_and_join());
    }

    [[nodiscard]] output::progress_counts counts() const {
        const auto& run = engine_.progress();
        output::progress_counts now;
        now.done = run.finished;
        now.failed = recorder_.figures().failed();
        now.in_flight = run.in_flight;
        now.bytes = fetcher_.bytes();
        if (run.is_all_taken) {
            now.total = run.taken;
        }
        return now;
    }

    [[nodiscard]] report::run_record record() const {
        report::run_record ended = recorder_.record();
        ended.name = plan_.name;
        ended.started = time_text(started_);
        ended.seconds = std::chrono::duration<double>(async::clock::now() - start_).count();
        ended.thresholds = judged();
        const auto used = session_.statistics();
        ended.requests = used.requests_sent;
        ended.connections = used.connections_made;
        ended.is_interrupted = interruption_.signal() != 0;
        return ended;
    }

    // Also of a run that was cut short: what it has found stands.
    void report_all() {
        const signals_end_program interruptible;
        const report::check_walk all = [this](const auto& take) { kept_->walk(take); };
        const report::check_walk not_passed = [this](const auto& take) { kept_->walk_not_passed(take); };
        for (const auto& failed : reports_.write(ended_, all, not_passed)) {
            told_.lose(failed);
        }
        annotations_ = reports_.annotations();
    }

    // Those of a suite by its checks, those of the command line by all; by none at all they would say nothing.
    [[nodiscard]] std::vector<report::run_record::judged_threshold> judged() const {
        std::vector<report::run_record::judged_threshold> all;
        for (const auto& one : plan_.all.thresholds) {
            const auto& figures = one.where.file.empty() ? recorder_.figures() : recorder_.figures_of(one.where.file);
            if (figures.runs() == 0) {
                continue;
            }
            auto found = one.what.check(figures);
            all.push_back({one.what.text(), one.where, found.holds, std::move(found.actual), std::move(found.message)});
        }
        return all;
    }

    // Where it is expected how many may fail, none of them counts by itself: in a suite of its checks, on the command line
    // of all.
    [[nodiscard]] std::uint64_t counting(check::blame whom) const {
        if (options_.records.fail_on.is_given()) {
            return recorder_.blamed(whom);
        }
        std::set<std::string> excused;
        for (const auto& one : plan_.all.thresholds) {
            if (one.what.judges_failures()) {
                excused.insert(one.where.file);
            }
        }
        if (excused.contains("")) {
            return 0;
        }
        std::uint64_t count = recorder_.blamed(whom);
        for (const std::string& file : excused) {
            count -= recorder_.blamed(whom, file);
        }
        return count;
    }

    [[nodiscard]] std::string tolerance() const {
        std::string text;
        for (const auto& one : plan_.all.thresholds) {
            if (one.what.judges_failures()) {
                text += (text.empty() ? "'" : ", '") + one.what.text() + "'";
            }
        }
        if (text.empty() || options_.records.fail_on.is_given()) {
            text += (text.empty() ? "--fail-on " : ", --fail-on ") + options_.records.fail_on.text();
        }
        return text;
    }

    // Says what went wrong beside the checks, in the record too.
    run_end end_of_run() {
        run_end end;
        end.failures.network = counting(check::blame::network);
        end.failures.status = counting(check::blame::assertion);
        end.failures.input = recorder_.blamed(check::blame::input);
        end.inputs = ended_.runs;
        end.fail_on = options_.records.fail_on;
        end.is_threshold_missed = !ended_.thresholds_hold();
        end.is_output_lost = told_.is_lost();
        end.signal = interruption_.signal();
        if (failure_) {
            ended_.trouble = (*plan_.secrets)(tell_failure(failure_, end));
        } else if (ended_.is_interrupted) {
            ended_.trouble = "interrupted";
        } else if (end.is_output_lost) {
            ended_.trouble = "not all of it could be written";
        } else if (const auto lacking = what_lacks(); !lacking.empty() && !options_.input.allow_empty) {
            ended_.trouble = lacking;
            base::log(base::log_level::error, ended_.trouble + " (--allow-empty accepts that)");
            end.had_nothing_to_do = true;
        }
        return end;
    }

    // Empty: something was asked, and of suites, too, if there are any.
    [[nodiscard]] std::string what_lacks() const {
        const bool tags_leave_none = plan_.all.entries.empty() && plan_.all.deselected > 0;
        if (ended_.checks > ended_.skipped) {
            return tags_leave_none ? "no check of a suite has these tags" : "";
        }
        if (ended_.skipped > 0) {
            return "nothing was asked: all that there is to check is skipped";
        }
        return tags_leave_none ? "there was nothing to check: no check has these tags" : "there was nothing to check";
    }

    async::clock::time_point start_ = async::clock::now();
    std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
    check_options options_;
    check_plan plan_;
    std::string& annotations_;
    login_chooser logins_;
    asio::io_context loop_{1};
    async::blocking_pool pool_{computing_threads};
    http::session session_;
    record_outputs told_;
    check_outputs reports_;
    std::unique_ptr<report::result_store> kept_;
    report::check_recorder recorder_;
    check::check_frontier frontier_;
    check::check_fetcher fetcher_;
    fetch::engine engine_;
    output::progress progress_{output::terminal::of_stderr(), [this] { return counts(); }};
    interruption interruption_{loop_.get_executor(),
                               options_.grace,
                               {[this] { engine_.stop(); }, [this] { engine_.cancel(); },
                                [this] { return requests_in_flight(engine_.progress()); }}};
    report::run_record ended_;
    std::exception_ptr failure_;
};

}  // namespace

int run_check(check_options options) {
    check_plan plan;
    try {
        plan = make_check_plan(options);
    } catch (const check::suite_error& failed) {
        const int status = refuse(usage, failed.what());
        if (!options.input.dry_run) {
            remove_stale_reports(options);
        }
        return status;
    }
    if (plan.has_secrets()) {
        options.common.without_secrets = [secrets = plan.secrets](std::string_view line) { return (*secrets)(line); };
    }
    const int people = is_stdout_taken(options) ? STDERR_FILENO : STDOUT_FILENO;
    std::optional<report::stopped_commands> stopped;
    if (is_for_github(options.output) && !options.input.dry_run) {
        stopped.emplace(std::vector<int>{STDERR_FILENO, people});
        options.common.without_secrets = [secrets = plan.secrets](std::string_view line) {
            return report::without_commands((*secrets)(line));
        };
    }
    const common_options common = options.common;
    const check_options asked = options;
    bool has_begun = options.input.dry_run;
    std::string annotations;
    const int status = start_run(common, [&]() -> std::unique_ptr<command_run> {
        confine(options);
        for (const auto& warning : plan.all.warnings) {
            base::log(base::log_level::warn, warning);
        }
        if (options.input.dry_run) {
            return std::make_unique<check_dry_run>(std::move(options), std::move(plan));
        }
        prepare(options, descriptors_without_a_file, false);
        auto run = std::make_unique<check_run>(std::move(options), std::move(plan), annotations);
        has_begun = true;
        return run;
    });
    if (!has_begun) {
        remove_stale_reports(asked);
    }
    stopped.reset();
    return files::write_all(people, annotations).failure && status == all_done ? int{write_failed} : status;
}

}  // namespace trawl::app
