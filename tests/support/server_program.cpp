#include "support/server_program.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "support/free_port.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

using asio_tcp = boost::asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto between_looks = 5ms;
constexpr int most_starts = 5;

bool accepts(std::uint16_t port) {
    boost::asio::io_context context;
    asio_tcp::socket socket{context};
    boost::system::error_code failure;
    socket.connect({boost::asio::ip::address_v4::loopback(), port}, failure);
    return !failure;
}

}  // namespace

server_program::server_program(const std::function<server_start(const server_ports&)>& prepare) {
    for (int i = 0; i < most_starts; ++i) {
        ports_ = {free_port(), free_port()};
        if (start(prepare(ports_))) {
            return;
        }
    }
    throw std::runtime_error{how_.program + " does not start: " + said_ + text_of_log(how_.log)};
}

server_program::~server_program() {
    stop();
}

bool server_program::start(server_start how) {
    how_ = std::move(how);
    if (!std::filesystem::exists(how_.program)) {
        throw std::runtime_error{how_.program + " is not installed: see scripts/setup"};
    }
    child_options options;
    options.arguments = how_.arguments;
    options.limit = 24h;
    process_ = std::make_unique<child_process>(how_.program, std::move(options));
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (process_->is_running() && std::chrono::steady_clock::now() < limit) {
        // Who accepts may be another one, for want of which it ends.
        if (accepts_all() && process_->is_running()) {
            return true;
        }
        std::this_thread::sleep_for(between_looks);
    }
    stop();
    return false;
}

bool server_program::accepts_all() const {
    return accepts(ports_.plain) && (!how_.has_tls || accepts(ports_.tls));
}

void server_program::stop() {
    if (process_) {
        process_->kill(how_.signal);
        const child_result end = process_->wait();
        said_ = end.out + end.err;
    }
}

std::string text_of_log(const std::filesystem::path& file) {
    return std::filesystem::exists(file) ? read_file(file) : std::string{};
}

}  // namespace trawl::test
