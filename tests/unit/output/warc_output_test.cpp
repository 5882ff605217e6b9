#include "output/warc_output.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "output/surt.hpp"
#include "output/warc_text.hpp"
#include "support/temp_dir.hpp"
#include "unit/output/sample_page.hpp"

namespace trawl::output {
namespace {

using test::sample_page;
using test::set_body;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Each member by itself: it throws where one is damaged or unfinished.
std::vector<std::string> members_of(const std::string& bytes) {
    std::vector<std::string> members;
    std::size_t at = 0;
    while (at < bytes.size()) {
        z_stream stream{};
        EXPECT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
        std::string out(std::size_t{4} << 20U, '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + at));
        stream.avail_in = static_cast<uInt>(bytes.size() - at);
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        const int how = inflate(&stream, Z_FINISH);
        at += stream.total_in;
        out.resize(stream.total_out);
        inflateEnd(&stream);
        if (how != Z_STREAM_END) {
            throw std::runtime_error("a damaged member");
        }
        members.push_back(std::move(out));
    }
    return members;
}

std::string type_of(const std::string& record) {
    constexpr std::string_view key = "WARC-Type: ";
    const std::size_t start = record.find(key) + key.size();
    return record.substr(start, record.find("\r\n", start) - start);
}

std::vector<std::string> types_of(const std::vector<std::string>& records) {
    std::vector<std::string> types;
    for (const std::string& each : records) {
        types.push_back(type_of(each));
    }
    return types;
}

class WarcOutput : public testing::Test {
protected:
    [[nodiscard]] warc_settings settings() const {
        warc_settings made;
        made.prefix = (folder_ / "site").string();
        made.software = "trawl/0";
        made.user_agent = "trawl/0 (+https://example.org)";
        made.hostname = "archive.example.org";
        return made;
    }

    [[nodiscard]] std::vector<std::string> records(const char* name = "site-00000.warc.gz") const {
        return members_of(trawl::test::read_file(folder_ / name));
    }

    // What an archive of these pages holds.
    std::vector<std::string> archive(const std::vector<std::shared_ptr<crawl::page>>& pages) {
        warc_output output(settings());
        output.open({});
        for (const auto& each : pages) {
            output.write(*each);
        }
        output.sync();
        output.finish();
        return records();
    }

    trawl::test::temp_dir folder_;
};

TEST_F(WarcOutput, HasTheRecordsOfACapture) {
    const auto page = sample_page("http://user:secret@example.org/a#part", "<p>hello");
    page->referrer = "http://example.org/";
    page->request_head = "GET /a HTTP/1.1\r\nHost: example.org\r\nAuthorization: Basic abc\r\nCookie: s=1\r\n\r\n";

    const auto records = archive({page});

    ASSERT_THAT(types_of(records), ElementsAre("warcinfo", "response", "request", "metadata"));
    EXPECT_THAT(records[0], HasSubstr("WARC-Filename: site-00000.warc.gz\r\n"));
    EXPECT_THAT(records[0], HasSubstr("hostname: archive.example.org\r\n"
                                      "http-header-user-agent: trawl/0 (+https://example.org)\r\nrobots: obey\r\n"));
    EXPECT_TRUE(records[1].starts_with("WARC/1.1\r\nWARC-Type: response\r\n"));
    EXPECT_THAT(records[1], HasSubstr("WARC-Target-URI: http://example.org/a\r\nWARC-Date: 2026-11-23T10:33:49.123Z\r\n"
                                      "WARC-IP-Address: 192.0.2.1\r\n"));
    // sha1sum and base32 of coreutils say so.
    EXPECT_THAT(records[1], HasSubstr("WARC-Payload-Digest: sha1:6VMT7HTE2K745SIQUUYG3CKPEJVFD5GH\r\n"));
    EXPECT_TRUE(
        records[1].ends_with("\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n"
                             "<p>hello\r\n\r\n"));
    EXPECT_TRUE(
        records[2].ends_with("GET /a HTTP/1.1\r\nHost: example.org\r\nAuthorization: ***\r\nCookie: ***\r\n"
                             "\r\n\r\n\r\n"));
    EXPECT_TRUE(
        records[3].ends_with("via: http://example.org/\r\ndepth: 0\r\nkind: seed\r\nfetchTimeMs: 12\r\n\r\n\r\n"));
}

TEST_F(WarcOutput, KeepsRobotsTxtToo) {
    const auto robots = sample_page("http://example.org/robots.txt", "User-agent: *\n", "text/plain");
    robots->referrer = "http://example.org/";
    robots->request_head = "GET /robots.txt HTTP/1.1\r\n\r\n";
    warc_output output(settings());
    output.open({});
    output.archive(*robots);
    output.sync();
    const auto kept = records();
    ASSERT_THAT(types_of(kept), ElementsAre("warcinfo", "response", "request", "metadata"));
    EXPECT_TRUE(kept[3].ends_with("via: http://example.org/\r\nfetchTimeMs: 12\r\n\r\n\r\n"));
}

TEST_F(WarcOutput, KeepsHeadsAsReadersExpectThem) {
    const auto chunked = sample_page("http://example.org/chunked", "hello");
    chunked->fields.erase("Content-Length");
    chunked->fields.add("Transfer-Encoding", "chunked");
    const auto cut = sample_page("http://example.org/cut", "0123456789");
    set_body(*cut, "0123");
    cut->end = crawl::body_end::disconnect;
    const auto asked = sample_page("http://example.org/head", "0123456789");
    set_body(*asked, "");
    asked->method = "HEAD";

    const auto records = archive({chunked, cut, asked});

    EXPECT_TRUE(records[1].ends_with("X-Orig-Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n"));
    EXPECT_THAT(records[1], Not(HasSubstr("WARC-Truncated")));
    EXPECT_TRUE(records[4].ends_with("X-Orig-Content-Length: 10\r\nContent-Length: 4\r\n\r\n0123\r\n\r\n"));
    EXPECT_THAT(records[4], HasSubstr("WARC-Truncated: disconnect\r\n"));
    EXPECT_TRUE(records[7].ends_with("Content-Length: 10\r\n\r\n\r\n\r\n"));
    EXPECT_THAT(records[7], Not(HasSubstr("WARC-Truncated")));
}

TEST_F(WarcOutput, RefersToAPayloadThatIsThere) {
    const auto unchanged = sample_page("http://example.org/1", "");
    unchanged->status = 304;
    unchanged->is_not_modified = true;
    unchanged->unmodified_since = unchanged->started - std::chrono::hours(24);
    const auto cut = sample_page("http://example.org/cut", "same");
    cut->end = crawl::body_end::length;
    const auto missing = sample_page("http://example.org/missing", "same");
    missing->status = 404;
    const auto records = archive({cut, sample_page("http://example.org/1", "same"),
                                  sample_page("http://example.org/2", "same"), missing, unchanged});

    ASSERT_THAT(types_of(records), ElementsAre("warcinfo", "response", "request", "metadata", "response", "request",
                                               "metadata", "revisit", "request", "metadata", "response", "request",
                                               "metadata", "revisit", "request", "metadata"));
    const std::string& again = records[7];
    EXPECT_THAT(again, HasSubstr("WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
                                 "WARC-Refers-To-Target-URI: http://example.org/1\r\n"
                                 "WARC-Refers-To-Date: 2026-11-23T10:33:49.123Z\r\nWARC-Truncated: length\r\n"
                                 "WARC-Payload-Digest: sha1:"));
    EXPECT_TRUE(again.ends_with("Content-Length: 4\r\n\r\n\r\n\r\n"));
    EXPECT_THAT(records[13], HasSubstr("revisit/server-not-modified\r\n"
                                       "WARC-Refers-To-Target-URI: http://example.org/1\r\n"
                                       "WARC-Refers-To-Date: 2026-11-22T10:33:49.123Z\r\n"));
    EXPECT_THAT(records[13], Not(HasSubstr("WARC-Payload-Digest")));
}

TEST_F(WarcOutput, HasAnIndexInTheOrderOfBytes) {
    archive({sample_page("http://www.Example.org/b?z&a", "1", "text/html; charset=utf-8"),
             sample_page("https://example.org:8443/a", "1"), sample_page("http://b.example/", "2")});

    const std::string index = trawl::test::read_file(folder_ / "site.cdxj");
    const std::string bytes = trawl::test::read_file(folder_ / "site-00000.warc.gz");
    ASSERT_TRUE(
        index.starts_with("example,b)/ 20261123103349 {\"url\": \"http://b.example/\", \"mime\": \"text/html\", "
                          "\"status\": \"200\", \"digest\": \""))
        << index;
    EXPECT_THAT(index, HasSubstr("\norg,example)/b?a&z 20261123103349 {\"url\": \"http://www.example.org/b?z&a\""));
    EXPECT_THAT(index, HasSubstr("\norg,example:8443)/a 20261123103349 {\"url\": \"https://example.org:8443/a\", "
                                 "\"mime\": \"warc/revisit\""));
    const std::size_t at = index.find("\"offset\": \"") + 11;
    EXPECT_THAT(members_of(bytes.substr(std::stoul(index.substr(at)))).front(), HasSubstr("http://b.example/"));
}

TEST_F(WarcOutput, GoesOnWhereItWasCommitted) {
    std::vector<crawl::output_file> committed;
    {
        warc_output output(settings());
        output.open({});
        output.write(*sample_page("http://example.org/1", "same"));
        output.sync();
        output.describe(committed);
        output.write(*sample_page("http://example.org/lost", "lost"));
        output.sync();
    }
    warc_output output(settings());
    output.open(committed);
    output.write(*sample_page("http://example.org/2", "same"));
    output.write(*sample_page("http://example.org/3", "lost"));
    output.sync();
    output.finish();

    EXPECT_THAT(types_of(records()), ElementsAre("warcinfo", "response", "request", "metadata", "revisit", "request",
                                                 "metadata", "response", "request", "metadata"));
    EXPECT_THAT(trawl::test::read_file(folder_ / "site.cdxj"), Not(HasSubstr("/lost")));
}

TEST_F(WarcOutput, StoresWhatDoesNotBecomeSmaller) {
    std::string noise(3'000'000, '\0');
    unsigned state = 1;
    for (char& c : noise) {
        state = state * 1664525U + 1013904223U;
        c = static_cast<char>(state >> 24U);
    }
    const std::string plain(3'000'000, 'x');
    const auto records = archive({sample_page("http://example.org/noise", noise, "image/png"),
                                  sample_page("http://example.org/plain", plain, "text/plain")});

    EXPECT_TRUE(records[1].ends_with(noise + "\r\n\r\n"));
    EXPECT_TRUE(records[4].ends_with(plain + "\r\n\r\n"));
    const auto size = std::filesystem::file_size(folder_ / "site-00000.warc.gz");
    EXPECT_GT(size, noise.size());
    EXPECT_LT(size, noise.size() + 20'000);
}

TEST_F(WarcOutput, BeginsTheNextFileAtACommit) {
    warc_settings small = settings();
    small.max_size = 1000;
    std::vector<crawl::output_file> committed;
    {
        warc_output output(small);
        output.open({});
        for (const char* const url : {"http://example.org/1", "http://example.org/2", "http://example.org/3"}) {
            output.write(*sample_page(url, url));
            output.sync();
        }
        committed.clear();
        output.describe(committed);
    }
    EXPECT_EQ(committed.size(), 5);  // the last one is empty; and the index
    EXPECT_THAT(records("site-00002.warc.gz").front(), HasSubstr("WARC-Filename: site-00002.warc.gz"));
    EXPECT_EQ(std::filesystem::file_size(folder_ / "site-00003.warc.gz"), 0);

    warc_output output(small);
    output.open(committed);
    output.write(*sample_page("http://example.org/4", "4"));
    output.sync();
    EXPECT_THAT(types_of(records("site-00003.warc.gz")), ElementsAre("warcinfo", "response", "request", "metadata"));
}

TEST_F(WarcOutput, LeavesFilesOfOthersAlone) {
    for (const char* const name : {"site-00000.warc.gz", "site.cdxj", "site.cdxj.log"}) {
        const std::filesystem::path path = folder_ / name;
        trawl::test::write_file(path, "precious");
        warc_output output(settings());
        EXPECT_THROW(output.open({}), std::runtime_error) << name;
        EXPECT_EQ(trawl::test::read_file(path), "precious");
        std::filesystem::remove(path);
        std::filesystem::remove(folder_ / "site-00000.warc.gz");
    }
}

TEST(Surt, IsWhatIndexesSortBy) {
    for (const auto& [url, expected] : std::vector<std::pair<std::string, std::string>>{
             {"http://Example.COM/Path/", "com,example)/path/"},
             {"https://www.example.com/?B=2&a=1", "com,example)/?a=1&b=2"},
             {"http://www2.example.com:8080/", "com,example:8080)/"},
             {"http://www.com/", "com)/"},
             {"http://wwwx.example.com/", "com,example,wwwx)/"},
             {"http://127.0.0.1/", "1,0,0,127)/"},
             {"http://[::1]:81/", "[::1]:81)/"},
         }) {
        EXPECT_EQ(surt(http::parse_url(url).value()), expected) << url;
    }
}

}  // namespace
}  // namespace trawl::output
