#include "crawl/link_rewriting.hpp"

#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "crawl/url_key.hpp"

namespace trawl::crawl {
namespace {

http::url url(std::string_view text) {
    return http::parse_url(text).value();
}

std::uint64_t key_of(const http::url& where) {
    return fingerprint(normal_form(where, {}));
}

mirror_targets sample_targets() {
    mirror_targets targets(key_of);
    for (const auto& [where, path] : std::vector<std::pair<std::string, std::string>>{
             {"http://h/", "h/index.html"},
             {"http://h/d/page", "h/d/page.html"},
             {"http://h/d/show?id=1&x", "h/d/show?id=1&x.html"},
             {"http://h/i.png", "h/i.png"},
             {"http://h/\xC3\xA4", "h/\xC3\xA4.html"},
             {"http://other:8080/s", "other:8080/s.css"},
         }) {
        targets.add_file(key_of(url(where)), path);
    }
    targets.add_redirect(key_of(url("http://h/old")), url("http://h/older"));
    targets.add_redirect(key_of(url("http://h/older")), url("http://h/d/page"));
    targets.add_redirect(key_of(url("http://h/round")), url("http://h/round"));
    return targets;
}

std::string html(std::string_view text, std::string_view where = "http://h/d/page",
                 std::string_view path = "h/d/page.html") {
    const http::url from = url(where);
    return with_local_links(text, {from, path, linked_format::html}, sample_targets());
}

TEST(LinkRewriting, ReadsWhatTheServerSaidItIs) {
    const http::url from = url("http://h/d/page");
    // In Windows-1251 a letter, in what it looks like without being told another one.
    const std::string text = "<a href='/\xE4'>\xE4</a>";
    mirror_targets targets(key_of);
    targets.add_file(key_of(url("http://h/\xD0\xB4")), "h/d.html");
    EXPECT_EQ(with_local_links(text, {from, "h/d/page.html", linked_format::html, "windows-1251"}, targets),
              "<a href='../d.html'>\xE4</a>");
    EXPECT_EQ(with_local_links(text, {from, "h/d/page.html", linked_format::html}, targets),
              "<a href='http://h/%C3%A4'>\xE4</a>");
}

TEST(LinkRewriting, LeadsToFilesAndElsewhereToTheNetwork) {
    for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
             {"<a href='/'>x</a>", "<a href='../index.html'>x</a>"},
             {"<a href=/#top>", "<a href=../index.html#top>"},
             {"<a href=\" show?id=1&amp;x \">", "<a href=\" show%3Fid=1%26x.html \">"},
             {"<img src=../i.png alt=i>", "<img src=../i.png alt=i>"},
             {"<img srcset='/i.png 1x, /big.png 2x'>", "<img srcset='../i.png 1x, http://h/big.png 2x'>"},
             {"<link rel=stylesheet href='http://other:8080/s'>",
              "<link rel=stylesheet href='../../other%3A8080/s.css'>"},
             {"<a href=missing?a=1&b=2>", "<a href=http://h/d/missing?a=1&amp;b=2>"},
             {"<a href='http://elsewhere/x?a&b'>", "<a href='http://elsewhere/x?a&b'>"},
             {"<a href='#here'><a href='mailto:a@b'><a href=''>", "<a href='#here'><a href='mailto:a@b'><a href=''>"},
             {"<a href=/old#f>", "<a href=page.html#f>"},
             {"<a href=/round>", "<a href=http://h/round>"},
             {"<a href='/\xC3\xA4'>", "<a href='../%C3%A4.html'>"},
             {"<p style='background: url(&quot;/i.png&quot;)'>", "<p style='background: url(&quot;../i.png&quot;)'>"},
             {"<style>@import \"/x(1)?a&b\"; p { background: url( /i.png ) }</style>",
              "<style>@import \"http://h/x%281%29?a&b\"; p { background: url( ../i.png ) }</style>"},
             {"<meta http-equiv=refresh content='3; url=/'>",
              "<meta http-equiv=refresh content='3; url=../index.html'>"},
             {"<base href='/'><a href='#x'><a href=d/page>",
              "<base href='./'><a href='../index.html#x'><a href=page.html>"},
         }) {
        EXPECT_EQ(html(text), expected) << text;
    }
}

TEST(LinkRewriting, LeavesAllElseAsItIs) {
    const std::string broken =
        "\xEF\xBB\xBF<!doctype html>\r\n<A HREF = '/' title=\xFF>\n<!-- <a href='/'> --> \xC3\x28<";
    EXPECT_EQ(html(broken),
              "\xEF\xBB\xBF<!doctype html>\r\n<A HREF = '../index.html' title=\xFF>\n"
              "<!-- <a href='/'> --> \xC3\x28<");
    EXPECT_EQ(html(""), "");
}

TEST(LinkRewriting, KeepsTheEncoding) {
    EXPECT_EQ(html("<meta charset=iso-8859-1>\xE4\xE4<a href='/\xE4'>\xE4<a href=/>"),
              "<meta charset=iso-8859-1>\xE4\xE4<a href='../%C3%A4.html'>\xE4<a href=../index.html>");
    EXPECT_EQ(html("<meta charset=shift_jis>\x83\x5C\x83\x5C<a href=/>\x83\x5C"),
              "<meta charset=shift_jis>\x83\x5C\x83\x5C<a href=../index.html>\x83\x5C");
    const auto wide = [](std::string_view text) {
        std::string out = "\xFF\xFE";
        for (const char c : text) {
            out += c;
            out += '\0';
        }
        return out;
    };
    EXPECT_EQ(html(wide("<a href=/>x")), wide("<a href=../index.html>x"));
}

TEST(LinkRewriting, KnowsStyleSheets) {
    const http::url from = url("http://other:8080/s");
    EXPECT_EQ(with_local_links("@charset \"utf-8\"; a{background:url('http://h/i.png')} b{background:url(x\\ y.png)}",
                               {from, "other:8080/s.css", linked_format::css}, sample_targets()),
              "@charset \"utf-8\"; a{background:url('../h/i.png')} b{background:url(http://other:8080/x%20y.png)}");
    EXPECT_EQ(linked_format_of("a/b.CSS"), linked_format::css);
    EXPECT_EQ(linked_format_of("a/b?x.xhtml"), linked_format::html);
    EXPECT_EQ(linked_format_of("a.html/b.png"), std::nullopt);
}

}  // namespace
}  // namespace trawl::crawl
