#include "fetch/resume.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

job asking(const std::string& url) {
    return job(http::parse_url(url));
}

files::part_state half(const std::string& url) {
    files::part_state part;
    part.url = url;
    part.from = url;
    part.etag = R"("a")";
    part.total = 100;
    part.segments = {{0, 50, 100}};
    return part;
}

http::headers reply(std::initializer_list<http::headers::field> fields) {
    http::headers made;
    for (const auto& [name, value] : fields) {
        made.add(name, value);
    }
    return made;
}

TEST(Resume, PartIsRecordedWithoutUserInfoAndFragment) {
    EXPECT_EQ(part_url(*http::parse_url("http://joe:s3cret@example.org/a?b=c#d#e")), "http://example.org/a?b=c");
}

TEST(Resume, TrustNeedsAValidatorOfThePlaceOrADigest) {
    job what = asking("http://one.example/file");
    EXPECT_EQ(trust_in(half("http://one.example/file"), what, 0), trust::validator);
    EXPECT_EQ(trust_in(half("http://other.example/file"), what, 0), trust::none);
    auto weak = half("http://one.example/file");
    weak.etag = R"(W/"a")";
    EXPECT_EQ(trust_in(weak, what, 0), trust::none);

    auto own = std::make_shared<job_details>();
    own->mirrors.push_back(*http::parse_url("http://two.example/file"));
    what.details = own;
    EXPECT_EQ(trust_in(half("http://one.example/file"), what, 1), trust::none);
    EXPECT_EQ(trust_in(half("http://two.example/file"), what, 1), trust::validator);
    own->digests.emplace_back();
    EXPECT_EQ(trust_in(half("http://one.example/file"), what, 1), trust::digest);
    EXPECT_EQ(trust_in(weak, what, 0), trust::digest);
    EXPECT_EQ(trust_in(half("http://other.example/file"), what, 0), trust::none);
    own->size = 101;
    EXPECT_EQ(trust_in(half("http://one.example/file"), what, 0), trust::none) << "of another size";
}

TEST(Resume, IfRangeGoesOnlyWithTheValidatorOfThePlace) {
    const auto part = half("http://one.example/file");
    EXPECT_EQ(range_of(part.segments[0], part, trust::validator).if_range, R"("a")");
    EXPECT_EQ(range_of(part.segments[0], part, trust::digest).if_range, "");
    EXPECT_EQ(range_of(part.segments[0], part, trust::digest).text(), "bytes=50-");
    EXPECT_EQ(range_of({0, 50, 60}, part, trust::digest).text(), "bytes=50-59");
    EXPECT_EQ(range_of({0, 50, files::segment::open_end}, part, trust::digest).text(), "bytes=50-");
}

TEST(Resume, ReplyIsJudgedByAllThatItSays) {
    const auto part = half("http://one.example/file");
    const auto where = *http::parse_url(part.from);
    const auto asked = range_of(part.segments[0], part, trust::validator);
    const http::headers::field tag{"ETag", part.etag};
    struct {
        int status;
        http::headers fields;
        bool decodes;
        range_reply expected;
    } const cases[] = {
        {206, reply({{"Content-Range", "bytes 50-99/100"}, tag}), true, range_reply::go_on},
        {206, reply({{"Content-Range", "bytes 50-99/*"}, tag}), false, range_reply::go_on},
        {206, reply({{"Content-Range", "bytes 50-99/100"}}), false, range_reply::ask_again},
        {206, reply({{"Content-Range", "bytes 50-99/100"}, {"ETag", R"("b")"}}), false, range_reply::ask_again},
        {206, reply({{"Content-Range", "bytes 50-98/100"}, tag}), false, range_reply::ask_again},
        {206, reply({{"Content-Range", "bytes 49-99/100"}, tag}), false, range_reply::ask_again},
        {206, reply({{"Content-Range", "bytes 50-99/101"}, tag}), false, range_reply::ask_again},
        {206, reply({{"Content-Range", "bytes 50-99/100"}, tag, {"Content-Length", "49"}}), false,
         range_reply::ask_again},
        {206, reply({{"Content-Range", "bytes 50-99/100"}, tag, {"Content-Encoding", "gzip"}}), false,
         range_reply::ask_again},
        {206, reply({{"Content-Range", "bytes 50-99/100"}, tag, {"Content-Encoding", "identity"}}), true,
         range_reply::go_on},
        {206, reply({{"Content-Range", "bytes 50-99/100"}, tag, {"Content-Type", "Multipart/ByteRanges; boundary=x"}}),
         false, range_reply::ask_again},
        {206, reply({tag}), false, range_reply::ask_again},
        {200, reply({}), false, range_reply::whole},
        {200, reply({{"ETag", R"("b")"}}), false, range_reply::whole},
        {416, reply({{"Content-Range", "bytes */100"}}), false, range_reply::ask_again},
        {416, reply({{"Content-Range", "bytes */50"}}), false, range_reply::ask_again},
        {416, reply({}), false, range_reply::ask_again},
        {404, reply({}), false, range_reply::other},
        {503, reply({}), false, range_reply::other},
        {304, reply({}), false, range_reply::other},
    };
    for (const auto& [status, fields, decodes, expected] : cases) {
        EXPECT_EQ(judge(asked, part, trust::validator, status, fields, where, decodes), expected)
            << status << " " << fields.get("Content-Range").value_or("-");
    }
}

