#include "base/log.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <mutex>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>
#include <boost/system/error_code.hpp>

#include "base/block_signals.hpp"
#include "base/printable.hpp"

namespace trawl::base {
namespace {

constexpr std::size_t max_waiting_lines = 1024;
constexpr std::array<std::string_view, 5> names{"error", "warn", "info", "debug", "trace"};
constexpr std::array levels{spdlog::level::err, spdlog::level::warn, spdlog::level::info, spdlog::level::debug,
                            spdlog::level::trace};

spdlog::level::level_enum translate(log_level level) {
    return levels[static_cast<std::size_t>(level)];
}

std::function<std::string(std::string_view)> rewrite;  // set while there is no log

spdlog::sink_ptr stderr_sink(const log_settings& settings) {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_level(translate(*settings.on_stderr));
    sink->set_pattern(settings.clears_line ? "\r\033[Ktrawl: %l: %v" : "trawl: %l: %v");
    return sink;
}

spdlog::sink_ptr file_sink(const log_settings& settings) {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings.file);
    sink->set_level(translate(settings.in_file));
    sink->set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
    return sink;
}

// The file, tried first: spdlog would say what went wrong only as text.
boost::system::error_code try_open(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) {
        return {errno, boost::system::system_category()};
    }
    ::close(fd);
    return {};
}

}  // namespace

namespace detail {
std::atomic<int> log_threshold{-1};
}

struct logging::impl {
    std::vector<spdlog::sink_ptr> sinks;
    std::shared_ptr<spdlog::details::thread_pool> thread;
    std::shared_ptr<spdlog::async_logger> logger;

    /// Started with the first line: most runs have none.
    spdlog::async_logger& writer() {
        const std::lock_guard lock(mutex_);
        if (!is_started_) {
            begin();
            is_started_ = true;
        }
        return *logger;
    }

private:
    void begin();

    std::mutex mutex_;
    bool is_started_ = false;
};

std::atomic<logging::impl*> logging::current{nullptr};

void logging::impl::begin() {
    thread = std::make_shared<spdlog::details::thread_pool>(max_waiting_lines, 1, block_signals);
    logger = std::make_shared<spdlog::async_logger>("trawl", sinks.begin(), sinks.end(), thread,
                                                    spdlog::async_overflow_policy::overrun_oldest);
    logger->set_error_handler([told = false](const std::string& what) mutable {
        if (!std::exchange(told, true)) {
            (void)std::fprintf(stderr, "trawl: error: the log cannot be written: %s\n", printable(what).c_str());
        }
    });
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::info);
}

boost::system::result<logging> logging::start(const log_settings& settings) {
    assert(current.load() == nullptr);
    auto running = std::make_unique<impl>();
    int threshold = -1;
    if (settings.on_stderr) {
        running->sinks.push_back(stderr_sink(settings));
        threshold = static_cast<int>(*settings.on_stderr);
    }
    if (!settings.file.empty()) {
        if (const auto problem = try_open(settings.file)) {
            return problem;
        }
        running->sinks.push_back(file_sink(settings));
        threshold = std::max(threshold, static_cast<int>(settings.in_file));
    }
    rewrite = settings.rewrite;
    current = running.get();
    detail::log_threshold = threshold;
    return logging(std::move(running));
}

logging::logging(std::unique_ptr<impl> running) noexcept : impl_(std::move(running)) {
}

logging::logging(logging&&) noexcept = default;

logging& logging::operator=(logging&& other) noexcept {
    std::swap(impl_, other.impl_);
    return *this;
}

logging::~logging() {
    if (!impl_) {
        return;
    }
    detail::log_threshold = -1;
    current = nullptr;
    if (!impl_->thread) {
        return;
    }
    if (const auto lost = impl_->thread->overrun_counter()) {
        impl_->logger->warn("{} lines of the log were dropped: they came faster than they could be written", lost);
    }
    impl_->thread.reset();  // writes what waits, and joins
    for (const auto& sink : impl_->sinks) {
        sink->flush();
    }
}

std::optional<log_level> parse_log_level(std::string_view name) noexcept {
    const auto* const found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<log_level>(found - names.begin());
}

void log(log_level level, std::string_view line) {
    auto* const running = logging::current.load();
    if (running == nullptr || !is_logged(level)) {
        return;
    }
    const auto text = rewrite ? printable(rewrite(line)) : printable(line);
    running->writer().log(translate(level), spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace trawl::base
