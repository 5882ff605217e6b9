#include "support/nginx.hpp"

#include <csignal>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "support/child_process.hpp"
#include "support/free_port.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

using asio_tcp = boost::asio::ip::tcp;
using namespace std::chrono_literals;

constexpr const char* program = "/usr/sbin/nginx";
constexpr auto start_limit = 20s;
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

std::string tls_lines(const std::optional<certificate_files>& files, std::uint16_t port) {
    if (!files) {
        return {};
    }
    return "listen 127.0.0.1:" + std::to_string(port) + " ssl backlog=4096;\n    ssl_certificate " +
           files->certificate.string() + ";\n    ssl_certificate_key " + files->key.string() +
           ";\n    ssl_session_cache shared:tls:1m;\n";
}

std::string configuration(const nginx_options& how, std::uint16_t port, std::uint16_t tls_port) {
    return R"(daemon off;
master_process off;
pid nginx.pid;
error_log error.log warn;
worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
  log_format connections '$connection $connection_requests $status $request_method $request_uri';
  access_log access.log connections;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  keepalive_requests 100000;
  keepalive_timeout 300s;
  sendfile on;
  tcp_nopush on;
)" + how.http_lines +
           "\n  server {\n    listen 127.0.0.1:" + std::to_string(port) + " backlog=4096;\n    " +
           tls_lines(how.certificate, tls_port) + "    root " + how.root.string() + ";\n" + how.server_lines +
           "\n  }\n}\n";
}

}  // namespace

class nginx::impl {
public:
    explicit impl(nginx_options how) : how_(std::move(how)) {
        for (int i = 0; i < most_starts; ++i) {
            if (start()) {
                return;
            }
        }
        throw std::runtime_error{"nginx does not start: " + error_log()};
    }

    ~impl() { stop(); }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }

    [[nodiscard]] std::string error_log() const {
        return std::filesystem::exists(folder_ / "error.log") ? read_file(folder_ / "error.log") : std::string{};
    }

    [[nodiscard]] std::vector<nginx_log_line> log() const {
        std::vector<nginx_log_line> lines;
        std::istringstream text{read_file(folder_ / "access.log")};
        for (std::string line; std::getline(text, line);) {
            nginx_log_line entry;
            std::istringstream{line} >> entry.connection >> entry.requests_on_connection >> entry.status >>
                entry.method >> entry.target;
            lines.push_back(std::move(entry));
        }
        return lines;
    }

private:
    bool start() {
        port_ = free_port();
        tls_port_ = free_port();
        write_file(folder_ / "nginx.conf", configuration(how_, port_, tls_port_));
        child_options options;
        options.arguments = {"-p", folder_.path().string(), "-c", "nginx.conf", "-e", "error.log"};
        options.limit = 24h;
        process_ = std::make_unique<child_process>(program, std::move(options));
        const auto limit = std::chrono::steady_clock::now() + start_limit;
        while (process_->is_running() && std::chrono::steady_clock::now() < limit) {
            if (accepts(port_) && (!how_.certificate || accepts(tls_port_)) && process_->is_running()) {
                return true;
            }
            std::this_thread::sleep_for(between_looks);
        }
        stop();
        return false;
    }

    void stop() {
        if (process_) {
            process_->kill(SIGTERM);
            process_->wait();
        }
    }

    nginx_options how_;
    temp_dir folder_;
    std::uint16_t port_ = 0;
    std::uint16_t tls_port_ = 0;
    std::unique_ptr<child_process> process_;
};

bool nginx::is_installed() {
    return std::filesystem::exists(program);
}

nginx::nginx(nginx_options how) : impl_(std::make_unique<impl>(std::move(how))) {
}
nginx::~nginx() = default;

std::uint16_t nginx::port() const {
    return impl_->port();
}

std::uint16_t nginx::tls_port() const {
    return impl_->tls_port();
}

std::string nginx::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + std::string{path};
}

std::string nginx::tls_url(std::string_view path) const {
    return "https://127.0.0.1:" + std::to_string(tls_port()) + std::string{path};
}

std::vector<nginx_log_line> nginx::log() const {
    return impl_->log();
}

std::vector<nginx_log_line> nginx::wait_for_log(std::size_t lines, std::chrono::milliseconds limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    auto now = log();
    while (now.size() < lines && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(between_looks);
        now = log();
    }
    return now;
}

std::string nginx::error_log() const {
    return impl_->error_log();
}

std::size_t connection_count(const std::vector<nginx_log_line>& lines) {
    std::set<std::uint64_t> connections;
    for (const auto& line : lines) {
        connections.insert(line.connection);
    }
    return connections.size();
}

}  // namespace trawl::test
