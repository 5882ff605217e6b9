#include "http/content_coding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using enum content_coding;

result<std::vector<content_coding>> parse(std::initializer_list<std::string_view> values) {
    headers reply;
    for (const auto value : values) {
        reply.add("Content-Encoding", value);
    }
    return content_codings(reply);
}

TEST(ContentCodings, AreGivenInTheOrderInWhichTheyWereApplied) {
    EXPECT_THAT(parse({"gzip"}).value(), ElementsAre(gzip));
    EXPECT_THAT(parse({"deflate, br"}).value(), ElementsAre(deflate, br));
    EXPECT_THAT(parse({"br", "zstd , gzip"}).value(), ElementsAre(br, zstd, gzip));
}

TEST(ContentCodings, CaseDoesNotMatterAndXGzipIsGzip) {
    EXPECT_THAT(parse({"GZip, X-GZIP"}).value(), ElementsAre(gzip, gzip));
}

TEST(ContentCodings, IdentityAndEmptyElementsAreLeftOut) {
    EXPECT_TRUE(parse({}).value().empty());
    EXPECT_TRUE(parse({""}).value().empty());
    EXPECT_TRUE(parse({"identity", " , Identity"}).value().empty());
    EXPECT_THAT(parse({"identity, gzip,"}).value(), ElementsAre(gzip));
}

TEST(ContentCodings, AnUnknownOneIsAnErrorThatNamesIt) {
    const auto codings = parse({"gzip, compress"});
    ASSERT_FALSE(codings);
    EXPECT_EQ(codings.error().code, errc::content_coding);
    EXPECT_THAT(codings.error().detail, HasSubstr("compress"));
    EXPECT_FALSE(parse({"\"gzip\""}));
    EXPECT_FALSE(parse({"gzip;q=1"}));
}

TEST(ContentCodings, MoreThanThreeAreAnError) {
    EXPECT_TRUE(parse({"gzip, gzip, identity, gzip"}));
    EXPECT_FALSE(parse({"gzip, gzip, gzip, gzip"}));
}

TEST(ContentCodings, EachOneThatWeAcceptIsKnownByItsName) {
    EXPECT_THAT(parse({accepted_codings}).error().detail, HasSubstr("more than 3"));
    for (const auto coding : {gzip, deflate, br, zstd}) {
        EXPECT_THAT(parse({name(coding)}).value(), ElementsAre(coding));
        EXPECT_THAT(std::string{accepted_codings}, HasSubstr(std::string{name(coding)}));
    }
}

}  // namespace
}  // namespace trawl::http
