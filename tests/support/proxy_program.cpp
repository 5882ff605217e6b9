#include "support/proxy_program.hpp"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include "support/child_process.hpp"
#include "support/server_program.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

namespace fs = std::filesystem;

constexpr auto between_looks = std::chrono::milliseconds{5};

bool is_root() {
    return ::geteuid() == 0;
}

/// How one of them is started.
struct setup {
    const char* program;
    std::string configuration;
    std::vector<std::string> arguments;
};

std::string squid_login(const fs::path& folder, const proxy_program_options& how) {
    if (how.username.empty()) {
        return "http_access allow all\n";
    }
    child_options digest;
    digest.arguments = {"passwd", "-apr1", how.password};
    write_file(folder / "users", how.username + ':' + run("openssl", digest).out);
    return "auth_param basic program /usr/lib/squid/basic_ncsa_auth " + (folder / "users").string() +
           "\nauth_param basic children 1 startup=1\nacl known proxy_auth REQUIRED\n"
           "http_access allow known\nhttp_access deny all\n";
}

setup squid(const fs::path& folder, const proxy_program_options& how, const server_ports& at) {
    std::string tls;
    if (how.certificate) {
        tls = "https_port 127.0.0.1:" + std::to_string(at.tls) + " tls-cert=" + how.certificate->certificate.string() +
              " tls-key=" + how.certificate->key.string() + "\n";
    }
    return {"/usr/sbin/squid",
            "http_port 127.0.0.1:" + std::to_string(at.plain) + "\n" + tls + squid_login(folder, how) +
                "cache deny all\nmemory_cache_shared off\nsslproxy_session_cache_size 0\n"
                "shutdown_lifetime 0 seconds\npinger_enable off\nvisible_hostname localhost\n"
                "max_filedescriptors 1024\ncache_mem 8 MB\n"
                "logformat short %>Hs %rm %ru %un\naccess_log stdio:" +
                (folder / "log").string() + " logformat=short\ncache_log " + (folder / "errors").string() +
                "\npid_filename " + (folder / "pid").string() + "\ncoredump_dir " + folder.string() +
                "\nnetdb_filename none\n",
            {"-N", "-f", (folder / "conf").string()}};
}

setup tinyproxy(const fs::path& folder, const proxy_program_options& how, const server_ports& at) {
    const std::string login = how.username.empty() ? "" : "BasicAuth " + how.username + ' ' + how.password + "\n";
    return {"/usr/bin/tinyproxy",
            "Port " + std::to_string(at.plain) + "\nListen 127.0.0.1\nTimeout 600\nMaxClients 100\nAllow 127.0.0.1\n" +
                login + "LogFile \"" + (folder / "log").string() + "\"\nLogLevel Connect\n",
            {"-d", "-c", (folder / "conf").string()}};
}

setup microsocks(const fs::path&, const proxy_program_options& how, const server_ports& at) {
    std::vector<std::string> arguments{"-i", "127.0.0.1", "-p", std::to_string(at.plain)};
    if (!how.username.empty()) {
        arguments.insert(arguments.end(), {"-u", how.username, "-P", how.password});
    }
    return {"/usr/bin/microsocks", {}, std::move(arguments)};
}

setup danted(const fs::path& folder, const proxy_program_options&, const server_ports& at) {
    return {"/usr/sbin/danted",
            "logoutput: " + (folder / "log").string() + "\ninternal: 127.0.0.1 port = " + std::to_string(at.plain) +
                "\nexternal: 127.0.0.1\nclientmethod: none\nsocksmethod: none\n"
                "client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n"
                "socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 log: connect error }\n",
            {"-f", (folder / "conf").string(), "-p", (folder / "pid").string(), "-N", "1"}};
}

setup setup_of(proxy_name which, const fs::path& folder, const proxy_program_options& how, const server_ports& at) {
    switch (which) {
        case proxy_name::squid:
            return squid(folder, how, at);
        case proxy_name::tinyproxy:
            return tinyproxy(folder, how, at);
        case proxy_name::microsocks:
            return microsocks(folder, how, at);
        case proxy_name::danted:
            return danted(folder, how, at);
    }
    return {};
}

}  // namespace

class proxy_program::impl {
public:
    impl(proxy_name which, const proxy_program_options& how)
        : server_([&](const server_ports& at) { return prepare(which, how, at); }) {}

    [[nodiscard]] const server_ports& at() const { return server_.ports(); }
    [[nodiscard]] std::string log() const { return text_of_log(folder_ / "log"); }

private:
    server_start prepare(proxy_name which, const proxy_program_options& how, const server_ports& at) const {
        // squid as root becomes another user before it opens its files.
        if (is_root()) {
            fs::permissions(folder_.path(), fs::perms::all);
        }
        const setup chosen = setup_of(which, folder_.path(), how, at);
        write_file(folder_ / "conf", chosen.configuration);
        server_start start;
        start.program = chosen.program;
        start.arguments = chosen.arguments;
        start.has_tls = how.certificate.has_value();
        start.log = folder_ / "log";
        // squid takes two seconds to end by itself, and leaves nothing behind that is not in its folder.
        start.signal = which == proxy_name::squid ? SIGKILL : SIGTERM;
        return start;
    }

    temp_dir folder_;
    server_program server_;
};

proxy_program::proxy_program(proxy_name which, const proxy_program_options& how)
    : impl_(std::make_unique<impl>(which, how)) {
}
proxy_program::~proxy_program() = default;

std::uint16_t proxy_program::port() const {
    return impl_->at().plain;
}

std::uint16_t proxy_program::tls_port() const {
    return impl_->at().tls;
}

std::string proxy_program::log() const {
    return impl_->log();
}

bool proxy_program::wait_for_log(std::string_view text, std::chrono::milliseconds limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (log().find(text) == std::string::npos) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::sleep_for(between_looks);
    }
    return true;
}

}  // namespace trawl::test
