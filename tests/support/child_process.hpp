#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/patience.hpp"

namespace trawl::test {

struct child_options {
    std::vector<std::string> arguments;
    /// "NAME=value" on top of our own environment; "NAME" alone removes it.
    std::vector<std::string> environment;
    /// Written to its stdin, which is then closed.
    std::string input;
    /// stdin stays open for `write`; `input` is written first.
    bool keep_input_open = false;
    std::filesystem::path folder;
    /// Killed after this; see `child_result::timed_out`.
    std::chrono::milliseconds limit = patience;
};

struct child_result {
    /// nullopt if a signal ended it.
    std::optional<int> exit_status;
    std::optional<int> signal;
    bool timed_out = false;
    std::string out;
    std::string err;
    /// In bytes. At least what this process itself has used: Linux counts the memory from which a child is started.
    std::size_t peak_memory = 0;
    std::chrono::microseconds user_time{};
    std::chrono::microseconds system_time{};
};

/// A program that runs; killed and waited for when destroyed.
///
/// Threads     Every call from any thread; `wait` from one.
class child_process {
public:
    /// Throws `std::system_error` if it cannot be started. A name without '/' is looked up in PATH.
    child_process(const std::filesystem::path& program, child_options how = {});
    ~child_process();
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    [[nodiscard]] pid_t pid() const;

    /// Queues text for its stdin; blocks while 1 MiB is queued. False if its stdin is closed.
    bool write(std::string_view text);
    void close_input();

    /// Does nothing if it has ended.
    void kill(int signal);

    /// What it has written up to now.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;
    /// Until this text stands in what it wrote; false if it ended, or the limit passed, without it.
    [[nodiscard]] bool wait_for_out(std::string_view text, std::chrono::milliseconds limit = patience) const;
    [[nodiscard]] bool wait_for_err(std::string_view text, std::chrono::milliseconds limit = patience) const;

    /// Of the program itself, from /proc (VmHWM, VmRSS) in bytes; 0 once it has ended.
    [[nodiscard]] std::size_t peak_memory_now() const;
    [[nodiscard]] std::size_t memory_now() const;
    [[nodiscard]] std::size_t open_files_now() const;

    [[nodiscard]] bool is_running() const;

    /// Waits until it has ended and its stdout and stderr are closed.
    child_result wait();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// Runs a program to its end.
[[nodiscard]] child_result run(const std::filesystem::path& program, child_options how = {});

}  // namespace trawl::test
