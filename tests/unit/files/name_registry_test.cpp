#include "files/name_registry.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "files/name.hpp"

namespace {

using trawl::files::max_name_size;
using trawl::files::name_registry;

TEST(NameRegistry, TheFirstGetsTheNameAndTheOthersANumber) {
    name_registry names;
    EXPECT_EQ(names.claim("a.txt"), "a.txt");
    EXPECT_EQ(names.claim("a.txt"), "a-1.txt");
    EXPECT_EQ(names.claim("a.txt"), "a-2.txt");
    EXPECT_EQ(names.claim("b"), "b");
    EXPECT_EQ(names.claim("b"), "b-1");
    EXPECT_EQ(names.claim("a.txt"), "a-3.txt");
}

TEST(NameRegistry, NumbersThatAreTakenArePassedOver) {
    name_registry names;
    EXPECT_EQ(names.claim("a-1.txt"), "a-1.txt");
    EXPECT_EQ(names.claim("a.txt"), "a.txt");
    EXPECT_EQ(names.claim("a.txt"), "a-2.txt");
    EXPECT_EQ(names.claim("a-2.txt"), "a-2-1.txt");
}

TEST(NameRegistry, NamesThatDifferInCaseAreDifferent) {
    name_registry names;
    EXPECT_EQ(names.claim("A"), "A");
    EXPECT_EQ(names.claim("a"), "a");
}

TEST(NameRegistry, TheSameClaimsGetTheSameNames) {
    name_registry one;
    name_registry other;
    for (int i = 0; i < 5000; ++i) {
        const std::string wanted = std::to_string(i * 7919 % 1000) + ".html";
        EXPECT_EQ(one.claim(wanted), other.claim(wanted));
    }
}

TEST(NameRegistry, ANumberedNameIsNotTooLong) {
    name_registry names;
    const std::string longest = std::string(max_name_size - 4, 'x') + ".txt";
    EXPECT_EQ(names.claim(longest), longest);
    for (int i = 0; i < 20; ++i) {
        const std::string name = names.claim(longest);
        EXPECT_EQ(name.size(), max_name_size);
        EXPECT_TRUE(name.ends_with(".txt"));
    }
}

TEST(NameRegistry, OfManyNamesNoneIsGivenTwice) {
    name_registry names;
    std::set<std::string> given;
    for (int i = 0; i < 50'000; ++i) {
        for (const std::string& wanted : {"page" + std::to_string(i) + ".html", std::string("index.html")}) {
            EXPECT_TRUE(given.insert(names.claim(wanted)).second);
        }
    }
    EXPECT_TRUE(given.contains("page49999.html"));
    EXPECT_TRUE(given.contains("index-49999.html"));
}

}  // namespace
