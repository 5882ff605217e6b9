#include "net/route.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::net {
namespace {

TEST(Route, TextHasIPv6InBrackets) {
    EXPECT_EQ(text(host_port("example.org", 80)), "example.org:80");
    EXPECT_EQ(text(host_port("::1", 443)), "[::1]:443");
}

TEST(Route, HostsAreTheSameWithoutCaseAndFinalDotAndByValue) {
    EXPECT_TRUE(is_same_host("Example.org", "example.org."));
    EXPECT_TRUE(is_same_host("::1", "0:0:0:0:0:0:0:1"));
    EXPECT_FALSE(is_same_host("example.org", "www.example.org"));
    EXPECT_FALSE(is_same_host("::1", "127.0.0.1"));
    EXPECT_FALSE(is_same_host("127.0.0.1", "localhost"));
}

TEST(Route, TheFirstRedirectionThatFitsCounts) {
    const std::vector<http::connect_redirection> all{
        {"a.example", 80, "b.example", 8080}, {"a.example", 0, "c.example", 0}, {"", 443, "", 8443},
        {"::1", 0, "d.example", 1},           {"", 81, "e.example", 0},
    };
    EXPECT_EQ(redirected(all, host_port("A.example", 80)), host_port("b.example", 8080));
    EXPECT_EQ(redirected(all, host_port("a.example", 443)), host_port("c.example", 443));
    EXPECT_EQ(redirected(all, host_port("x.example", 443)), host_port("x.example", 8443));
    EXPECT_EQ(redirected(all, host_port("0::1", 80)), host_port("d.example", 1));
    EXPECT_EQ(redirected(all, host_port("x.example", 81)), host_port("e.example", 81));
    EXPECT_EQ(redirected(all, host_port("x.example", 80)), host_port("x.example", 80));
}

TEST(Route, TheHostsOwnAddressesComeBeforeThoseForAllAndTheLaterBeforeTheEarlier) {
    const std::vector<http::address_override> all{
        {"a.example", 80, {"0.0.0.1"}}, {"*", 80, {"0.0.0.2"}}, {"a.example", 80, {"0.0.0.3"}}, {"*", 81, {"0.0.0.4"}}};
    const auto given = [&all](const char* host, std::uint16_t port) {
        const http::address_override* const found = find_override(all, host_port(host, port));
        return found != nullptr ? found->addresses.front() : "";
    };
    EXPECT_EQ(given("A.EXAMPLE", 80), "0.0.0.3");
    EXPECT_EQ(given("b.example", 80), "0.0.0.2");
    EXPECT_EQ(given("a.example", 81), "0.0.0.4");
    EXPECT_EQ(given("a.example", 82), "");
}

TEST(Route, AnInterfaceIsADeviceOrAnAddress) {
    EXPECT_TRUE(local_end().is_any());
    EXPECT_EQ(local_end("eth0").device, "eth0");
    EXPECT_TRUE(local_end("eth0").fits(boost::asio::ip::make_address("::1")));
    const local_end address("192.0.2.1");
    EXPECT_TRUE(address.is_address() && address.device.empty());
    EXPECT_FALSE(address.fits(boost::asio::ip::make_address("::1")));
    EXPECT_TRUE(address.fits(boost::asio::ip::make_address("127.0.0.1")));
}

}  // namespace
}  // namespace trawl::net
