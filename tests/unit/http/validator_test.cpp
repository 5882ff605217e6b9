#include "http/validator.hpp"

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

constexpr std::string_view noon = "Mon, 02 Mar 2026 12:00:00 GMT";
constexpr std::string_view second_before = "Mon, 02 Mar 2026 11:59:59 GMT";

headers reply(std::initializer_list<headers::field> fields) {
    headers made;
    for (const auto& [name, value] : fields) {
        made.add(name, value);
    }
    return made;
}

TEST(Validator, OnlyAnEntityTagWithoutWIsStrong) {
    for (const std::string_view strong : {R"("a")", R"("")", R"("W/a")", R"("5f2-6a\b")", "\"\xe4\""}) {
        EXPECT_TRUE(is_strong_etag(strong)) << strong;
    }
    for (const std::string_view other : {R"(W/"a")", R"(w/"a")", "a", "\"", "", R"("a"b")", R"("a b")", R"("a" )"}) {
        EXPECT_FALSE(is_strong_etag(other)) << other;
    }
}

TEST(Validator, LastModifiedCountsIfItIsASecondOlderThanDate) {
    struct {
        std::string_view modified;
        std::string_view date;
        bool counts;
    } const cases[] = {
        {second_before, noon, true},
        {noon, noon, false},
        {noon, second_before, false},
        {second_before, "", false},
        {second_before, "yesterday", false},
        {"yesterday", noon, false},
        {"Monday, 02-Mar-26 11:59:59 GMT", noon, true},
    };
    for (const auto& [modified, date, counts] : cases) {
        const auto found = validator_of(reply({{"Last-Modified", modified}, {"Date", date}}));
        EXPECT_EQ(found.last_modified, counts ? modified : "") << modified << " against " << date;
    }
}

TEST(Validator, FieldsThatDifferOrAreNoneCountAsNone) {
    EXPECT_EQ(validator_of(reply({{"ETag", R"("a")"}, {"etag", R"("b")"}})).etag, "");
    EXPECT_EQ(validator_of(reply({{"ETag", R"("a")"}, {"etag", R"("a")"}})).etag, R"("a")");
    EXPECT_EQ(validator_of(reply({{"ETag", "a"}})).etag, "");
    EXPECT_EQ(validator_of(reply({})), validator());
}

TEST(Validator, IfRangeNeverHoldsAWeakTag) {
    EXPECT_EQ(if_range({R"("a")", std::string(noon)}), R"("a")");
    EXPECT_EQ(if_range({R"(W/"a")", std::string(noon)}), noon);
    EXPECT_EQ(if_range({"", std::string(noon)}), noon);
    EXPECT_EQ(if_range({R"(W/"a")", ""}), "");
    EXPECT_EQ(if_range({}), "");
}

TEST(Validator, ReplyWithAnotherTagOrDateIsOfAnotherVersion) {
    const validator known{R"("a")", std::string(noon)};
    EXPECT_FALSE(contradicts(known, reply({})));
    EXPECT_FALSE(contradicts(known, reply({{"ETag", R"("a")"}, {"Last-Modified", noon}})));
    EXPECT_TRUE(contradicts(known, reply({{"ETag", R"("b")"}, {"Last-Modified", noon}})));
    EXPECT_TRUE(contradicts(known, reply({{"ETag", R"(W/"a")"}})));
    EXPECT_TRUE(contradicts(known, reply({{"ETag", R"("a")"}, {"Last-Modified", second_before}})));
    EXPECT_TRUE(contradicts(known, reply({{"ETag", R"("a")"}, {"ETag", R"("b")"}})));
    EXPECT_FALSE(contradicts({}, reply({{"ETag", R"("b")"}, {"Last-Modified", noon}})));
    EXPECT_FALSE(confirms(known, reply({})));
    EXPECT_TRUE(confirms(known, reply({{"ETag", R"("a")"}})));
    EXPECT_TRUE(confirms(known, reply({{"Last-Modified", noon}})));
    EXPECT_FALSE(confirms(known, reply({{"ETag", R"("b")"}, {"Last-Modified", noon}})));
    EXPECT_FALSE(confirms({R"(W/"a")", std::string(noon)}, reply({{"ETag", R"(W/"a")"}}))) << "weak";
}

}  // namespace
}  // namespace trawl::http
