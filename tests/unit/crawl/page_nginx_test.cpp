#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "support/nginx.hpp"
#include "support/sha256.hpp"
#include "unit/crawl/page_fixture.hpp"

namespace trawl::crawl {
namespace {

using testing::ElementsAre;

using PageOfNginx = page_fixture;

TEST_F(PageOfNginx, ComesCodedOnceAndNotAgain) {
    const std::string html = "<title>A</title><a href=b>b</a>" + std::string(100'000, ' ');
    std::ofstream(folder / "a.html") << html;
    test::nginx_options how;
    how.root = folder.path();
    how.http_lines = "gzip on; gzip_http_version 1.0;";
    test::nginx site(how);
    settings.keeps_payload = true;
    auto told = report_of(site.url("/a.html"));
    auto got = std::static_pointer_cast<page>(told.product);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->fields.get("Content-Encoding"), "gzip");
    EXPECT_LT(got->wire_size, 10'000U);
    EXPECT_EQ(got->body.size(), got->wire_size);
    EXPECT_EQ(got->size, html.size());
    EXPECT_EQ(got->title, "A");
    EXPECT_THAT(links_of(*got), ElementsAre("anchor " + site.url("/b")));
    what.etag = got->fields.get("ETag").value_or("");
    what.last_modified = got->fields.get("Last-Modified").value_or("");
    told = report_of(site.url("/a.html"));
    got = std::static_pointer_cast<page>(told.product);
    EXPECT_TRUE(got->is_not_modified);
    EXPECT_EQ(outcome(), "not_modified");
    told = report_of(site.url("/none.html"));
    EXPECT_EQ(outcome(), "http_error");
}

}  // namespace
}  // namespace trawl::crawl
