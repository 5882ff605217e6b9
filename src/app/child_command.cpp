#include "app/child_command.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/descriptor.hpp"

namespace trawl::app {

namespace {

std::string error_text(int code) {
    return std::generic_category().message(code);
}

std::vector<char*> environment_without_secrets() {
    std::vector<char*> kept;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view name = std::string_view(*each).substr(0, std::string_view(*each).find('='));
        if (name != "TRAWL_USER" && name != "TRAWL_BEARER" && name != "TRAWL_PROXY_USER") {
            kept.push_back(*each);
        }
    }
    kept.push_back(nullptr);
    return kept;
}

class spawn_settings {
public:
    spawn_settings(int input, bool stdout_to_stderr) {
        ::posix_spawn_file_actions_init(&files_);
        ::posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
        if (stdout_to_stderr) {
            ::posix_spawn_file_actions_adddup2(&files_, STDERR_FILENO, STDOUT_FILENO);
        }
        ::posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);  // our sockets and files
        ::posix_spawnattr_init(&attributes_);
        sigset_t signals;
        ::sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&attributes_, &signals);  // our threads block all
        ::sigaddset(&signals, SIGPIPE);                        // we ignore it
        ::posix_spawnattr_setsigdefault(&attributes_, &signals);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~spawn_settings() {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    spawn_settings(const spawn_settings&) = delete;
    spawn_settings& operator=(const spawn_settings&) = delete;

    [[nodiscard]] int start(pid_t& child, const std::vector<std::string>& words) const {
        std::vector<char*> arguments;
        for (const auto& word : words) {
            arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: posix_spawn changes nothing
        }
        arguments.push_back(nullptr);
        return ::posix_spawnp(&child, arguments.front(), &files_, &attributes_, arguments.data(),
                              environment_without_secrets().data());
    }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

/// A command that runs: it is given its input, and waited for.
class running {
public:
    running(pid_t child, files::descriptor input, int stop) : child_(child), input_(std::move(input)), stop_(stop) {
        (void)::fcntl(input_.fd(), F_SETFL, O_NONBLOCK);
        const int ended = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
        if (ended >= 0) {
            ended_ = files::descriptor(ended);
        }
    }

    /// Its status, as waitpid has it; or -1 and errno.
    int finish(std::string_view input) {
        int status = 0;
        for (;;) {
            input = feed(input);
            const pid_t found = ::waitpid(child_, &status, WNOHANG);
            if (found > 0 || (found < 0 && errno != EINTR)) {
                return found < 0 ? -1 : status;
            }
            wait();
        }
    }

private:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds step{20};
    static constexpr std::chrono::seconds to_end{1};

    // A command need not read it.
    std::string_view feed(std::string_view input) {
        while (input_.is_open()) {
            const ssize_t written = input.empty() ? -1 : ::write(input_.fd(), input.data(), input.size());
            if (written >= 0) {
                input.remove_prefix(static_cast<std::size_t>(written));
            } else if (input.empty() || (errno != EAGAIN && errno != EINTR)) {
                (void)input_.close();
            } else if (errno == EAGAIN) {
                break;
            }
        }
        return input;
    }

    void wait() {
        std::array<pollfd, 3> what{{{ended_.fd(), POLLIN, 0},
                                    {input_.is_open() ? input_.fd() : -1, POLLOUT, 0},
                                    {is_told_ ? -1 : stop_, POLLIN, 0}}};
        // Without a descriptor for its end (Linux before 5.3) we look again and again.
        const bool looks = !ended_.is_open() || is_told_;
        (void)::poll(what.data(), what.size(), looks ? static_cast<int>(step.count()) : -1);
        if ((what[2].revents & POLLIN) != 0) {
            is_told_ = true;
            told_ = clock::now();
            (void)::kill(child_, SIGTERM);
        } else if (is_told_ && clock::now() - told_ >= to_end) {
            (void)::kill(child_, SIGKILL);
        }
    }

    pid_t child_;
    files::descriptor input_;
    int stop_;
    files::descriptor ended_;
    bool is_told_ = false;
    clock::time_point told_;
};

std::string end_text(int status) {
    if (status == -1) {
        return error_text(errno);
    }
    if (WIFSIGNALED(status)) {
        return "ended by signal " + std::to_string(WTERMSIG(status));
    }
    return WEXITSTATUS(status) == 0 ? "" : "ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

std::string run_command(const std::vector<std::string>& words, std::string_view input, bool stdout_to_stderr,
                        int stop) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return error_text(errno);
    }
    files::descriptor read_end{ends[0]};
    files::descriptor write_end{ends[1]};
    pid_t child = 0;
    const int failed = spawn_settings(read_end.fd(), stdout_to_stderr).start(child, words);
    if (failed != 0) {
        return "cannot run " + words.front() + ": " + error_text(failed);
    }
    (void)read_end.close();
    return end_text(running(child, std::move(write_end), stop).finish(input));
}

}  // namespace trawl::app
