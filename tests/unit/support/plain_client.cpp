#include "plain_client.hpp"

#include <limits>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace trawl::test {

namespace asio = boost::asio;

plain_client::plain_client(std::uint16_t port, bool ipv6) {
    const auto where = ipv6 ? asio::ip::address{asio::ip::address_v6::loopback()} : asio::ip::address_v4::loopback();
    socket_.connect({where, port});
}

void plain_client::send(std::string_view bytes) {
    boost::system::error_code ignored;
    asio::write(socket_, asio::buffer(bytes), ignored);
}

std::string plain_client::read(std::size_t size) {
    std::string bytes;
    boost::system::error_code failure;
    asio::read(socket_, asio::dynamic_buffer(bytes, size), asio::transfer_all(), failure);
    was_reset_ = failure == asio::error::connection_reset;
    return bytes;
}

std::string plain_client::read_to_end() {
    return read(std::numeric_limits<std::size_t>::max());
}

void plain_client::end_writing() {
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send);
}

void plain_client::close() {
    socket_.close();
}

std::string get(std::string_view target) {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

std::string exchange(std::uint16_t port, std::string_view request) {
    plain_client client{port};
    client.send(request);
    return client.read_to_end();
}

}  // namespace trawl::test
