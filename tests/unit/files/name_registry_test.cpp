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

TEST(NameRegistry, AFolderWhereAFileIsGetsANumber) {
    name_registry names;
    EXPECT_EQ(names.claim("h/a"), "h/a");
    EXPECT_EQ(names.claim("h/a/b"), "h/a-1/b");
    EXPECT_EQ(names.claim("h/a/c"), "h/a-1/c");
    EXPECT_EQ(names.claim("h/a/b"), "h/a-1/b-1");
    EXPECT_EQ(names.claim("h/a/d/e"), "h/a-1/d/e");
    EXPECT_EQ(names.claim("h/a/b/c"), "h/a-1/b-2/c");
    EXPECT_EQ(names.claim("h/a"), "h/a-2");
    EXPECT_EQ(names.claim("h/a/f"), "h/a-1/f");
}

TEST(NameRegistry, AFileWhereAFolderIsGetsANumber) {
    name_registry names;
    EXPECT_EQ(names.claim("h/a/b.txt"), "h/a/b.txt");
    EXPECT_EQ(names.claim("h/a"), "h/a-1");
    EXPECT_EQ(names.claim("h"), "h-1");
    EXPECT_EQ(names.claim("h/a/c"), "h/a/c");
    EXPECT_EQ(names.claim("h/a-1/x"), "h/a-1-1/x");
}

TEST(NameRegistry, FoldersThatAreWantedByTheirNumberedNameAreShared) {
    name_registry names;
    EXPECT_EQ(names.claim("a"), "a");
    EXPECT_EQ(names.claim("a-1/x"), "a-1/x");
    EXPECT_EQ(names.claim("a/x"), "a-1/x-1");
    EXPECT_EQ(names.claim("a/y.txt"), "a-1/y.txt");
    EXPECT_EQ(names.claim("a"), "a-2");
}

TEST(NameRegistry, AFolderStaysTheSameWhateverIsTakenMeanwhile) {
    name_registry names;
    for (const char* const file : {"a", "a-1", "a-3"}) {
        EXPECT_EQ(names.claim(file), file);
    }
    EXPECT_EQ(names.claim("a/x"), "a-2/x");
    for (int i = 0; i < 2000; ++i) {
        (void)names.claim("a");
        (void)names.claim("other" + std::to_string(i));
        (void)names.claim("other" + std::to_string(i) + "/x");
        EXPECT_EQ(names.claim("a/" + std::to_string(i)), "a-2/" + std::to_string(i));
    }
}

TEST(NameRegistry, AnExactClaimIsMetOrRefused) {
    name_registry names;
    EXPECT_TRUE(names.claim_exactly("a/b"));
    EXPECT_FALSE(names.claim_exactly("a/b"));
    EXPECT_FALSE(names.claim_exactly("a"));
    EXPECT_FALSE(names.claim_exactly("a/b/c"));
    EXPECT_TRUE(names.claim_exactly("a/c"));
    EXPECT_EQ(names.claim("a/b"), "a/b-1");
    EXPECT_EQ(names.claim("a/c/d"), "a/c-1/d");
}

// What is claimed must be possible on a disk: no path given is the folder of another.
TEST(NameRegistry, NoFileIsAFolderOfAnother) {
    name_registry names;
    std::set<std::string> files;
    std::set<std::string> folders;
    for (unsigned i = 0; i < 20'000; ++i) {
        std::string wanted;
        for (unsigned depth = 0, bits = i * 2654435761U; depth <= (bits >> 30U); ++depth) {
            wanted += (wanted.empty() ? "" : "/") + std::string(1, static_cast<char>('a' + (bits >> (4 * depth)) % 7));
        }
        const std::string name = names.claim(wanted);
        EXPECT_TRUE(files.insert(name).second) << name;
        for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
            folders.insert(name.substr(0, slash));
        }
    }
    for (const std::string& folder : folders) {
        EXPECT_FALSE(files.contains(folder)) << folder;
    }
}

}  // namespace
