#include "app/child_command.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/descriptor.hpp"
#include "output/write_all.hpp"

namespace trawl::app {

namespace {

std::string error_text(int code) {
    return std::generic_category().message(code);
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
        return ::posix_spawnp(&child, arguments.front(), &files_, &attributes_, arguments.data(), environ);
    }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

std::string wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return error_text(errno);
        }
    }
    if (WIFSIGNALED(status)) {
        return "ended by signal " + std::to_string(WTERMSIG(status));
    }
    return WEXITSTATUS(status) == 0 ? "" : "ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

std::string run_command(const std::vector<std::string>& words, std::string_view input, bool stdout_to_stderr) {
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
    (void)output::write_all(write_end.fd(), input);  // a command need not read it
    (void)write_end.close();
    return wait_for(child);
}

}  // namespace trawl::app
