#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include "http/base64.hpp"
#include "http/decoder.hpp"
#include "robots/rules.hpp"
#include "trawl/http/url.hpp"

namespace {

namespace http = trawl::http;
namespace json = boost::json;
namespace robots = trawl::robots;

std::string file_text(const std::string& name) {
    std::ifstream file(TRAWL_VECTORS "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string unzipped(const std::string& bytes) {
    http::decoder decoder({http::content_coding::gzip});
    std::string text(std::size_t{64} << 20U, '\0');
    const auto progress = decoder.decode(bytes, text, true);
    text.resize(progress && progress->finished ? progress->produced : 0);
    return text;
}

std::string text_of(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

std::string robots_of(const json::object& vector) {
    return http::decode_base64(text_of(vector, "robots_b64")).value();
}

// Vectors name some URLs by their path alone.
http::url url_of(const json::object& vector) {
    const auto base = http::parse_url("http://site.local/");
    return http::resolve_url(text_of(vector, "url"), base.value()).value();
}

// Vectors that we judge otherwise, with why.
const std::set<std::string> differing{
    "r1014",  // "/a<d.html" in a rule is what a browser sends as "/a%3Cd.html"
};

class RobotsVectors : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(TRAWL_VECTORS "/robots.json")) {
            GTEST_SKIP() << "skipped: no vectors";
        }
        vectors_ = json::parse(file_text("robots.json"));
    }

    json::value vectors_;
};

TEST_F(RobotsVectors, EveryVerdictIsThatOfTheRfc) {
    for (const json::value& value : vectors_.at("cases").as_array()) {
        const json::object& vector = value.as_object();
        const bool is_agreed = text_of(vector, "tier") == "must";
        const bool expected =
            vector.at(is_agreed ? "expect_suite" : "rfc9309").as_bool() != differing.contains(text_of(vector, "id"));
        const auto rules = robots::rules::parse(robots_of(vector), text_of(vector, "agent"));
        const auto answer = rules.check(url_of(vector));
        EXPECT_EQ(answer.allowed, expected)
            << text_of(vector, "id") << " " << text_of(vector, "tier") << " " << text_of(vector, "agent") << " "
            << text_of(vector, "url").substr(0, 200) << " by line " << answer.line << ": " << answer.rule;
        EXPECT_TRUE(answer.allowed || answer.line != 0);
    }
}

TEST_F(RobotsVectors, CrawlDelays) {
    for (const json::value& value : vectors_.at("crawl_delay").as_array()) {
        const json::object& vector = value.as_object();
        const auto rules = robots::rules::parse(robots_of(vector), text_of(vector, "agent"));
        ASSERT_TRUE(rules.crawl_delay().has_value()) << json::serialize(value);
        EXPECT_EQ(rules.crawl_delay()->count(), vector.at("crawl_delay_ms").to_number<int>()) << json::serialize(value);
    }
}

TEST_F(RobotsVectors, Sitemaps) {
    for (const json::value& value : vectors_.at("sitemaps").as_array()) {
        const json::object& vector = value.as_object();
        const auto rules = robots::rules::parse(robots_of(vector), "trawl");
        const auto place = http::parse_typed_url(text_of(vector, "robots_url"));
        std::vector<std::string> found;
        for (const http::url& each : robots::sitemap_urls(rules, place.value())) {
            found.push_back(each.href());
        }
        EXPECT_EQ(found, json::value_to<std::vector<std::string>>(vector.at("sitemaps"))) << text_of(vector, "test");
    }
}

TEST_F(RobotsVectors, StatusRules) {
    for (const json::value& value : vectors_.at("status_rules").as_array()) {
        const json::object& vector = value.as_object();
        if (!vector.at("status").is_number() || vector.at("status") == 429) {
            continue;  // ours: 429 is no answer
        }
        const std::string expected = text_of(vector, "expect");
        const auto access = robots::access_by_status(vector.at("status").to_number<int>());
        EXPECT_EQ(access == robots::access::by_rules, expected.starts_with("parse"));
        EXPECT_EQ(access == robots::access::unreachable, expected.starts_with("disallow"));
    }
    EXPECT_EQ(robots::access_by_status(429), robots::access::unreachable);
}

TEST_F(RobotsVectors, RealFiles) {
    const json::value vectors = json::parse(unzipped(file_text("robots_real.json.gz")));
    std::map<std::string, robots::rules> parsed;
    for (const json::value& value : vectors.at("cases").as_array()) {
        const json::object& vector = value.as_object();
        const std::string key = text_of(vector, "robots");
        const std::string agent = text_of(vector, "agent");
        auto [entry, is_new] = parsed.try_emplace(key + " " + agent);
        if (is_new) {
            const std::string encoded = text_of(vectors.at("robots").at(key).as_object(), "b64");
            entry->second = robots::rules::parse(http::decode_base64(encoded).value(), agent);
        }
        const auto answer = entry->second.check(url_of(vector));
        EXPECT_EQ(answer.allowed, vector.at("expect").as_bool()) << key << " " << agent << " " << text_of(vector, "url")
                                                                 << " by line " << answer.line << ": " << answer.rule;
    }
    EXPECT_GT(parsed.size(), 1000U);
}

}  // namespace
