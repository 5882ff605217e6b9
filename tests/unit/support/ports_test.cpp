#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "support/blackhole.hpp"
#include "support/free_port.hpp"

namespace trawl::test {
namespace {

using boost::asio::ip::tcp;
using namespace std::chrono_literals;

const auto loopback = boost::asio::ip::address_v4::loopback();

TEST(FreePort, CanBeListenedOn) {
    boost::asio::io_context context;
    EXPECT_NO_THROW((tcp::acceptor{context, {loopback, free_port()}}));
}

TEST(RefusingPort, RefusesAndIsTaken) {
    const refusing_port port;
    boost::asio::io_context context;
    tcp::socket socket{context};
    boost::system::error_code failure;
    socket.connect({loopback, port.port()}, failure);
    EXPECT_EQ(failure, boost::asio::error::connection_refused);
    EXPECT_THROW((tcp::acceptor{context, {loopback, port.port()}}), boost::system::system_error);
}

TEST(Blackhole, LetsNobodyConnect) {
    const blackhole hole;
    boost::asio::io_context context;
    tcp::socket socket{context};
    bool ended = false;
    socket.async_connect({loopback, hole.port()}, [&](boost::system::error_code) { ended = true; });
    context.run_for(100ms);
    EXPECT_FALSE(ended);
}

}  // namespace
}  // namespace trawl::test
