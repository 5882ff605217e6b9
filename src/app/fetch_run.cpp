#include "app/fetch_run.hpp"

#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "app/cookie_file.hpp"
#include "app/descriptor_limit.hpp"
#include "app/dry_run.hpp"
#include "app/logins.hpp"
#include "app/run_outputs.hpp"
#include "app/run_parts.hpp"
#include "app/signals.hpp"
#include "base/duration_text.hpp"
#include "base/log.hpp"
#include "fetch/engine.hpp"
#include "fetch/fetcher.hpp"
#include "output/progress.hpp"
#include "output/run_recorder.hpp"
#include "trawl/async/cleanup.hpp"
#include "trawl/async/loop_monitor.hpp"

namespace trawl::app {

namespace asio = boost::asio;

namespace {

/// One run of `trawl fetch`: the parts of the engine, put together.
class fetch_run {
public:
    explicit fetch_run(fetch_options options)
        : options_(std::move(options)),
          folder_(open_folder(options_)),
          alone_(lock_folder(options_, folder_)),
          where_(choose_destination(options_, folder_)),
          history_(open_journal(loop_.get_executor(), options_, folder_,
                                [this](const std::string& why) { outputs_.lose(why); })),
          checksums_(read_checksums(options_)),
          outputs_(loop_.get_executor(), options_, history_.get(), [this] { engine_.cancel(); }),
          frontier_(
              list_settings(loop_.get_executor(), options_, history_.get(), checksums_.get(), outputs_.failures())),
          session_(loop_.get_executor(), options_.session),
          disk_(loop_.get_executor()),
          fetcher_(session_, disk_, where_, requests()),
          recorder_(outputs_.records(), options_.request.method, outputs_.consumers()),
          engine_(loop_.get_executor(), fetcher_, frontier_, recorder_, engine_settings(options_)) {}

    int run() {
        reserve_own_files(frontier_, options_);
        run_loop(options_.input.dry_run ? plan_all() : fetch_all());
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
    void run_loop(async::awaitable<void> work) {
        asio::co_spawn(loop_, std::move(work), [this](std::exception_ptr failed) {
            failure_ = std::move(failed);
            loop_.stop();
        });
        async::run_monitored(loop_, async::default_slow_handler_threshold, [](const async::slow_handler& slow) {
            base::log(base::log_level::info, std::string(slow.name) + " held the loop for " + base::to_text(slow.held));
        });
    }

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
        watchers.spawn(watch_signals(on_signal_));
        if (!options_.common.quiet && !is_data_on_terminal()) {
            watchers.spawn(progress_.run());
        }
        grace_.emplace(loop_.get_executor());
        limit_commands();
        co_await async::with_cleanup(engine_.run(), end(watchers));
    }

    // Signals are watched until the last record is written, for however long its reader takes.
    async::awaitable<void> end(async::task_group& watchers) {
        co_await async::with_cleanup(outputs_.finish(), watchers.cancel_and_join());
    }

    // A bar would be drawn into it.
    [[nodiscard]] bool is_data_on_terminal() const {
        return is_stdout_taken(options_.output) && ::isatty(STDOUT_FILENO) == 1;
    }

    // Once: what is in flight may end within the grace. Twice: it is cancelled.
    void signalled(int number) {
        if (signal_ != 0) {
            end_at_once();
            return;
        }
        signal_ = number;
        engine_.stop();
        const bool is_limited = options_.grace != async::clock::duration::max();
        base::log(base::log_level::warn,
                  "interrupted: " + (is_limited ? "up to " + base::to_text(options_.grace) : "any time") + " for " +
                      what_runs() + " to end; once more ends them at once");
        grace_->expires_after(options_.grace);
        grace_->async_wait([this](const boost::system::error_code& failed) {
            if (!failed) {
                end_at_once();
            }
        });
    }

    void end_at_once() {
        engine_.cancel();
        outputs_.stop_commands();
    }

    [[nodiscard]] std::string what_runs() const {
        const auto counted = [](std::size_t count, const std::string& one) {
            return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
        };
        const std::size_t requests = engine_.progress().in_flight;
        const std::size_t commands = outputs_.pending_commands();
        std::string text = requests > 0 ? counted(requests, "request") + " in flight" : "";
        if (commands > 0) {
            text += (text.empty() ? "" : " and ") + counted(commands, "command");
        }
        return text.empty() ? "what is waiting" : text;
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
        const auto& run = engine_.progress();
        output::progress_counts now{run.finished, recorder_.totals().failed(), run.in_flight, fetcher_.bytes(),
                                    std::nullopt};
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
        const auto used = session_.statistics();
        const auto& totals = recorder_.totals();
        std::string text = totals.text({async::clock::now() - start_, used.requests_sent, used.connections_made}) +
                           output::pauses_text(engine_.host_pauses());
        text += how_to_go_on();
        output::write_to_stderr(text);
    }

