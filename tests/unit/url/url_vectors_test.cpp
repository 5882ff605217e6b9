#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include "trawl/http/url.hpp"
#include "url/percent.hpp"

namespace {

namespace http = trawl::http;
namespace json = boost::json;

json::value read_vectors() {
    std::ifstream file(TRAWL_VECTORS "/urls.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return json::parse(text);
}

// Vectors that are about other schemes: only http and https are URLs here.
const std::set<std::string> other_schemes{"u0535"};

// Vectors whose target leaves out the '?' of an empty query; browsers and curl send it, and so do we.
const std::set<std::string> empty_queries{"u0426"};

http::result<http::url> parsed(const json::object& vector) {
    const auto input = std::string(vector.at("input").as_string());
    if (vector.at("base").is_null()) {
        return http::parse_url(input);
    }
    const auto base = http::parse_url(std::string(vector.at("base").as_string()));
    return base ? http::resolve_url(input, *base) : http::parse_url(input);
}

std::string text_of(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

void expect_parts(const http::url& url, const json::object& vector) {
    EXPECT_EQ(url.href(), text_of(vector, "href"));
    const json::object& wire = vector.at("wire").as_object();
    EXPECT_EQ(url.scheme(), text_of(wire, "scheme"));
    EXPECT_EQ(url.host_field(), text_of(wire, "host_header"));
    EXPECT_EQ(url.host_name(), text_of(wire, "connect_host"));
    EXPECT_EQ(url.port(), wire.at("port").to_number<int>());
    const std::string_view kept = empty_queries.contains(text_of(vector, "id")) ? "?" : "";
    EXPECT_EQ(url.target(), text_of(wire, "target").append(kept));
    if (vector.contains("username")) {
        EXPECT_EQ(url.username(), text_of(vector, "username"));
        EXPECT_EQ(url.password(), text_of(vector, "password"));
        EXPECT_EQ(url.fragment(), text_of(vector, "fragment"));
    }
}

class UrlVectors : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(TRAWL_VECTORS "/urls.json")) {
            GTEST_SKIP() << "skipped: no vectors";
        }
    }
};

TEST_F(UrlVectors, EveryCaseIsParsedAsTheStandardSays) {
    const json::value vectors = read_vectors();
    for (const json::value& value : vectors.at("cases").as_array()) {
        const json::object& vector = value.as_object();
        SCOPED_TRACE(text_of(vector, "id") + ": " + json::serialize(vector.at("input")));
        const auto result = parsed(vector);
        if (vector.at("failure").as_bool() || other_schemes.contains(text_of(vector, "id"))) {
            EXPECT_TRUE(result.has_error()) << result->href();
            continue;
        }
        if (result.has_error()) {
            ADD_FAILURE() << message(result.error());
            continue;
        }
        expect_parts(*result, vector);
        const auto again = http::parse_url(result->href());
        ASSERT_TRUE(again.has_value());
        EXPECT_EQ(again->href(), result->href());
    }
}

TEST_F(UrlVectors, QueriesAreEncodedAsUtf8) {
    const json::value vectors = read_vectors();
    for (const json::value& value : vectors.at("percent_encoding").as_array()) {
        std::string encoded;
        append_encoded(encoded, text_of(value.as_object(), "input"), http::percent_set::query);
        EXPECT_EQ(encoded, text_of(value.at("output").as_object(), "utf-8"));
    }
}

}  // namespace
