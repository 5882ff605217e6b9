#include "files/name_template.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "files/name.hpp"

namespace {

using trawl::files::max_name_size;
using trawl::files::max_path_size;
using trawl::files::name_template;
using trawl::files::safe_name;

trawl::http::url parsed(std::string_view url) {
    return trawl::http::parse_url(url).value();
}

std::string named(std::string_view text, std::string_view url, std::uint64_t number = 7) {
    const auto made = name_template::parse(text);
    return made ? made->name_for(parsed(url), number) : "bad template: " + made.error().reason;
}

std::string in_tree(std::string_view url) {
    return name_template::tree().name_for(parsed(url), 1);
}

TEST(NameTemplate, TheDefaultIsTheBaseName) {
    for (const std::string_view url : {"http://a/b/c.txt?q", "http://a/", "http://a/..%2f%2e", "http://a/.x."}) {
        EXPECT_EQ(name_template().name_for(parsed(url), 1), safe_name(parsed(url)));
        EXPECT_EQ(named("{basename}", url), safe_name(parsed(url)));
    }
}

TEST(NameTemplate, EachFieldStandsForAPartOfTheUrl) {
    constexpr std::string_view url = "http://u:p@Example.org:8080/a/b%20c/d.tar.gz?x=1&y=%2F..#f";
    EXPECT_EQ(named("{host}", url), "example.org:8080");
    EXPECT_EQ(named("{host}", "https://example.org:443/"), "example.org");
    EXPECT_EQ(named("{host}", "http://[::1]/"), "[::1]");
    EXPECT_EQ(named("{path}", url), "a/b c/d.tar.gz");
    EXPECT_EQ(named("{basename}", url), "d.tar.gz");
    EXPECT_EQ(named("{stem}", url), "d.tar");
    EXPECT_EQ(named("{ext}", url), "gz");
    EXPECT_EQ(named("{query}", url), "x=1&y=_");
    EXPECT_EQ(named("{n}", url), "7");
    EXPECT_EQ(named("{n:06}", url), "000007");
    EXPECT_EQ(named("{n:2}", url, 12345), "12345");
    EXPECT_EQ(named("{{{n}}}", url), "{7}");
    EXPECT_EQ(named("{host}/{n:03}-{stem}.{ext}", url), "example.org:8080/007-d.tar.gz");
}

TEST(NameTemplate, TheHashIsThatOfTheUrlWithoutCredentialsAndFragment) {
    // printf http://example.org/a | sha256sum
    constexpr std::string_view hash = "6a2d6a47a2828fe021aefacd33629435a066843485eac81b46bf451f79461bdb";
    EXPECT_EQ(named("{sha256}", "http://u:p@example.org/a#b"), hash);
    EXPECT_EQ(named("{sha256:8}", "http://example.org/a"), hash.substr(0, 8));
    EXPECT_NE(named("{sha256:8}", "http://example.org/a?"), hash.substr(0, 8));
}

TEST(NameTemplate, WhatIsMissingLeavesASafeName) {
    EXPECT_EQ(named("{stem}.{ext}", "http://a/README"), "README");
    EXPECT_EQ(named("{query}/{stem}", "http://a/x"), "_/x");
    EXPECT_EQ(named("{ext}", "http://a/.bashrc"), "_");
    EXPECT_EQ(named("{path}", "http://a/"), "index.html");
    EXPECT_EQ(named("{path}", "http://a/b//c/"), "b/_/c/index.html");
}

TEST(NameTemplate, NoUrlLeavesTheFolder) {
    EXPECT_EQ(named("{path}", "http://a/..%2f..%2fetc/%2e%2e%2fpasswd"), "___.._etc/___passwd");
    EXPECT_EQ(named("{query}", "http://a/?/../../x"), "_.._.._x");
    EXPECT_EQ(named("{path}", "http://a/.ssh/.trawl/x.part"), "_ssh/_trawl/x_part");
    EXPECT_EQ(named("{path}", "http://a/a%00b/c%0ad"), "a_b/c_d");
    EXPECT_EQ(named(".{basename}", "http://a/../x"), "_x");
}

TEST(NameTemplate, ALongPathIsShortened) {
    std::string url = "http://a/";
    for (int i = 0; i < 1000; ++i) {
        url += "folder/";
    }
    const std::string path = named("{path}", url + "file.txt");
    EXPECT_LE(path.size(), max_path_size);
    EXPECT_TRUE(path.starts_with("folder/folder/"));
    EXPECT_TRUE(path.ends_with(".txt"));
    EXPECT_NE(path, named("{path}", url + "folder/file.txt"));
    EXPECT_EQ(named("{path}", "http://a/" + std::string(300, 'x') + "/y").find('/'), max_name_size);
}

TEST(NameTemplate, ATreeIsHostAndPathWithTheQueryInTheName) {
    EXPECT_EQ(in_tree("http://example.org/"), "example.org/index.html");
    EXPECT_EQ(in_tree("https://example.org:8443/a/b.html"), "example.org:8443/a/b.html");
    EXPECT_EQ(in_tree("http://example.org/page?x=1"), "example.org/page?x=1");
    EXPECT_EQ(in_tree("http://example.org/d/?p=/a/../b"), "example.org/d/index.html?p=_a_.._b");
    EXPECT_EQ(in_tree("http://example.org/a%2Fb/c"), "example.org/a_b/c");
}

TEST(NameTemplate, WhatIsWrongIsToldWithItsPlace) {
    struct bad {
        std::string_view text;
        std::size_t position;
    };
    const std::vector<bad> cases{{"", 0},         {"{nope}", 0},      {"a/{", 2},        {"a}", 1},      {"/a", 0},
                                 {"a/", 2},       {"a//b", 2},        {"../a", 0},       {"a/../b", 2},  {"a/.", 2},
                                 {"a\nb", 1},     {"{n:}", 0},        {"{n:x}", 0},      {"x{n:99}", 1}, {"{n:0}", 0},
                                 {"{host:3}", 0}, {"{sha256:65}", 0}, {"{sha256:-1}", 0}};
    for (const auto& [text, position] : cases) {
        const auto made = name_template::parse(text);
        ASSERT_FALSE(made) << text;
        EXPECT_EQ(made.error().position, position) << text;
        EXPECT_FALSE(made.error().reason.empty()) << text;
    }
}

}  // namespace
