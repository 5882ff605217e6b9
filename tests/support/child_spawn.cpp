#include "support/child_spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

namespace trawl::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& text : texts) {
        all.push_back(text.data());
    }
    all.push_back(nullptr);
    return all;
}

std::vector<std::string> environment_with(const std::vector<std::string>& changes) {
    std::vector<std::string> all;
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
        const std::string text{*entry};
        const auto same_variable = [&](const std::string& change) {
            return text.substr(0, text.find('=')) == change.substr(0, change.find('='));
        };
        if (std::ranges::none_of(changes, same_variable)) {
            all.push_back(text);
        }
    }
    std::ranges::copy_if(changes, std::back_inserter(all),
                         [](const auto& change) { return change.find('=') != std::string::npos; });
    return all;
}

}  // namespace

pipe_ends make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error{errno, std::generic_category(), "pipe2"};
    }
    return {descriptor{ends[0]}, descriptor{ends[1]}};
}

pid_t spawn(const std::filesystem::path& program, const child_options& how, int in, int out, int err) {
    std::vector<std::string> arguments{program.string()};
    arguments.insert(arguments.end(), how.arguments.begin(), how.arguments.end());
    auto environment = environment_with(how.environment);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    if (!how.folder.empty()) {
        posix_spawn_file_actions_addchdir_np(&actions, how.folder.c_str());
    }
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

    pid_t pid = 0;
    const int failure = ::posix_spawnp(&pid, program.c_str(), &actions, &attributes, pointers(arguments).data(),
                                       pointers(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) {
        throw std::system_error{failure, std::generic_category(), program.string()};
    }
    return pid;
}

}  // namespace trawl::test
