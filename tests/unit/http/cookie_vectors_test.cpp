#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "http/cookie_date.hpp"
#include "http/date.hpp"
#include "trawl/http/cookie_jar.hpp"
#include "vectors.hpp"

namespace trawl::http {
namespace {

using namespace std::chrono_literals;

constexpr cookie_jar::time_point now = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

std::string sent_in(const boost::json::object& vector) {
    cookie_jar jar;
    const auto* bumped = vector.if_contains("set_cookie_dates_bumped");
    const auto& lines = bumped != nullptr && bumped->is_array() ? *bumped : vector.at("set_cookie");
    const auto from = parse_url(std::string(vector.at("set_url").as_string())).value();
    for (const auto& line : lines.as_array()) {
        jar.store(from, latin1(std::string(line.as_string())), now);
    }
    const auto to = parse_url(std::string(vector.at("get_url").as_string())).value();
    const std::string sent = jar.cookies_for(to, now);
    cookie_jar loaded;
    EXPECT_TRUE(loaded.load(jar.save(now), now).empty()) << vector.at("id");
    EXPECT_EQ(loaded.cookies_for(to, now), sent) << vector.at("id");
    return sent;
}

std::string expected_of(const boost::json::value& text) {
    return text.is_null() ? std::string() : latin1(std::string(text.as_string()));
}

bool is_expected(const boost::json::object& vector, const std::string& sent) {
    if (expected_of(vector.at("expected")) == sent) {
        return true;
    }
    const auto* others = vector.if_contains("expected_alt");
    return others != nullptr &&
           std::ranges::any_of(others->as_array(), [&](const auto& other) { return expected_of(other) == sent; });
}

TEST(CookieVectors, WhatIsSentIsWhatIsExpected) {
    const auto vectors = read_vectors("cookies.json");
    if (vectors.is_null()) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    for (const auto& vector : vectors.at("cases").as_array()) {
        const std::string sent = sent_in(vector.as_object());
        EXPECT_TRUE(is_expected(vector.as_object(), sent)) << vector << "\nsent: " << sent;
    }
}

TEST(CookieVectors, DatesAreReadAsExpected) {
    const auto vectors = read_vectors("cookies.json");
    if (vectors.is_null()) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    for (const auto& vector : vectors.at("dates").as_array()) {
        const auto read = parse_cookie_date(text_of(vector, "test"));
        const auto& expected = vector.at("expected");
        EXPECT_EQ(read ? format_date(*read) : "", expected.is_null() ? "" : std::string(expected.as_string()))
            << vector;
    }
}

}  // namespace
}  // namespace trawl::http
