#include "app/fetch_run.hpp"

#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "app/descriptor_limit.hpp"
#include "app/exit_status.hpp"
#include "app/signals.hpp"
#include "base/duration_text.hpp"
#include "base/log.hpp"
#include "batch/list_frontier.hpp"
#include "fetch/engine.hpp"
#include "fetch/fetcher.hpp"
#include "files/direct.hpp"
#include "output/progress.hpp"
#include "output/run_recorder.hpp"
#include "trawl/async/cleanup.hpp"
#include "trawl/async/loop_monitor.hpp"

namespace trawl::app {

namespace asio = boost::asio;

namespace {

/// What stops a run before it starts.
class cannot_start : public std::runtime_error {
public:
    cannot_start(exit_status status, const std::string& why) : std::runtime_error(why), status_(status) {}

    [[nodiscard]] exit_status status() const noexcept { return status_; }

private:
    exit_status status_;
};

std::unique_ptr<batch::byte_source> open_list(async::executor loop, const std::string& path) {
    return path.empty() ? nullptr : std::make_unique<batch::byte_source>(std::move(loop), path);
}

fetch::destination choose_destination(const fetch_options& options) {
    if (options.discard) {
        return {};
    }
    if (!options.output.empty()) {
        return fetch::destination(files::direct_target{options.output});
    }
    auto opened = files::folder::open_or_create(options.folder);
    if (!opened) {
        throw cannot_start(write_failed,
                           "cannot write to the folder " + options.folder + ": " + opened.error().message());
    }
    return fetch::destination(std::move(*opened));
}

fetch::engine_options engine_settings(const fetch_options& options) {
    fetch::engine_options settings;
    settings.concurrency = options.concurrency;
    settings.hosts.otherwise.concurrency = options.per_host;
    settings.retries = options.retries;
    return settings;
}

fetch::request_settings request_settings(const fetch_options& options) {
    fetch::request_settings settings;
    settings.method = options.method;
    settings.fields = options.fields;
    settings.body = options.body;
    settings.decodes = options.session.accept_codings;
    return settings;
}

/// One run of `trawl fetch`: the parts of the engine, put together.
class fetch_run {
public:
    explicit fetch_run(fetch_options options)
        : options_(std::move(options)),
          frontier_(options_.urls, open_list(loop_.get_executor(), options_.list),
                    options_.output.empty() && !options_.discard),
          session_(loop_.get_executor(), options_.session),
          disk_(loop_.get_executor()),
          fetcher_(session_, disk_, choose_destination(options_), request_settings(options_)),
          records_(open_records()),
          recorder_(records_.get(), options_.method),
          engine_(loop_.get_executor(), fetcher_, frontier_, recorder_, engine_settings(options_)) {}

    int run() {
        keep_own_files();
        asio::co_spawn(loop_, fetch_all(), [this](std::exception_ptr failed) {
            failure_ = std::move(failed);
            loop_.stop();
        });
        async::run_monitored(loop_, async::default_slow_handler_threshold, [](const async::slow_handler& slow) {
            base::log(base::log_level::info, std::string(slow.name) + " held the loop for " + base::to_text(slow.held));
        });
        tell_summary();
        return status();
    }

private:
    std::unique_ptr<output::record_writer> open_records() {
        if (options_.results.empty()) {
            return nullptr;
        }
        try {
            return std::make_unique<output::record_writer>(
                loop_.get_executor(), options_.results, [this](boost::system::error_code why) { records_failed(why); });
        } catch (const boost::system::system_error& failed) {
            throw cannot_start(write_failed, "cannot write " + options_.results + ": " + failed.code().message());
        }
    }

    // A URL must not put its body in the place of the list that is being read, or of what is being written.
    void keep_own_files() {
        std::error_code none;
        const auto folder = std::filesystem::weakly_canonical(options_.folder, none);
        for (const std::string& path : {options_.list, options_.results, options_.common.log_file}) {
            const auto place = std::filesystem::weakly_canonical(path, none);
            if (!path.empty() && place.parent_path() == folder) {
                frontier_.reserve(place.filename().string());
            }
        }
    }

    async::awaitable<void> fetch_all() {
        async::task_group watchers(loop_.get_executor());
        watchers.spawn(watch_signals(on_signal_));
        if (!options_.common.quiet && !is_data_on_terminal()) {
            watchers.spawn(progress_.run());
        }
        grace_.emplace(loop_.get_executor());
        co_await async::with_cleanup(engine_.run(), end(watchers));
    }

    // Signals are watched until the last record is written, for however long its reader takes.
    async::awaitable<void> end(async::task_group& watchers) {
        co_await async::with_cleanup(finish_records(), watchers.cancel_and_join());
    }

