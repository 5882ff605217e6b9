#include "fetch/host_shares.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

http::url url(const std::string& text) {
    return http::parse_url(text).value();
}

TEST(HostShares, NewHostGoesToWhoHasLeastToDo) {
    host_shares shares;
    EXPECT_EQ(shares.owner_of(url("http://a.example/"), {3, 0, 2}), 1U);
    EXPECT_EQ(shares.owner_of(url("http://b.example/"), {3, 4, 2}), 2U);
}

TEST(HostShares, HostStaysWhereItIs) {
    host_shares shares;
    const auto first = shares.owner_of(url("http://a.example/x"), {0, 1});
    for (const auto* same :
         {"http://a.example/y", "https://a.example/", "http://A.example:80/", "http://www.a.example/"}) {
        EXPECT_EQ(shares.owner_of(url(same), {9, 0}), first) << same;
    }
    EXPECT_NE(shares.owner_of(url("http://a.example:8080/"), {9, 0}), first) << "another server";
}

TEST(HostShares, NeighbourIsWhereTheOtherIsUnlessItIsSomewhereElse) {
    host_shares shares;
    const auto first = shares.owner_of(url("http://a.example/"), {0, 1});
    const auto second = shares.owner_of(url("http://b.example/"), {1, 0});
    shares.add_neighbour(url("http://mirror.example/x"), first);
    shares.add_neighbour(url("http://b.example/x"), first);
    EXPECT_EQ(shares.owner_of(url("http://mirror.example/"), {9, 0}), first);
    EXPECT_EQ(shares.owner_of(url("http://b.example/"), {0, 9}), second);
}

TEST(HostShares, HostsThatAreNotRememberedStayWhereTheyAreToo) {
    host_shares shares;
    std::vector<std::size_t> found(3);
    for (int round = 0; round < 2; ++round) {
        std::vector<std::size_t> owners(3);
        for (int i = 0; i < 9000; ++i) {
            const auto loads = round == 0 ? std::vector<std::size_t>{1, 2, 3} : std::vector<std::size_t>{3, 2, 1};
            ++owners.at(shares.owner_of(url("http://h" + std::to_string(i) + ".example/"), loads));
        }
        if (round == 0) {
            found = owners;
        }
        EXPECT_EQ(owners, found);
    }
    EXPECT_GT(found[1], 1000U);
    EXPECT_GT(found[2], 1000U);
}

}  // namespace
}  // namespace trawl::fetch
