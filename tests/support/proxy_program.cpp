#include "support/proxy_program.hpp"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "support/child_process.hpp"
#include "support/free_port.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

using asio_tcp = boost::asio::ip::tcp;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto start_limit = 30s;
constexpr auto between_looks = 5ms;
// Another program may take a port between its choice and its use.
constexpr int most_starts = 5;

bool accepts(std::uint16_t port) {
    boost::asio::io_context context;
    asio_tcp::socket socket{context};
    boost::system::error_code failure;
    socket.connect({boost::asio::ip::address_v4::loopback(), port}, failure);
    return !failure;
}

bool is_root() {
    return ::geteuid() == 0;
}

/// How one of them is started.
struct setup {
    const char* program;
    std::string configuration;
    std::vector<std::string> arguments;
};

struct ports {
    std::uint16_t plain;
    std::uint16_t tls;
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

setup squid(const fs::path& folder, const proxy_program_options& how, ports at) {
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

setup tinyproxy(const fs::path& folder, const proxy_program_options& how, ports at) {
    const std::string login = how.username.empty() ? "" : "BasicAuth " + how.username + ' ' + how.password + "\n";
    return {"/usr/bin/tinyproxy",
            "Port " + std::to_string(at.plain) + "\nListen 127.0.0.1\nTimeout 600\nMaxClients 100\nAllow 127.0.0.1\n" +
                login + "LogFile \"" + (folder / "log").string() + "\"\nLogLevel Connect\n",
            {"-d", "-c", (folder / "conf").string()}};
}

setup microsocks(const fs::path&, const proxy_program_options& how, ports at) {
    std::vector<std::string> arguments{"-i", "127.0.0.1", "-p", std::to_string(at.plain)};
    if (!how.username.empty()) {
        arguments.insert(arguments.end(), {"-u", how.username, "-P", how.password});
    }
    return {"/usr/bin/microsocks", {}, std::move(arguments)};
}

setup danted(const fs::path& folder, const proxy_program_options&, ports at) {
    return {"/usr/sbin/danted",
            "logoutput: " + (folder / "log").string() + "\ninternal: 127.0.0.1 port = " + std::to_string(at.plain) +
                "\nexternal: 127.0.0.1\nclientmethod: none\nsocksmethod: none\n"
                "client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n"
                "socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 log: connect error }\n",
            {"-f", (folder / "conf").string(), "-p", (folder / "pid").string(), "-N", "1"}};
}

setup setup_of(proxy_name which, const fs::path& folder, const proxy_program_options& how, ports at) {
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
    impl(proxy_name which, proxy_program_options how) : which_(which), how_(std::move(how)) {
        // squid as root becomes another user before it opens its files.
        if (is_root()) {
            fs::permissions(folder_.path(), fs::perms::all);
        }
        for (int i = 0; i < most_starts; ++i) {
            if (start()) {
                return;
            }
        }
        throw std::runtime_error{"proxy does not start: " + said_ + log()};
    }

    ~impl() { stop(); }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    [[nodiscard]] ports at() const { return at_; }

    [[nodiscard]] std::string log() const {
        return fs::exists(folder_ / "log") ? read_file(folder_ / "log") : std::string{};
    }

private:
    bool start() {
        at_ = {free_port(), free_port()};
        const setup how = setup_of(which_, folder_.path(), how_, at_);
        if (!fs::exists(how.program)) {
            throw std::runtime_error{std::string{how.program} + " is not installed: see scripts/setup"};
        }
        write_file(folder_ / "conf", how.configuration);
        child_options options;
        options.arguments = how.arguments;
        options.limit = 24h;
        process_ = std::make_unique<child_process>(how.program, std::move(options));
        const auto limit = std::chrono::steady_clock::now() + start_limit;
        while (process_->is_running() && std::chrono::steady_clock::now() < limit) {
            if (accepts(at_.plain) && (!how_.certificate || accepts(at_.tls)) && process_->is_running()) {
                return true;
            }
            std::this_thread::sleep_for(between_looks);
        }
        stop();
        return false;
    }

    void stop() {
        if (process_) {
            // squid takes two seconds to end by itself, and leaves nothing behind that is not in its folder.
            process_->kill(which_ == proxy_name::squid ? SIGKILL : SIGTERM);
            const child_result end = process_->wait();
            said_ = end.out + end.err;
        }
    }

    proxy_name which_;
    proxy_program_options how_;
    temp_dir folder_;
    ports at_{};
    std::string said_;
    std::unique_ptr<child_process> process_;
};

proxy_program::proxy_program(proxy_name which, proxy_program_options how)
    : impl_(std::make_unique<impl>(which, std::move(how))) {
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