    async::awaitable<void> finish_records() {
        if (records_) {
            co_await records_->finish();
        }
    }

    // A bar would be drawn into it.
    [[nodiscard]] bool is_data_on_terminal() const {
        return (files::is_standard_output(options_.results) || files::is_standard_output(options_.output)) &&
               ::isatty(STDOUT_FILENO) == 1;
    }

    // Once: what is in flight may end within the grace. Twice: it is cancelled.
    void signalled(int number) {
        if (signal_ != 0) {
            engine_.cancel();
            return;
        }
        signal_ = number;
        engine_.stop();
        const bool is_limited = options_.grace != async::clock::duration::max();
        base::log(base::log_level::warn,
                  "interrupted: " + (is_limited ? "up to " + base::to_text(options_.grace) : "any time") + " for " +
                      std::to_string(engine_.progress().in_flight) +
                      " requests in flight to end; once more cancels them");
        grace_->expires_after(options_.grace);
        grace_->async_wait([this](const boost::system::error_code& failed) {
            if (!failed) {
                engine_.cancel();
            }
        });
    }

    void records_failed(boost::system::error_code why) {
        are_records_lost_ = true;
        if (why == boost::system::errc::broken_pipe) {
            base::log(base::log_level::warn, "the reader of the records has left: stopping");
            engine_.cancel();
        } else {
            base::log(base::log_level::error, "cannot write " + options_.results + ": " + why.message());
        }
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
        if (options_.common.quiet) {
            return;
        }
        const auto used = session_.statistics();
        std::string text =
            recorder_.totals().text({async::clock::now() - start_, used.requests_sent, used.connections_made});
        if (signal_ != 0 && (recorder_.totals().cancelled() > 0 || !engine_.progress().is_all_taken)) {
            text += "Interrupted before the end: run the same command again.\n";
        }
        output::write_to_stderr(text);
    }

    [[nodiscard]] int status() const {
        int found = recorder_.totals().exit_code();
        if (failure_) {
            found = worse(found, tell_failure());
        }
        if (are_records_lost_) {
            found = worse(found, write_failed);
        }
        if (found == all_done && engine_.progress().taken == 0 && signal_ == 0 && !options_.allow_empty) {
            base::log(base::log_level::error,
                      "there was nothing to fetch: the list holds no URL (--allow-empty accepts that)");
            found = usage;
        }
        return signal_ != 0 ? 128 + signal_ : found;
    }

    [[nodiscard]] exit_status tell_failure() const {
        try {
            std::rethrow_exception(failure_);
        } catch (const fetch::source_error& failed) {
            base::log(base::log_level::error, failed.what());
            return usage;
        } catch (const std::exception& failed) {
            base::log(base::log_level::error, std::string("internal error: ") + failed.what());
            return internal_error;
        }
    }

    [[nodiscard]] static int worse(int left, int right) noexcept {
        for (const int status : {int{internal_error}, int{write_failed}, int{network}, int{http_status}, int{usage}}) {
            if (left == status || right == status) {
                return status;
            }
        }
        return all_done;
    }

    async::clock::time_point start_ = async::clock::now();
    fetch_options options_;
    asio::io_context loop_{1};
    batch::list_frontier frontier_;
    http::session session_;
    files::writer disk_;
    fetch::fetcher fetcher_;
    std::unique_ptr<output::record_writer> records_;
    output::run_recorder recorder_;
    fetch::engine engine_;
    output::progress progress_{output::terminal::of_stderr(), [this] { return counts(); }};
    std::function<void(int)> on_signal_ = [this](int number) { signalled(number); };
    std::optional<async::timer> grace_;
    int signal_ = 0;
    bool are_records_lost_ = false;
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

}  // namespace

int run_fetch(fetch_options options) try {
    const auto log = base::logging::start(log_settings(options.common));
    if (!log) {
        return refuse(write_failed, "cannot write " + options.common.log_file + ": " + log.error().message());
    }
    if (const std::string lowered = fit_to_descriptors(options); !lowered.empty()) {
        base::log(base::log_level::warn, lowered);
    }
    std::unique_ptr<fetch_run> run;
    try {
        run = std::make_unique<fetch_run>(std::move(options));
    } catch (const cannot_start& failed) {
        return refuse(failed.status(), failed.what());
    } catch (const fetch::source_error& failed) {
        return refuse(usage, failed.what());
    } catch (const boost::system::system_error& failed) {
        return refuse(usage, without_code(failed.what()));
    }
    return run->run();
} catch (const std::exception& failed) {
    return refuse(internal_error, std::string("internal error: ") + failed.what());
}

}  // namespace trawl::app
