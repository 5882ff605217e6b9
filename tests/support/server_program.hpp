#pragma once

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/child_process.hpp"

namespace trawl::test {

struct server_ports {
    std::uint16_t plain = 0;
    std::uint16_t tls = 0;
};

/// How a server is started.
struct server_start {
    std::string program;
    std::vector<std::string> arguments;
    bool has_tls = false;
    /// What it says of errors.
    std::filesystem::path log;
    /// What ends it.
    int signal = SIGTERM;
};

/// A server that is a program, on free ports of 127.0.0.1; ended when destroyed.
class server_program {
public:
    /// Returns when it accepts connections; throws `std::runtime_error` with what it says if it does not come up.
    /// `prepare` writes its configuration; it is asked again, with other ports, if it did not start with these: another
    /// program may take a port between its choice and its use.
    explicit server_program(const std::function<server_start(const server_ports&)>& prepare);
    ~server_program();
    server_program(const server_program&) = delete;
    server_program& operator=(const server_program&) = delete;

    [[nodiscard]] const server_ports& ports() const noexcept { return ports_; }

private:
    bool start(server_start how);
    [[nodiscard]] bool accepts_all() const;
    void stop();

    server_ports ports_;
    server_start how_;
    std::string said_;
    std::unique_ptr<child_process> process_;
};

/// The text of a file; empty if it is not there.
[[nodiscard]] std::string text_of_log(const std::filesystem::path& file);

}  // namespace trawl::test
