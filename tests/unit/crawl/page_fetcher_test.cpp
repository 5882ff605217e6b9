#include "crawl/page_fetcher.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "crawl/url_key.hpp"
#include "support/replies.hpp"
#include "support/sha256.hpp"
#include "unit/crawl/page_fixture.hpp"

namespace trawl::crawl {
namespace {

namespace reply = test::reply;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using PageFetcher = page_fixture;

std::string text_of(const payload& body) {
    std::string all(body.size(), '\0');
    std::size_t size = 0;
    while (size < all.size()) {
        size += body.read(size, std::span(all).subspan(size));
    }
    return all;
}

std::string hex(std::span<const unsigned char> bytes) {
    std::string text;
    for (const auto byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

page_mirror mirror_in(const test::temp_dir& folder) {
    return {files::folder::open_or_create(folder.path().string()).value(),
            [](const http::url& where, std::string_view) { return std::string(where.path().substr(1)); }};
}

TEST_F(PageFetcher, ReadsAPageForItsLinksAndWhatItSays) {
    serve_html("/a",
               "<html lang=en><title>A  page</title><meta name=Robots content=noindex>"
               "<a href='b?x=\xC3\xA4#f' rel=nofollow>to b</a><img src=/i.png>");
    what.id = 7;
    what.depth = 2;
    const auto got = ask("/a");
    ASSERT_TRUE(got);
    EXPECT_EQ(outcome(), "ok");
    EXPECT_EQ(got->id, 7U);
    EXPECT_EQ(got->depth, 2U);
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->media_type, "text/html");
    EXPECT_EQ(got->charset, "utf-8");
    EXPECT_EQ(got->title, "A page");
    EXPECT_EQ(got->language, "en");
    EXPECT_TRUE(got->is_html);
    EXPECT_TRUE(got->noindex);
    EXPECT_FALSE(got->nofollow);
    EXPECT_THAT(links_of(*got), ElementsAre("anchor " + server.url("/b?x=%C3%A4#f"), "image " + server.url("/i.png")));
    ASSERT_EQ(got->links.size(), 2U);
    EXPECT_TRUE(got->links[0].nofollow);
    EXPECT_EQ(got->links[0].line, 1U);
    EXPECT_TRUE(got->request_head.empty());
    EXPECT_EQ(got->body.size(), 0U);
}

TEST_F(PageFetcher, DecodesWhatIsCodedAndKeepsItAsItCame) {
    settings.keeps_payload = true;
    settings.login = [](const http::url&) {
        http::credentials who;
        who.token = "secret";
        return who;
    };
    settings.mirror = mirror_in(folder);
    const std::string html = "<a href=/b>" + std::string(300'000, 'x');
    const std::string coded = reply::gzip_bytes(html);
    server.on("/a", reply::status(200, {{"Content-Type", "text/html"}, {"Content-Encoding", "gzip"}}, coded));
    const fetch::report told = report_of(server.url("/a"));
    const auto got = std::static_pointer_cast<page>(told.product);
    ASSERT_TRUE(got);
    EXPECT_EQ(outcome(), "ok");
    EXPECT_EQ(told.reply->bytes, coded.size());
    EXPECT_EQ(told.reply->bytes_decoded, html.size());
    EXPECT_EQ(server.log().at(0).field("Accept-Encoding"), "gzip, deflate, br, zstd");
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Bearer secret");
    EXPECT_THAT(got->request_head, testing::StartsWith("GET /a HTTP/1.1\r\nHost: 127.0.0.1:"));
    EXPECT_THAT(got->request_head, HasSubstr("\r\nAuthorization: ***\r\n"));
    EXPECT_EQ(text_of(got->body), coded);
    EXPECT_EQ(got->wire_size, coded.size());
    EXPECT_EQ(got->size, html.size());
    EXPECT_EQ(got->path, "a");
    EXPECT_EQ(test::read_file(folder / "a"), html);
    EXPECT_EQ(std::get<fetch::fetched>(last.how).path, folder.path().string() + "/a");
    EXPECT_EQ(hex(got->sha256), test::sha256(html));
    EXPECT_THAT(links_of(*got), ElementsAre("anchor " + server.url("/b")));
    EXPECT_THAT(files_left(), ElementsAre("a"));
}

TEST_F(PageFetcher, PutsABigBodyIntoAFileWithoutAName) {
    settings.keeps_payload = true;
    settings.scratch = files::folder::open_or_create(folder.path().string()).value();
    std::string body = "abc";
    server.on("/small", reply::ok(body, "text/plain"));
    const auto small = ask("/small");
    EXPECT_TRUE(small->body.is_in_memory());
    EXPECT_EQ(hex(small->payload_sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
    body.assign(3'000'000, 'b');
    body[2'345'678] = 'c';
    server.on("/big", reply::ok(body, "text/plain"));
    const auto big = ask("/big");
    EXPECT_EQ(outcome(), "ok");
    EXPECT_FALSE(big->body.is_in_memory());
    EXPECT_EQ(text_of(big->body), body);
    EXPECT_EQ(hex(big->sha256), test::sha256(body));
    EXPECT_THAT(files_left(), IsEmpty());
}

TEST_F(PageFetcher, GivesARedirectAsAPageWithALink) {
    server.on("/a", reply::redirect(301, "/b"));
    auto got = ask("/a");
    ASSERT_TRUE(got);
    EXPECT_EQ(outcome(), "ok");
    EXPECT_EQ(got->status, 301);
    EXPECT_THAT(links_of(*got), ElementsAre("redirect " + server.url("/b")));
    server.on("/c", reply::redirect(302, "mailto:x@example.org"));
    got = ask("/c");
    EXPECT_EQ(std::get<fetch::network_failure>(last.how).why.code, http::errc::redirect_refused);
    server.on("/d", reply::status(201, {{"Location", "/e"}}, "made"));
    EXPECT_THAT(ask("/d")->links, IsEmpty());
    EXPECT_EQ(server.requests(), 3U);
}

TEST_F(PageFetcher, FollowsARedirectToTheSamePageInPlace) {
    session.cookies = std::make_shared<http::cookie_jar>();
    server.on("/a", [](const test::received_request& asked) {
        return asked.field("Cookie").empty() ? reply::status(302, {{"Location", "/a"}, {"Set-Cookie", "seen=1"}})
                                             : reply::ok("<a href=b>", "text/html");
    });
    const auto got = ask("/a");
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200);
    EXPECT_THAT(links_of(*got), ElementsAre("anchor " + server.url("/b")));
    EXPECT_THAT(lane.more_requests, ElementsAre(server.url("/a")));
    EXPECT_FALSE(got->known_as);
    server.on("/%61", reply::redirect(302, "/a"));
    settings.key_of = [](const http::url& where) { return normal_form(where, {}); };
    EXPECT_EQ(ask("/%61")->known_url().href(), server.url("/%61"));
    server.on("/loop", reply::redirect(302, "/loop#x"));
    EXPECT_EQ(ask("/loop")->status, 302);
    EXPECT_EQ(server.requests(), 2U + 2U + 1U);
}

TEST_F(PageFetcher, AsksWhetherAPageHasChanged) {
    what.etag = "\"1\"";
    what.last_modified = "Mon, 23 Nov 2026 17:00:00 GMT";
    server.on("/a", reply::status(304, {{"ETag", "\"1\""}}));
    const auto got = ask("/a");
    ASSERT_TRUE(got);
    EXPECT_EQ(outcome(), "not_modified");
    EXPECT_TRUE(got->is_not_modified);
    EXPECT_EQ(server.log().at(0).field("If-None-Match"), "\"1\"");
    EXPECT_EQ(server.log().at(0).field("If-Modified-Since"), what.last_modified);
}

TEST_F(PageFetcher, ObeysWhatFieldsSayToItsAgent) {
    server.on("/a", reply::status(200, {{"Content-Type", "text/html"}, {"X-Robots-Tag", "trawl: nofollow"}}, "<p>"));
    server.on("/b", reply::status(200, {{"Content-Type", "text/html"}, {"X-Robots-Tag", "other: nofollow"}}, "<p>"));
    EXPECT_TRUE(ask("/a")->nofollow);
    EXPECT_FALSE(ask("/b")->nofollow);
}

TEST_F(PageFetcher, LeavesOutWhatIsTooLargeOrOfAnotherType) {
    settings.mirror = mirror_in(folder);
    settings.keeps_payload = true;
    settings.max_size = 1000;
    settings.content_types = {"text/plain", "image/*"};
    const std::string large(2000, 'x');
    struct sample {
        test::script answer;
        reason why;
        bool has_links;
        body_end end;
    };
    const sample samples[] = {
        {reply::ok("small"), reason::none, false, body_end::whole},
        {reply::ok("png", "image/png"), reason::none, false, body_end::whole},
        {reply::ok(large), reason::size, false, body_end::length},
        {reply::until_close(large), reason::size, false, body_end::length},
        {reply::chunked({large}, {}, {{"Content-Type", "text/plain"}}), reason::size, false, body_end::length},
        {reply::status(200, {{"Content-Type", "text/plain"}, {"Content-Encoding", "gzip"}}, reply::gzip_bytes(large)),
         reason::size, false, body_end::length},
        {reply::ok("a {}", "text/css"), reason::type, false, body_end::whole},
        {reply::ok("<a href=b>", "text/html"), reason::type, true, body_end::whole},
    };
    for (const auto& each : samples) {
        server.on("/a", each.answer);
        const auto got = ask("/a");
        ASSERT_TRUE(got);
        EXPECT_EQ(outcome(), "ok");
        EXPECT_EQ(name(got->skipped.why), name(each.why)) << got->skipped.detail;
        EXPECT_EQ(!got->links.empty(), each.has_links);
        EXPECT_EQ(got->end, each.end);
        EXPECT_EQ(got->path.empty(), each.why != reason::none);
        std::filesystem::remove(folder / "a");
        EXPECT_THAT(files_left(), IsEmpty());
    }
}

TEST_F(PageFetcher, FailsWhenABodyIsCutOrDamaged) {
    settings.mirror = mirror_in(folder);
    settings.keeps_payload = true;
    server.on("/a", reply::truncated("<a href=b>", 100));
    auto got = ask("/a");
    ASSERT_TRUE(got);
    EXPECT_EQ(outcome(), "truncated");
    EXPECT_EQ(got->end, body_end::disconnect);
    EXPECT_EQ(text_of(got->body), "<a href=b>");
    std::string damaged = reply::gzip_bytes("some text");
    damaged[12] ^= 0x55;
    server.on("/a", reply::coded("gzip", damaged));
    (void)ask("/a");
    EXPECT_EQ(std::get<fetch::network_failure>(last.how).why.code, http::errc::content_coding);
    server.on("/a", reply::coded("gzip", reply::gzip_bytes(std::string(100'000, 'x')).substr(0, 50)));
    (void)ask("/a");
    EXPECT_EQ(std::get<fetch::network_failure>(last.how).why.code, http::errc::content_coding);
    EXPECT_THAT(files_left(), IsEmpty());
}

TEST_F(PageFetcher, GivesErrorsWithTheirBodies) {
    server.on("/a", reply::status(404, {{"Content-Type", "text/html"}}, "<a href=b>"));
    EXPECT_THAT(ask("/a")->links, IsEmpty());
    EXPECT_EQ(outcome(), "http_error");
    settings.keeps_payload = true;
    settings.mirror = mirror_in(folder);
    const auto got = ask("/a");
    EXPECT_EQ(outcome(), "http_error");
    EXPECT_EQ(text_of(got->body), "<a href=b>");
    EXPECT_THAT(got->links, IsEmpty());
    server.on("/c", reply::status(500, {{"Content-Encoding", "gzip"}}, reply::gzip_bytes("an error")));
    EXPECT_EQ(ask("/c")->size, 8U);
    server.on("/b", reply::retry_after(503, "7"));
    (void)ask("/b");
    EXPECT_EQ(last.host_pause, std::chrono::seconds(7));
    EXPECT_THAT(files_left(), IsEmpty());
}

TEST_F(PageFetcher, DoesNotUnpackWhatIsPackedItself) {
    settings.mirror = mirror_in(folder);
    const std::string packed = reply::gzip_bytes("a tar file");
    for (const auto& [path, type] :
         {std::pair("/x", "application/gzip"), std::pair("/x.tar.gz", "application/x-tar")}) {
        server.on(path, reply::status(200, {{"Content-Type", type}, {"Content-Encoding", "gzip"}}, packed));
        EXPECT_EQ(test::read_file(folder / ask(path)->path), packed);
    }
}

TEST_F(PageFetcher, ChecksByHeadAndByGetWhereHeadIsRefused) {
    what.purpose = purpose::check;
    server.on("/a", reply::status(200, {{"Content-Type", "text/html"}}));
    EXPECT_EQ(ask("/a")->method, "HEAD");
    server.on("/b", [](const test::received_request& asked) {
        return asked.method == "HEAD" ? reply::status(405) : reply::ok("<a href=c>", "text/html");
    });
    const auto got = ask("/b");
    EXPECT_EQ(got->method, "GET");
    EXPECT_EQ(got->status, 200);
    EXPECT_THAT(got->links, IsEmpty());
    server.on("/c", [](const test::received_request& asked) {
        return asked.method == "HEAD" ? reply::close_at_once() : reply::status(404);
    });
    EXPECT_EQ(ask("/c")->status, 404);
    server.on("/d", reply::status(503));
    EXPECT_EQ(ask("/d")->status, 503);
    EXPECT_THAT(asked(), ElementsAre("HEAD /a", "HEAD /b", "GET /b", "HEAD /c", "GET /c", "HEAD /d"));
    EXPECT_THAT(lane.more_requests, ElementsAre(server.url("/b"), server.url("/c")));
}

TEST_F(PageFetcher, ReadsTheIdsOfWhatItChecks) {
    what.purpose = purpose::check_ids;
    settings.keeps_ids = true;
    serve_html("/a", "<p id=x><a name=y href=z>");
    const auto got = ask("/a");
    EXPECT_THAT(got->ids, ElementsAre("x", "y"));
    EXPECT_TRUE(got->has_all_ids);
    EXPECT_THAT(got->links, IsEmpty());
    what.purpose = purpose::check;
    (void)ask("/a");
    EXPECT_THAT(asked(), ElementsAre("GET /a", "HEAD /a"));
}

TEST_F(PageFetcher, GivesUpABodyThatIsTooSlow) {
    settings.min_speed = 1000;
    settings.min_speed_time = std::chrono::milliseconds(50);
    server.on("/a", reply::stalls_in_body("<p>some text", 5));
    const auto got = ask("/a");
    EXPECT_EQ(std::get<fetch::network_failure>(last.how).why.code, http::errc::too_slow);
    EXPECT_EQ(got->end, body_end::time);
}

TEST_F(PageFetcher, CancelledLeavesNothingBehind) {
    settings.mirror = mirror_in(folder);
    settings.keeps_payload = true;
    settings.scratch = settings.mirror->where;
    const std::string body(5'000'000, 'x');
    server.on("/a", reply::stalls_in_body(body, 3'000'000));
    server.on("/b", reply::endless_body());
    for (const char* path : {"/a", "/b"}) {
        last = fetch::attempt_result(fetch::http_error{});
        ask_and_cancel(path, 2'500'000);
        EXPECT_EQ(outcome(), "http_error") << "no attempt has ended since";
        EXPECT_THAT(files_left(), IsEmpty());
    }
    ask_and_cancel("/a", 1);
    EXPECT_THAT(files_left(), IsEmpty());
}

TEST_F(PageFetcher, ReadsABigPageToItsEnd) {
    std::string html;
    for (int i = 0; i < 50'000; ++i) {
        html += "<p>filler</p><a href=/" + std::to_string(i) + ">x</a>\n";
    }
    settings.keeps_payload = true;
    settings.scratch = files::folder::open_or_create(folder.path().string()).value();
    server.on("/a",
              reply::chunked({html.substr(0, 100'000), html.substr(100'000)}, {}, {{"Content-Type", "text/html"}}));
    const auto got = ask("/a");
    EXPECT_EQ(outcome(), "ok");
    EXPECT_EQ(got->links.size(), 50'000U);
    EXPECT_EQ(text_of(got->body), html);
    settings.max_parse = 1000;
    EXPECT_LT(ask("/a")->links.size(), 50U);
}

}  // namespace
}  // namespace trawl::crawl
