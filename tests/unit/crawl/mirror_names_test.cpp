#include "crawl/mirror_names.hpp"

#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "files/name.hpp"

namespace trawl::crawl {
namespace {

http::url url(const std::string& text) {
    return http::parse_url(text).value();
}

TEST(MirrorNames, FollowTheUrlAndTheType) {
    mirror_names names;
    for (const auto& [where, type, expected] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"http://example.org/", "text/html", "example.org/index.html"},
             {"http://example.org/?q=a/b", "text/html", "example.org/index.html?q=a_b.html"},
             {"http://example.org:8080/dir/page.HTM", "text/html", "example.org:8080/dir/page.HTM"},
             {"http://example.org/show.php?id=1", "text/html", "example.org/show.php?id=1.html"},
             {"http://example.org/style?v=2", "text/css", "example.org/style?v=2.css"},
             {"http://example.org/a.png", "image/png", "example.org/a.png"},
             {"http://example.org/x.html", "application/xhtml+xml", "example.org/x.html"},
             {"http://example.org/%2e%2e%2f.trawl/x", "text/plain", "example.org/___.trawl/x"},
         }) {
        EXPECT_EQ(names.name_for(url(where), type), expected) << where;
    }
}

TEST(MirrorNames, KeepFilesAndFoldersApart) {
    mirror_names names;
    EXPECT_EQ(names.name_for(url("http://h/a"), "text/plain"), "h/a");
    EXPECT_EQ(names.name_for(url("http://h/a/b"), "text/plain"), "h/a-1/b");
    EXPECT_EQ(names.name_for(url("http://h/c/d"), "text/plain"), "h/c/d");
    EXPECT_EQ(names.name_for(url("http://h/c"), "text/plain"), "h/c-1");
    EXPECT_EQ(names.name_for(url("https://h/a"), "text/plain"), "h/a-2") << "of another scheme";
}

TEST(MirrorNames, AreTheSameWheneverAskedFor) {
    mirror_names names;
    const std::vector<std::string> urls{"http://h/a", "http://h/a/b", "https://h/a", "http://h/p?q=1", "http://h/"};
    std::vector<std::string> given;
    for (const std::string& each : urls) {
        given.push_back(names.name_for(url(each), "text/plain"));
    }
    mirror_names later;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        EXPECT_EQ(names.name_for(url(urls[i] + "#part"), "text/plain"), given[i]);
        later.take(url(urls[i]), given[i]);
    }
    for (std::size_t i = urls.size(); i-- > 0;) {
        EXPECT_EQ(later.name_for(url(urls[i]), "text/plain"), given[i]);
    }
    EXPECT_EQ(later.name_for(url("http://h/a%00"), "text/plain"), "h/a_");
}

TEST(MirrorNames, FitTheDisk) {
    mirror_names names;
    const std::string name = names.name_for(url("http://h/" + std::string(400, 'x') + ".php"), "text/html");
    EXPECT_LE(name.size(), 2 + files::max_name_size);
    EXPECT_TRUE(name.ends_with(".html")) << name;
}

}  // namespace
}  // namespace trawl::crawl
