#include "support/lighttpd.hpp"

#include <chrono>
#include <csignal>
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

constexpr const char* program = "/usr/sbin/lighttpd";
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

}  // namespace

class lighttpd::impl {
public:
    explicit impl(lighttpd_options how) : how_(std::move(how)) {
        for (int i = 0; i < most_starts; ++i) {
            if (start()) {
                return;
            }
        }
        throw std::runtime_error{"lighttpd does not start: " + error_log()};
    }

    ~impl() { stop(); }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    [[nodiscard]] std::string error_log() const {
        return std::filesystem::exists(folder_ / "error.log") ? read_file(folder_ / "error.log") : std::string{};
    }

private:
    [[nodiscard]] std::string configuration() const {
        return R"(server.modules = ("mod_auth", "mod_authn_file")
server.bind = "127.0.0.1"
server.port = )" +
               std::to_string(port_) + "\nserver.document-root = \"" + how_.root.string() + "\"\nserver.errorlog = \"" +
               (folder_ / "error.log").string() + R"("
auth.backend = "plain"
auth.backend.plain.userfile = ")" +
               (folder_ / "users").string() + "\"\n" + how_.lines + '\n';
    }

    bool start() {
        port_ = free_port();
        write_file(folder_ / "users", how_.username + ':' + how_.password + '\n');
        write_file(folder_ / "lighttpd.conf", configuration());
        child_options options;
        options.arguments = {"-D", "-f", (folder_ / "lighttpd.conf").string()};
        options.limit = 24h;
        process_ = std::make_unique<child_process>(program, std::move(options));
        const auto limit = std::chrono::steady_clock::now() + start_limit;
        while (process_->is_running() && std::chrono::steady_clock::now() < limit) {
            if (accepts(port_) && process_->is_running()) {
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

    lighttpd_options how_;
    temp_dir folder_;
    std::uint16_t port_ = 0;
    std::unique_ptr<child_process> process_;
};

lighttpd::lighttpd(lighttpd_options how) : impl_(std::make_unique<impl>(std::move(how))) {
}
lighttpd::~lighttpd() = default;

std::uint16_t lighttpd::port() const {
    return impl_->port();
}

std::string lighttpd::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + std::string{path};
}

std::string lighttpd::error_log() const {
    return impl_->error_log();
}

}  // namespace trawl::test
