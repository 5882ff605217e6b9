#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace trawl::base {

enum class log_level { error, warn, info, debug, trace };

/// The level of that name: "error", "warn", "info", "debug" or "trace".
[[nodiscard]] std::optional<log_level> parse_log_level(std::string_view name) noexcept;

struct log_settings {
    std::optional<log_level> on_stderr = log_level::warn;
    /// Wipe the terminal's line before each line: for when a progress line may stand there.
    bool clears_line = false;
    /// Where the log goes besides, appended; empty for nowhere.
    std::string file;
    log_level in_file = log_level::info;
    /// What each line goes through: takes out secrets that nobody who logs can know. Called on any thread. Null: nothing.
    std::function<std::string(std::string_view)> rewrite;
};

/// The program's log, from `start` until it is destroyed. There is one at a time; without it nothing is logged.
///
/// Lifetime    Must outlive every thread that logs. The destructor writes what is still to be written.
/// Threads     `start` and the destructor: one thread.
/// Limits      1,024 lines wait at most; then the oldest are dropped, and the last line says how many. So no thread
///             that logs ever waits for a disk or a terminal.
class logging {
public:
    /// Errors: the file cannot be opened.
    [[nodiscard]] static boost::system::result<logging> start(const log_settings& settings);

    logging(logging&&) noexcept;
    logging& operator=(logging&&) noexcept;
    ~logging();

private:
    friend void log(log_level level, std::string_view line);

    struct impl;
    static std::atomic<impl*> current;

    explicit logging(std::unique_ptr<impl> running) noexcept;

    std::unique_ptr<impl> impl_;
};

namespace detail {
/// The most talkative level that goes anywhere; -1 when there is no log.
extern std::atomic<int> log_threshold;
}  // namespace detail

/// Whether a line of this level goes anywhere: costs one load. Ask before building an expensive line.
[[nodiscard]] inline bool is_logged(log_level level) noexcept {
    return static_cast<int>(level) <= detail::log_threshold.load(std::memory_order_relaxed);
}

/// Hands one line over to the thread that writes it, made `printable`. What it says is up to the caller: no secrets.
///
/// Threads     Any. Never waits for the line to be written.
void log(log_level level, std::string_view line);

}  // namespace trawl::base
