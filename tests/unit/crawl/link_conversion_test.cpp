#include "crawl/link_conversion.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "crawl/url_key.hpp"
#include "support/temp_dir.hpp"

namespace trawl::crawl {
namespace {

using result = link_conversion::result;

http::url url(std::string_view text) {
    return http::parse_url(text).value();
}

std::uint64_t key_of(const http::url& where) {
    return fingerprint(normal_form(where, {}));
}

class LinkConversion : public testing::Test {
protected:
    // Fetches, as it were, a page.
    void put(const std::string& path, const std::string& text) {
        test::write_file(folder_ / path, text);
        files::sha256 digest;
        digest.update(text);
        sha256_ = digest.finish();
    }

    result convert(const std::string& where, const std::string& path) {
        link_conversion conversion(files::folder::open_or_create(folder_.path().string()).value(), targets_);
        return conversion.convert(url(where), path, sha256_);
    }

    [[nodiscard]] std::string text(const std::string& path) const { return test::read_file(folder_ / path); }

    test::temp_dir folder_;
    mirror_targets targets_{key_of};
    files::sha256_digest sha256_{};
};

TEST_F(LinkConversion, ConvertsOnceFromWhatWasFetched) {
    put("h/d/a.html", "<a href=/b?c>");
    targets_.add_file(key_of(url("http://h/b?c")), "h/b?c.html");
    const auto time = std::filesystem::last_write_time(folder_ / "h/d/a.html");

    EXPECT_EQ(convert("http://h/d/a.html", "h/d/a.html"), result::converted);
    EXPECT_EQ(text("h/d/a.html"), "<a href=../b%3Fc.html>");
    EXPECT_EQ(text(".trawl/originals/h/d/a.html"), "<a href=/b?c>");
    EXPECT_EQ(std::filesystem::last_write_time(folder_ / "h/d/a.html"), time);
    EXPECT_EQ(convert("http://h/d/a.html", "h/d/a.html"), result::as_it_was);
}

TEST_F(LinkConversion, ConvertsAgainWhenMoreIsThere) {
    put("a.html", "<a href=/b>");
    EXPECT_EQ(convert("http://h/a", "a.html"), result::converted);
    EXPECT_EQ(text("a.html"), "<a href=http://h/b>");
    targets_.add_file(key_of(url("http://h/b")), "b.html");
    EXPECT_EQ(convert("http://h/a", "a.html"), result::converted);
    EXPECT_EQ(text("a.html"), "<a href=b.html>");

    put("a.html", "<p>fetched again<a href=/b>");
    EXPECT_EQ(convert("http://h/a", "a.html"), result::converted);
    EXPECT_EQ(text("a.html"), "<p>fetched again<a href=b.html>");
    EXPECT_EQ(text(".trawl/originals/a.html"), "<p>fetched again<a href=/b>");
}

TEST_F(LinkConversion, GoesOnWhereItWasInterrupted) {
    put("a.html", "<a href=/b>");
    EXPECT_EQ(convert("http://h/a", "a.html"), result::converted);
    // What is left when power fails before the new file has its bytes.
    test::write_file(folder_ / "a.html", "");
    EXPECT_EQ(convert("http://h/a", "a.html"), result::converted);
    EXPECT_EQ(text("a.html"), "<a href=http://h/b>");
}

TEST_F(LinkConversion, LeavesAloneWhatIsNotOurs) {
    put("a.html", "<a href=/b>");
    test::write_file(folder_ / "a.html", "<a href=/b>edited");
    EXPECT_EQ(convert("http://h/a", "a.html"), result::not_ours);
    EXPECT_EQ(text("a.html"), "<a href=/b>edited");
    EXPECT_EQ(convert("http://h/gone", "gone/gone.html"), result::not_ours);
    put("i.png", "<a href=/b>");
    EXPECT_EQ(convert("http://h/i.png", "i.png"), result::as_it_was);
    std::filesystem::create_symlink(folder_ / "i.png", folder_ / "link.html");
    EXPECT_EQ(convert("http://h/link", "link.html"), result::not_ours);
}

}  // namespace
}  // namespace trawl::crawl
