#include "net/public_address.hpp"

#include <gtest/gtest.h>

namespace trawl::net {
namespace {

bool is_public(const char* text) {
    return net::is_public(boost::asio::ip::make_address(text));
}

TEST(PublicAddress, IsWhatTheRegistriesDoNotSetAside) {
    for (const char* const text :
         {"1.1.1.1",         "8.8.8.8",         "9.255.255.255",  "11.0.0.0",        "100.63.255.255",
          "100.128.0.0",     "126.255.255.255", "128.0.0.0",      "168.63.129.15",   "168.63.129.17",
          "169.253.255.255", "169.255.0.0",     "172.15.255.255", "172.32.0.0",      "192.0.1.0",
          "192.0.3.0",       "192.88.98.255",   "192.88.100.0",   "192.167.255.255", "192.169.0.0",
          "198.17.255.255",  "198.20.0.0",      "198.51.99.255",  "198.51.101.0",    "203.0.112.255",
          "203.0.114.0",     "223.255.255.255", "2000::",         "2001:200::",      "2001:db7:ffff::",
          "2001:db9::",      "2606:4700::1111", "3ffe:ffff::",    "3fff:1000::"}) {
        EXPECT_TRUE(is_public(text)) << text;
    }
}

TEST(PublicAddress, IsNotWhatTheySetAside) {
    for (const char* const text :
         {"0.0.0.0",         "0.255.255.255", "10.0.0.0",        "10.255.255.255", "100.64.0.0",     "100.100.100.200",
          "100.127.255.255", "127.0.0.1",     "127.255.255.255", "168.63.129.16",  "169.254.0.0",    "169.254.169.254",
          "169.254.255.255", "172.16.0.0",    "172.31.255.255",  "192.0.0.0",      "192.0.0.192",    "192.0.2.1",
          "192.88.99.1",     "192.168.0.0",   "192.168.255.255", "198.18.0.0",     "198.19.255.255", "198.51.100.1",
          "203.0.113.1",     "224.0.0.1",     "239.255.255.255", "240.0.0.0",      "255.255.255.255"}) {
        EXPECT_FALSE(is_public(text)) << text;
    }
    for (const char* const text : {"::",          "::1",        "100::1",          "64:ff9b:1::1", "2001::1",
                                   "2001:2::1",   "2001:10::1", "2001:1ff:ffff::", "2001:db8::1",  "3fff::1",
                                   "3fff:fff::1", "4000::1",    "5f00::1",         "fc00::1",      "fd00:ec2::254",
                                   "fe80::1",     "febf::1",    "fec0::1",         "ff02::1",      "ffff::1"}) {
        EXPECT_FALSE(is_public(text)) << text;
    }
}

TEST(PublicAddress, IsAsTheIPv4AddressWithin) {
    struct row {
        const char* text;
        bool is_public;
    };
    for (const row& one : {
             row{"::ffff:8.8.8.8", true},
             row{"::ffff:127.0.0.1", false},
             row{"::ffff:169.254.169.254", false},
             row{"64:ff9b::8.8.8.8", true},
             row{"64:ff9b::10.0.0.1", false},
             row{"64:ff9b::a9fe:a9fe", false},
             row{"2002:808:808::1", true},
             row{"2002:7f00:1::", false},
             row{"2002:c0a8:1::1", false},
             // Never, whatever they hold.
             row{"::8.8.8.8", false},
             row{"::ffff:0:8.8.8.8", false},
             row{"2001:0:808:808::", false},
             row{"64:ff9b:1::8.8.8.8", false},
         }) {
        EXPECT_EQ(is_public(one.text), one.is_public) << one.text;
    }
}

}  // namespace
}  // namespace trawl::net
