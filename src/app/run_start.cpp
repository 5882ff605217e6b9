#include "app/run_start.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "app/cookie_file.hpp"
#include "app/descriptor_limit.hpp"
#include "app/option_set.hpp"
#include "app/run_parts.hpp"
#include "base/duration_text.hpp"
#include "base/error_text.hpp"
#include "base/log.hpp"
#include "files/confinement.hpp"
#include "output/terminal.hpp"
#include "trawl/async/loop_monitor.hpp"

namespace trawl::app {

namespace {

base::log_settings log_settings(const common_options& common) {
    base::log_settings settings;
    settings.on_stderr = common.quiet           ? base::log_level::error
                         : common.verbosity > 1 ? base::log_level::debug
                         : common.verbosity > 0 ? base::log_level::info
                                                : base::log_level::warn;
    settings.clears_line = output::terminal::of_stderr().is_terminal;
    settings.file = common.log_file;
    settings.in_file = base::log_level::debug;
    settings.rewrite = common.without_secrets;
    return settings;
}

void check_cookie_file(const std::filesystem::path& file) {
    std::error_code none;
    if (std::filesystem::is_directory(file, none)) {
        throw cannot_start(write_failed, "cannot write " + file.string() + ": it is a folder");
    }
    if (file.has_parent_path() && !std::filesystem::is_directory(file.parent_path(), none)) {
        throw cannot_start(write_failed, "cannot write " + file.string() + ": its folder is not there");
    }
}

}  // namespace

int start_run(const common_options& common, const std::function<std::unique_ptr<command_run>()>& make) try {
    const auto log = base::logging::start(log_settings(common));
    if (!log) {
        return refuse(write_failed, "cannot write " + common.log_file + ": " + log.error().message());
    }
    std::unique_ptr<command_run> run;
    try {
        run = make();
    } catch (const cannot_start& failed) {
        return refuse(failed.status(), failed.what());
    } catch (const batch::journal_error& failed) {
        return refuse(write_failed, failed.what());
    } catch (const fetch::source_error& failed) {
        return refuse(usage, failed.what());
    } catch (const bad_value& failed) {
        return refuse(usage, failed.what());
    } catch (const boost::system::system_error& failed) {
        return refuse(usage, base::error_text(failed));
    }
    return run->run();
} catch (const std::system_error& failed) {
    const bool is_of_a_thread = failed.code() == std::errc::resource_unavailable_try_again;
    return refuse(internal_error, is_of_a_thread ? "no thread can be started: " + failed.code().message()
                                                 : std::string("internal error: ") + failed.what());
} catch (const std::exception& failed) {
    return refuse(internal_error, std::string("internal error: ") + failed.what());
}

void prepare(run_options& options, unsigned descriptors_each, bool is_dry) {
    if (const std::string lowered = fit_to_descriptors(options, descriptors_each); !lowered.empty()) {
        base::log(base::log_level::warn, lowered);
    }
    const auto& credentials = options.credentials;
    if (!credentials.save_cookies.empty() && !is_dry) {
        check_cookie_file(credentials.save_cookies);
    }
    if (!credentials.load_cookies.empty()) {
        load_cookies(*options.session.cookies, credentials.load_cookies,
                     credentials.load_cookies != credentials.save_cookies);
    }
}

std::string save_cookies(const run_options& options) {
    const std::string& path = options.credentials.save_cookies;
    if (path.empty()) {
        return {};
    }
    const auto failed = save_cookies(*options.session.cookies, path);
    return failed ? "cannot write " + path + ": " + files::why_not_written(path, failed) : std::string();
}

std::exception_ptr run_on(boost::asio::io_context& loop, async::awaitable<void> work) {
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, std::move(work), [&](std::exception_ptr failed) {
        failure = std::move(failed);
        loop.stop();
    });
    async::run_monitored(loop, async::default_slow_handler_threshold, [](const async::slow_handler& slow) {
        base::log(base::log_level::info, std::string(slow.name) + " held the loop for " + base::to_text(slow.held));
    });
    return failure;
}

std::string tell_failure(const std::exception_ptr& why, run_end& end) {
    std::string text;
    try {
        std::rethrow_exception(why);
    } catch (const batch::journal_error& failed) {
        end.is_output_lost = true;
        text = failed.what();
    } catch (const fetch::source_error& failed) {
        end.is_list_broken = true;
        text = failed.what();
    } catch (const std::exception& failed) {
        end.is_internal_error = true;
        text = std::string("internal error: ") + failed.what();
    }
    base::log(base::log_level::error, text);
    return text;
}

int refuse(exit_status status, const std::string& why) {
    output::write_to_stderr("trawl: " + why + "\n");
    return status;
}

}  // namespace trawl::app