TEST(Resume, ValidatorIsOfOneUrlSaveForSignaturesInItsQuery) {
    const std::string modified = "Mon, 02 Mar 2026 11:30:00 GMT";
    auto part = half("http://one.example/file");
    part.from = "http://store.example/x?sign=1";
    part.last_modified = modified;
    const auto asked = range_of(part.segments[0], part, trust::validator);
    const auto says = [](const std::string& etag, const std::string& last_modified, const std::string& range) {
        return reply({{"Date", "Tue, 03 Mar 2026 11:30:00 GMT"},
                      {"ETag", etag},
                      {"Last-Modified", last_modified},
                      {"Content-Range", range}});
    };
    const auto all = says(R"("a")", modified, "bytes 50-99/100");
    const auto nothing = reply({{"Content-Range", "bytes 50-99/100"}});
    struct {
        std::string where;
        http::headers fields;
        range_reply expected;
    } const cases[] = {
        {"http://store.example/x?sign=1", all, range_reply::go_on},
        {"http://me:secret@store.example/x?sign=1#there", all, range_reply::go_on},
        {"http://store.example/x?sign=2", all, range_reply::go_on},
        {"http://store.example/x?sign=2", nothing, range_reply::ask_again},
        {"http://store.example/x?sign=2", says(R"("a")", modified, "bytes 50-99/*"), range_reply::ask_again},
        {"http://store.example/x?sign=2", says(R"("a")", "", "bytes 50-99/100"), range_reply::ask_again},
        {"http://store.example/y?sign=1", all, range_reply::ask_again},
        {"https://store.example/x?sign=1", all, range_reply::ask_again},
        {"http://store.example:81/x?sign=1", all, range_reply::ask_again},
        {"http://one.example/file", all, range_reply::ask_again},
    };
    for (const auto& [where, fields, expected] : cases) {
        EXPECT_EQ(judge(asked, part, trust::validator, 206, fields, *http::parse_url(where), false), expected) << where;
        EXPECT_EQ(judge(asked, part, trust::digest, 206, fields, *http::parse_url(where), false), range_reply::go_on);
    }
    const auto weak = says(R"(W/"a")", modified, "bytes 50-99/100");
    part.etag = R"(W/"a")";
    EXPECT_EQ(judge(asked, part, trust::validator, 206, weak, *http::parse_url("http://store.example/x?sign=2"), false),
              range_reply::ask_again);
}

TEST(Resume, CodedBytesAreGoneOnWithByTheirLikesOnly) {
    auto part = half("http://one.example/file");
    part.coding = "gzip";
    const auto where = *http::parse_url(part.from);
    const auto asked = range_of(part.segments[0], part, trust::validator);
    const http::headers::field tag{"ETag", part.etag};
    const http::headers::field range{"Content-Range", "bytes 50-99/100"};
    const auto coded = reply({range, tag, {"Content-Encoding", "gzip"}});
    EXPECT_EQ(judge(asked, part, trust::validator, 206, coded, where, false), range_reply::go_on);
    EXPECT_EQ(judge(asked, part, trust::validator, 206, coded, where, true), range_reply::ask_again)
        << "it gets decoded";
    EXPECT_EQ(judge(asked, part, trust::validator, 206, reply({range, tag}), where, false), range_reply::ask_again);
    part.total.reset();
    part.segments = {{0, 50, files::segment::open_end}};
    EXPECT_EQ(judge({}, part, trust::validator, 416, reply({{"Content-Range", "bytes */50"}}), where, false),
              range_reply::ask_again);
}

TEST(Resume, NotSatisfiableIsCompleteIfAllIsThere) {
    auto part = half("http://one.example/file");
    part.total.reset();
    part.segments = {{0, 50, files::segment::open_end}};
    const auto where = *http::parse_url(part.from);
    const auto fifty = reply({{"Content-Range", "bytes */50"}});
    EXPECT_EQ(judge({}, part, trust::validator, 416, fifty, where, false), range_reply::complete);
    part.total = 50;
    part.segments = {{0, 30, 30}, {30, 50, 50}};
    EXPECT_EQ(judge({}, part, trust::validator, 416, fifty, where, false), range_reply::complete);
    part.segments = {{0, 20, 30}, {30, 50, 50}};
    EXPECT_EQ(judge({}, part, trust::validator, 416, fifty, where, false), range_reply::ask_again);
    part.segments = {{0, 50, 50}};
    EXPECT_EQ(judge({}, part, trust::validator, 416, reply({{"Content-Range", "bytes */51"}}), where, false),
              range_reply::ask_again);
    EXPECT_EQ(judge({}, part, trust::validator, 416, reply({{"Content-Range", "bytes */50"}, {"ETag", R"("b")"}}),
                    where, false),
              range_reply::ask_again);
}

}  // namespace
}  // namespace trawl::fetch