    [[nodiscard]] std::string how_to_go_on() const {
        const auto& run = engine_.progress();
        const auto& totals = recorder_.totals();
        const bool goes_on = history_ != nullptr || totals.parts() > 0;
        const std::string again = goes_on ? ": the same command again goes on.\n" : ".\n";
        if (run.is_deadline_over) {
            return "The run's deadline is over" + again;
        }
        if (signal_ != 0 && (totals.cancelled() > 0 || !run.is_all_taken)) {
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
        end.inputs = engine_.progress().taken + planned_;
        end.fail_on = options_.output.fail_on;
        end.is_output_lost = outputs_.is_lost();
        end.signal = signal_;
        if (failure_) {
            tell_failure(end);
        } else if (end.inputs == 0 && signal_ == 0 && !options_.input.allow_empty && !options_.input.only_failed) {
            base::log(base::log_level::error,
                      "there was nothing to fetch: the list holds no URL (--allow-empty accepts that)");
            end.had_nothing_to_do = true;
        }
        return exit_status_of(end);
    }

    void tell_failure(run_end& end) const {
        try {
            std::rethrow_exception(failure_);
        } catch (const batch::journal_error& failed) {
            end.is_output_lost = true;
            base::log(base::log_level::error, failed.what());
        } catch (const fetch::source_error& failed) {
            end.is_list_broken = true;
            base::log(base::log_level::error, failed.what());
        } catch (const boost::system::system_error& failed) {
            end.is_output_lost = options_.input.dry_run;
            end.is_internal_error = !options_.input.dry_run;
            base::log(base::log_level::error, failed.what());
        } catch (const std::exception& failed) {
            end.is_internal_error = true;
            base::log(base::log_level::error, std::string("internal error: ") + failed.what());
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
    http::session session_;
    files::writer disk_;
    fetch::fetcher fetcher_;
    output::run_recorder recorder_;
    fetch::engine engine_;
    output::progress progress_{output::terminal::of_stderr(), [this] { return counts(); }};
    std::function<void(int)> on_signal_ = [this](int number) { signalled(number); };
    std::optional<async::timer> grace_;
    std::optional<async::timer> commands_end_;
    int signal_ = 0;
    std::uint64_t planned_ = 0;
    std::uint64_t bad_in_plan_ = 0;
    std::exception_ptr failure_;
};

base::log_settings log_settings(const common_options& common) {
    base::log_settings settings;
    settings.on_stderr = common.quiet           ? base::log_level::error
                         : common.verbosity > 1 ? base::log_level::debug
                         : common.verbosity > 0 ? base::log_level::info
                                                : base::log_level::warn;
    settings.clears_line = output::terminal::of_stderr().is_terminal;
    settings.file = common.log_file;
    settings.in_file = base::log_level::debug;
    return settings;
}

// Boost ends the text of an error with its category and number in brackets.
std::string without_code(const std::string& text) {
    return text.substr(0, text.rfind(" ["));
}

int refuse(exit_status status, const std::string& why) {
    output::write_to_stderr("trawl: " + why + "\n");
    return status;
}

void prepare(fetch_options& options) {
    if (const std::string lowered = fit_to_descriptors(options); !lowered.empty()) {
        base::log(base::log_level::warn, lowered);
    }
    const auto& credentials = options.credentials;
    if (!credentials.save_cookies.empty() && !options.input.dry_run) {
        const std::filesystem::path file = credentials.save_cookies;
        std::error_code none;
        if (std::filesystem::is_directory(file, none)) {
            throw cannot_start(write_failed, "cannot write " + file.string() + ": it is a folder");
        }
        if (file.has_parent_path() && !std::filesystem::is_directory(file.parent_path(), none)) {
            throw cannot_start(write_failed, "cannot write " + file.string() + ": its folder is not there");
        }
    }
    if (!credentials.load_cookies.empty()) {
        load_cookies(*options.session.cookies, credentials.load_cookies,
                     credentials.load_cookies != credentials.save_cookies);
    }
}

}  // namespace

int run_fetch(fetch_options options) try {
    const auto log = base::logging::start(log_settings(options.common));
    if (!log) {
        return refuse(write_failed, "cannot write " + options.common.log_file + ": " + log.error().message());
    }
    std::unique_ptr<fetch_run> run;
    try {
        prepare(options);
        run = std::make_unique<fetch_run>(std::move(options));
    } catch (const cannot_start& failed) {
        return refuse(failed.status(), failed.what());
    } catch (const batch::journal_error& failed) {
        return refuse(write_failed, failed.what());
    } catch (const fetch::source_error& failed) {
        return refuse(usage, failed.what());
    } catch (const bad_value& failed) {
        return refuse(usage, failed.what());
    } catch (const boost::system::system_error& failed) {
        return refuse(usage, without_code(failed.what()));
    }
    return run->run();
} catch (const std::exception& failed) {
    return refuse(internal_error, std::string("internal error: ") + failed.what());
}

}  // namespace trawl::app
