#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/sha256.hpp"
#include "unit/fetch/fetcher_fixture.hpp"

namespace trawl::fetch {
namespace {

using strings = std::vector<std::string>;

struct CheckedFetch : fetcher_fixture {
    static files::digest sha256_of(const std::string& body) {
        return files::parse_digest(files::digest_algorithm::sha256, test::sha256(body)).value();
    }

    const file_version good{content(200'000, 1)};
    const file_version bad{content(200'000, 2), R"("v2")"};
};

TEST_F(CheckedFetch, WrongDigestIsAMismatchThatLeavesNothing) {
    details().digests = {sha256_of(good.body)};
    serve([&](const auto& asked, std::size_t n) { return answer(n == 1 ? bad : good, asked).whole(); });
    const report told = fetch();
    ASSERT_EQ(name(told.how), "checksum_mismatch");
    EXPECT_EQ(std::get<checksum_mismatch>(told.how).detail,
              "sha256 is " + test::sha256(bad.body) + ", not " + test::sha256(good.body));
    EXPECT_EQ(files_left(), strings{});
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(file(), good.body);
}

TEST_F(CheckedFetch, BodyThatIsNotKeptIsCheckedToo) {
    output = nullptr;
    settings.split = 4;
    details().digests = {sha256_of(good.body)};
    serve([&](const auto& asked, std::size_t n) { return answer(n == 1 ? bad : good, asked).whole(); });
    EXPECT_EQ(name(fetch().how), "checksum_mismatch");
    EXPECT_EQ(name(fetch().how), "ok");
    details().digests.clear();
    details().size = 7;
    EXPECT_EQ(name(fetch().how), "checksum_mismatch");
    EXPECT_EQ(files_left(), strings{});
}

TEST_F(CheckedFetch, OtherLengthIsAMismatchBeforeABodyIsRead) {
    details().size = 7;
    auto reply = test::reply::stalls_in_body(std::string(100'000, 'x'), 10);
    server.on("/file", reply);
    const report told = fetch();
    ASSERT_EQ(name(told.how), "checksum_mismatch");
    EXPECT_EQ(std::get<checksum_mismatch>(told.how).detail, "size is 100000, not 7");
    EXPECT_EQ(files_left(), strings{});
}

TEST_F(CheckedFetch, BodyWithoutALengthIsNotReadFarBeyondItsSize) {
    details().size = 100'000;
    server.on("/file", test::reply::endless_chunks());
    EXPECT_EQ(name(fetch().how), "checksum_mismatch");
    EXPECT_EQ(files_left(), strings{});
}

TEST_F(CheckedFetch, DigestsOfTheReplyCountUnlessTheInputHasItsOwn) {
    // "abc" in SHA-256 and SHA-512, and MD5 of something else.
    const std::string right = "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:";
    const std::string wrong = "sha-256=:AAAAv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:";
    const std::string unknown = "unixsum=:AAA=:, crc32c=:AAAAAA==:";
    struct {
        const char* field;
        std::string value;
        bool verifies;
        const char* outcome;
    } const cases[] = {
        {"Repr-Digest", right, true, "ok"},
        {"Repr-Digest", wrong, true, "checksum_mismatch"},
        {"Content-Digest", right, true, "ok"},
        {"Content-Digest", wrong, true, "checksum_mismatch"},
        {"Content-Digest", wrong, false, "ok"},
        {"Repr-Digest", unknown, true, "ok"},
        {"Repr-Digest", "sha-256=:not base64", true, "ok"},
    };
    for (const auto& [field, value, verifies, outcome] : cases) {
        settings.verifies_fields = verifies;
        server.on("/file", test::reply::status(200, {{field, value}}, "abc"));
        EXPECT_EQ(name(fetch().how), outcome) << field << ": " << value;
    }
    settings.verifies_fields = true;
    details().digests = {sha256_of("abc")};
    server.on("/file", test::reply::status(200, {{"Repr-Digest", wrong}}, "abc"));
    EXPECT_EQ(name(fetch().how), "ok");
}

TEST_F(CheckedFetch, ResumedFileIsCheckedAsAWhole) {
    details().digests = {sha256_of(good.body)};
    file_version mixed = bad;
    mixed.etag = good.etag;  // a server that names two versions alike
    serve([&](const auto& asked, std::size_t n) {
        return n == 1 ? answer(mixed, asked).broken_off(100'000) : answer(good, asked).whole();
    });
    EXPECT_EQ(name(fetch().how), "truncated");
    EXPECT_EQ(name(fetch().how), "checksum_mismatch");
    EXPECT_EQ(files_left(), strings{});
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(asked("Range"), (strings{"", "bytes=100000-", ""}));
}

TEST_F(CheckedFetch, MirrorGoesOnWithAPartIfADigestTells) {
    test::fault_server mirror;
    for (const bool has_digest : {true, false}) {
        job_details& own = details();
        own.mirrors = {*http::parse_url(mirror.url("/copy"))};
        own.digests.clear();
        if (has_digest) {
            own.digests = {sha256_of(good.body)};
        }
        file_version copy = good;
        copy.etag = R"("of the mirror")";
        mirror.on("/copy", [&](const auto& asked) { return answer(copy, asked).whole(); });
        serve([&](const auto& asked, std::size_t) { return answer(good, asked).broken_off(120'000); });
        EXPECT_EQ(name(fetch().how), "truncated");
        first_place = 1;
        const report told = fetch();
        first_place = 0;
        EXPECT_EQ(name(told.how), "ok");
        EXPECT_EQ(mirror.log().back().field("Range"), has_digest ? "bytes=120000-" : "");
        EXPECT_EQ(mirror.log().back().count("If-Range"), 0U);
        EXPECT_EQ(file(), good.body);
        EXPECT_EQ(files_left(), strings{"file"});
        std::filesystem::remove(folder / "file");
    }
}

TEST_F(CheckedFetch, PlaceThatHasNotTheFileLeavesThePartOfAnotherAlone) {
    test::fault_server mirror;
    job_details& own = details();
    own.mirrors = {*http::parse_url(mirror.url("/copy"))};
    own.size = good.body.size();
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(good, asked);
        return n == 1 ? reply.broken_off(120'000) : reply.whole();
    });
    EXPECT_EQ(name(fetch().how), "truncated");
    first_place = 1;
    mirror.on("/copy", test::reply::status(404));
    EXPECT_EQ(name(fetch().how), "http_error");
    mirror.on("/copy", test::reply::ok("another size"));
    EXPECT_EQ(name(fetch().how), "checksum_mismatch");
    first_place = 0;
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(asked("Range"), (strings{"", "bytes=120000-"}));
}

TEST_F(CheckedFetch, MirrorOfAnotherOriginGetsNoSecretsOfTheJob) {
    test::fault_server mirror;
    mirror.on("/copy", test::reply::ok("x"));
    job_details& own = details();
    own.mirrors = {*http::parse_url(mirror.url("/copy"))};
    own.fields.add("Authorization", "Bearer s3cret");
    own.fields.add("Cookie", "a=b");
    own.fields.add("X-Mine", "1");
    settings.fields.add("X-Mine", "2");
    first_place = 1;
    EXPECT_EQ(name(fetch().how), "ok");
    const auto asked = mirror.log().at(0);
    EXPECT_EQ(asked.count("Authorization") + asked.count("Cookie"), 0U);
    EXPECT_EQ(asked.count("X-Mine"), 1U);
    EXPECT_EQ(asked.field("X-Mine"), "1");
}

TEST_F(CheckedFetch, KnownFileIsAskedForOnCondition) {
    auto known = std::make_shared<known_file>();
    known->etag = R"(W/"v1")";
    known->last_modified = "Mon, 02 Mar 2026 11:00:00 GMT";
    known->sha256.fill(7);
    what.known = known;
    server.on("/file", [&](const auto& asked) {
        const bool is_same = asked.field("If-None-Match") == R"(W/"v1")" || !asked.field("If-Modified-Since").empty();
        return is_same ? test::reply::status(304) : answer(good, asked).whole();
    });
    const report told = fetch();
    ASSERT_EQ(name(told.how), "not_modified");
    EXPECT_EQ(std::get<not_modified>(told.how).path, (folder / "file").string());
    EXPECT_EQ(std::get<not_modified>(told.how).sha256, known->sha256);
    EXPECT_EQ(told.reply->etag, known->etag);
    EXPECT_EQ(asked("If-Modified-Since").back(), "") << "the ETag is enough";

    auto dated = std::make_shared<known_file>(*known);
    dated->etag.clear();
    what.known = dated;
    EXPECT_EQ(name(fetch().how), "not_modified");
    EXPECT_EQ(asked("If-Modified-Since").back(), known->last_modified);

    known->etag = R"("v0")";
    what.known = known;
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(file(), good.body);
}

TEST_F(CheckedFetch, NotModifiedThatNobodyAskedForIsAnError) {
    server.on("/file", test::reply::status(304));
    EXPECT_EQ(name(fetch().how), "http_error");
}

TEST_F(CheckedFetch, PauseThatTheServerWantsIsToldForErrorsAndLimits) {
    struct {
        test::script reply;
        std::optional<std::chrono::milliseconds> pause;
    } const cases[] = {
        {test::reply::retry_after(429, "3"), std::chrono::seconds{3}},
        {test::reply::retry_after(404, "3"), std::chrono::seconds{3}},
        {test::reply::status(200, {{"Retry-After", "3"}}, "x"), std::nullopt},
        {test::reply::status(200, {{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "9"}}, "x"),
         std::chrono::seconds{9}},
        {test::reply::status(200, {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "9"}}, "x"),
         std::chrono::seconds{9}},
        {test::reply::status(200, {{"RateLimit", "limit=10, remaining=1, reset=9"}}, "x"), std::nullopt},
    };
    for (const auto& [reply, pause] : cases) {
        server.on("/file", reply);
        (void)fetch();
        EXPECT_EQ(last.host_pause, pause);
    }
}

TEST_F(CheckedFetch, ContentDispositionNamesTheFileOnceItIsWhole) {
    strings wanted;
    settings.claim_name = [&wanted](const job&, std::string name) {
        wanted.push_back(name);
        return name + "-1";
    };
    what.name = "sub/file";
    serve([&](const auto& asked, std::size_t n) {
        auto reply = answer(good, asked);
        reply.set("Content-Disposition", R"(attachment; filename="../../evil.txt")");
        return n == 1 ? reply.broken_off(100'000) : reply.whole();
    });
    const report told = fetch(2);
    ASSERT_EQ(name(told.how), "ok");
    EXPECT_EQ(wanted, strings{"sub/evil.txt"});
    EXPECT_EQ(std::get<fetched>(told.how).path, (folder / "sub/evil.txt-1").string());
    EXPECT_EQ(test::read_file(folder / "sub/evil.txt-1"), good.body);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "sub"), std::filesystem::directory_iterator()),
              1);
}

TEST_F(CheckedFetch, JobSendsItsOwnMethodAndBody) {
    server.on("/file", test::reply::ok("x"));
    settings.body = std::make_shared<const std::string>("of the run");
    details().method = "PUT";
    EXPECT_EQ(name(fetch().how), "ok");
    details().body = std::make_shared<const std::string>("its own");
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(server.log().at(0).method, "PUT");
    EXPECT_EQ(server.log().at(0).body, "of the run");
    EXPECT_EQ(server.log().at(1).body, "its own");
}

}  // namespace
}  // namespace trawl::fetch
