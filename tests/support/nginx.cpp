#include "support/nginx.hpp"

#include <set>
#include <sstream>
#include <thread>
#include <utility>

#include "support/server_program.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

constexpr const char* program = "/usr/sbin/nginx";
constexpr auto between_looks = std::chrono::milliseconds{5};

std::string tls_lines(const std::optional<certificate_files>& files, std::uint16_t port) {
    if (!files) {
        return {};
    }
    return "listen 127.0.0.1:" + std::to_string(port) + " ssl backlog=4096;\n    ssl_certificate " +
           files->certificate.string() + ";\n    ssl_certificate_key " + files->key.string() +
           ";\n    ssl_session_cache shared:tls:1m;\n";
}

std::string configuration(const nginx_options& how, const server_ports& at) {
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
           "\n  server {\n    listen 127.0.0.1:" + std::to_string(at.plain) + " backlog=4096;\n    " +
           tls_lines(how.certificate, at.tls) + "    root " + how.root.string() + ";\n" + how.server_lines +
           "\n  }\n}\n";
}

}  // namespace

class nginx::impl {
public:
    explicit impl(nginx_options how)
        : how_(std::move(how)), server_([this](const server_ports& at) { return prepare(at); }) {}

    [[nodiscard]] const server_ports& ports() const { return server_.ports(); }
    [[nodiscard]] std::string error_log() const { return text_of_log(folder_ / "error.log"); }

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
    [[nodiscard]] server_start prepare(const server_ports& at) const {
        write_file(folder_ / "nginx.conf", configuration(how_, at));
        server_start how;
        how.program = program;
        how.arguments = {"-p", folder_.path().string(), "-c", "nginx.conf", "-e", "error.log"};
        how.has_tls = how_.certificate.has_value();
        how.log = folder_ / "error.log";
        return how;
    }

    nginx_options how_;
    temp_dir folder_;
    server_program server_;
};

bool nginx::is_installed() {
    return std::filesystem::exists(program);
}

nginx::nginx(nginx_options how) : impl_(std::make_unique<impl>(std::move(how))) {
}
nginx::~nginx() = default;

std::uint16_t nginx::port() const {
    return impl_->ports().plain;
}

std::uint16_t nginx::tls_port() const {
    return impl_->ports().tls;
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
