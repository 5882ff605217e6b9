#include "crawl/scope.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

using strings = std::vector<std::string>;

strings inside(scope which, const strings& seeds, const strings& urls, const strings& span_hosts = {}) {
    seed_scope under_test(which, span_hosts);
    for (const auto& each : seeds) {
        under_test.add_seed(*http::parse_url(each));
    }
    strings found;
    for (const auto& each : urls) {
        if (under_test.check(*http::parse_url(each)).is_good()) {
            found.push_back(each);
        }
    }
    return found;
}

const strings urls = {"http://www.example.co.uk/docs/a",
                      "https://www.example.co.uk/docs/",
                      "http://www.example.co.uk/docs",
                      "http://www.example.co.uk/x",
                      "http://www.example.co.uk:8080/docs/a",
                      "http://cdn.example.co.uk/docs/a",
                      "http://example.co.uk/",
                      "http://evilexample.co.uk/",
                      "http://other.co.uk/",
                      "http://www.example.co.uk.evil.org/"};

TEST(Scope, WordsSayWhatIsInside) {
    const strings seed = {"http://www.example.co.uk/docs/index.html?x#y"};
    EXPECT_EQ(
        inside(scope::page, seed, {"http://www.example.co.uk/docs/index.html?x", "http://www.example.co.uk/docs/"})
            .size(),
        1U);
    EXPECT_EQ(inside(scope::prefix, seed, urls), (strings{urls[0], urls[1]}));
    EXPECT_EQ(inside(scope::host, seed, urls), (strings{urls[0], urls[1], urls[2], urls[3]}));
    EXPECT_EQ(inside(scope::domain, seed, urls),
              (strings{urls[0], urls[1], urls[2], urls[3], urls[4], urls[5], urls[6]}));
    EXPECT_EQ(inside(scope::any, seed, urls), urls);
}

TEST(Scope, AnySeedWillDo) {
    EXPECT_EQ(inside(scope::prefix, {"http://a.org/x/y/", "http://a.org/x/", "http://b.org/z"},
                     {"http://a.org/x/q", "http://a.org/z", "http://b.org/q", "http://c.org/"}),
              (strings{"http://a.org/x/q", "http://b.org/q"}));
}

TEST(Scope, DomainOfAnAddressOrASuffixIsTheHostItself) {
    EXPECT_EQ(
        inside(scope::domain, {"http://127.0.0.1:81/", "http://localhost/", "http://me.github.io/", "http://[::1]/"},
               {"http://127.0.0.1:82/", "http://1.0.0.1/", "http://localhost:9/", "http://you.github.io/",
                "http://x.me.github.io/", "http://[::1]:8/"}),
        (strings{"http://127.0.0.1:82/", "http://localhost:9/", "http://x.me.github.io/", "http://[::1]:8/"}));
}

TEST(Scope, SpannedHostsAreInsideWholly) {
    EXPECT_EQ(inside(scope::prefix, {"http://a.org/x/"},
                     {"http://cdn.org/y", "http://cdn.org:8/", "http://b.cdn.org/", "http://sub.net/",
                      "http://x.y.sub.net/", "http://local:81/", "http://local:82/"},
                     {"CDN.org", "*.sub.net", "local:81"}),
              (strings{"http://cdn.org/y", "http://cdn.org:8/", "http://x.y.sub.net/", "http://local:81/"}));
    for (const char* bad : {"", "*.", "a.org/x", "http://a.org", "a b", "u@h"}) {
        EXPECT_THROW(seed_scope(scope::host, {bad}), std::invalid_argument) << bad;
    }
}

TEST(Scope, NamesAreReadBack) {
    for (const auto each : {scope::page, scope::prefix, scope::host, scope::domain, scope::any}) {
        EXPECT_EQ(scope_of(name(each)), each);
    }
    EXPECT_FALSE(scope_of("site"));
    seed_scope under_test(scope::host, {});
    EXPECT_EQ(under_test.check(*http::parse_url("http://a/")).detail, "--scope host");
}

}  // namespace
}  // namespace trawl::crawl
