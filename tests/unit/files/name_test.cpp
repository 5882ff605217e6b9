#include "files/name.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include "files/name_template.hpp"
#include "http/base64.hpp"
#include "http/content_disposition.hpp"

namespace {

using trawl::files::file_name_from;
using trawl::files::max_name_size;
using trawl::files::name_with;
using trawl::files::safe_name;

std::string named(std::string_view path) {
    return safe_name(trawl::http::parse_url("http://example.org" + std::string(path)).value());
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

TEST(SafeName, IsTheLastSegmentOfThePath) {
    EXPECT_EQ(named("/a/b/picture.jpg"), "picture.jpg");
    EXPECT_EQ(named("/x?q=../../y#/z"), "x");
    EXPECT_EQ(named("/a:b"), "a:b");
    EXPECT_EQ(named("/-rf"), "-rf");
    EXPECT_EQ(named("/~root"), "~root");
    EXPECT_EQ(named("/CON"), "CON");
}

TEST(SafeName, AFolderIsItsIndex) {
    for (const std::string_view path : {"", "/", "/a/", "/a/.", "/a/b/..", "/?q", "/a/%2e"}) {
        EXPECT_EQ(named(path), "index.html") << path;
    }
}

TEST(SafeName, IsDecodedOnce) {
    EXPECT_EQ(named("/a%20b"), "a b");
    EXPECT_EQ(named("/a%25b"), "a%b");
    EXPECT_EQ(named("/a%252fb"), "a%2fb");
    EXPECT_EQ(named("/a%zz%"), "a%zz%");
    EXPECT_EQ(named("/%C3%A9"), "\xC3\xA9");
    EXPECT_EQ(named("/e%CC%81"), "e\xCC\x81");
}

TEST(SafeName, SeparatorsAndControlsAreReplaced) {
    EXPECT_EQ(named("/..%2f..%2fetc%2fpasswd"), "___.._etc_passwd");
    EXPECT_EQ(named("/..%5c..%5cx"), "___.._x");
    EXPECT_EQ(named("/a%00b"), "a_b");
    EXPECT_EQ(named("/a%0d%0ab"), "a__b");
    EXPECT_EQ(named("/%1b%5b31mred"), "_[31mred");
    EXPECT_EQ(named("/a%7Fb%C2%9Bc"), "a_b_c");
    EXPECT_EQ(named("/%E2%80%AEgpj.exe"), "_gpj.exe");
    EXPECT_EQ(named("/a%E2%80%8Eb%E2%80%8Fc%E2%81%A6d%E2%81%A9e%D8%9Cf%E2%80%A8g%EF%BB%BFh"), "a_b_c_d_e_f_g_h");
}

TEST(SafeName, BytesThatAreNotUtf8AreReplacedOneByOne) {
    EXPECT_EQ(named("/%FF"), "_");
    EXPECT_EQ(named("/a%C3"), "a_");
    EXPECT_EQ(named("/%C0%AF%ED%A0%80%F5x"), "______x");
    EXPECT_EQ(named("/%E2%28%A1"), "_(_");
    EXPECT_EQ(named("/%F0%9F%92%A9"), "\xF0\x9F\x92\xA9");
}

TEST(SafeName, LeadingDotsAreReplaced) {
    EXPECT_EQ(named("/.bashrc"), "_bashrc");
    EXPECT_EQ(named("/..."), "___");
    EXPECT_EQ(named("/%2e%2e%2e"), "___");
    EXPECT_EQ(named("/.trawl"), "_trawl");
}

TEST(SafeName, BlanksAndDotsAtTheEndAreTrimmed) {
    EXPECT_EQ(named("/a."), "a");
    EXPECT_EQ(named("/a.txt%20.%20"), "a.txt");
    EXPECT_EQ(named("/%20"), "_");
    EXPECT_EQ(named("/%20%20.%20."), "_");
}

TEST(SafeName, NeverLooksLikeAnUnfinishedFileOfOurs) {
    EXPECT_EQ(named("/a.part"), "a_part");
    EXPECT_EQ(named("/a.part.json"), "a_part.json");
    EXPECT_EQ(named("/a.part%20."), "a_part");
    EXPECT_EQ(named("/.part"), "_part");
    EXPECT_EQ(named("/a.part.part"), "a.part_part");
    EXPECT_EQ(named("/a.partial"), "a.partial");
}

TEST(SafeName, ALongNameKeepsItsExtensionAndGetsAHash) {
    const std::string longest(max_name_size, 'a');
    EXPECT_EQ(named("/" + longest), longest);
    const std::string cut = named("/" + repeated("a", 300) + ".tar.gz");
    EXPECT_EQ(cut.size(), max_name_size);
    EXPECT_TRUE(cut.starts_with("aaaa"));
    EXPECT_TRUE(cut.ends_with(".gz"));
    EXPECT_NE(cut, named("/" + repeated("a", 301) + ".tar.gz"));
    EXPECT_EQ(cut, named("/" + repeated("a", 300) + ".tar.gz"));
    EXPECT_EQ(named("/a." + repeated("b", 300)).size(), max_name_size);
}

TEST(SafeName, IsCutBetweenCharacters) {
    for (int pad = 0; pad < 4; ++pad) {
        const std::string name = named("/" + repeated("x", pad) + repeated("%F0%9F%92%A9", 100) + ".txt");
        EXPECT_LE(name.size(), max_name_size);
        EXPECT_GT(name.size(), max_name_size - 8);
        const std::size_t hash = name.rfind('-');
        EXPECT_EQ((hash - static_cast<std::size_t>(pad)) % 4, 0U) << name;
    }
}

boost::json::value read_vectors() {
    const std::filesystem::path path = TRAWL_VECTORS "/http_replies.json";
    if (!std::filesystem::exists(path)) {
        return nullptr;
    }
    std::ifstream file(path, std::ios::binary);
    return boost::json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
}

void expect_safe(const std::string& name, std::string_view why) {
    EXPECT_FALSE(name.empty()) << why;
    EXPECT_LE(name.size(), max_name_size) << why;
    EXPECT_FALSE(name.starts_with('.')) << why;
    EXPECT_FALSE(name.ends_with(".part")) << why;
    for (const char c : name) {
        EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '/' && c != '\\') << why;
    }
    EXPECT_EQ(std::filesystem::path(name).filename(), name) << why;
}

TEST(SafeName, NoHostilePathGivesMoreThanOneSafeComponent) {
    const auto vectors = read_vectors();
    if (vectors.is_null()) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    const auto tree = trawl::files::name_template::tree();
    for (const auto& vector : vectors.at("url_names").as_array()) {
        const auto path = std::string(vector.at("path").as_string());
        expect_safe(named(path), path);
        const std::string in_tree = tree.name_for(trawl::http::parse_url("http://example.org" + path).value(), 1);
        for (const auto& component : std::filesystem::path(in_tree)) {
            expect_safe(component.string(), path);
        }
    }
}

TEST(FileNameFrom, NoServerGivesMoreThanOneSafeComponent) {
    EXPECT_EQ(file_name_from("a.txt"), "a.txt");
    EXPECT_EQ(file_name_from("../../etc/passwd"), "passwd");
    EXPECT_EQ(file_name_from("C:\\x.exe"), "x.exe");
    EXPECT_EQ(file_name_from(".bashrc"), "_bashrc");
    EXPECT_EQ(file_name_from("file.part"), "file_part");
    EXPECT_EQ(file_name_from("a\r\nb"), "a__b");
    EXPECT_EQ(file_name_from("x/"), "_");
    const auto vectors = read_vectors();
    if (vectors.is_null()) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    for (const auto& vector : vectors.at("content_disposition").as_array()) {
        const std::string header = trawl::http::decode_base64(vector.at("header_b64").as_string()).value();
        const auto value = std::string_view(header).substr(header.find(':') + 1);
        if (const auto name = trawl::http::disposition_filename(value)) {
            expect_safe(file_name_from(*name), value);
        }
    }
}

TEST(NameWith, InsertsBeforeTheExtension) {
    EXPECT_EQ(name_with("a.txt", "-1"), "a-1.txt");
    EXPECT_EQ(name_with("a", "-1"), "a-1");
    EXPECT_EQ(name_with(".a", "-1"), ".a-1");
    EXPECT_EQ(name_with("a.b.c", "-1"), "a.b-1.c");
    EXPECT_EQ(name_with(repeated("x", 245), "-10"), repeated("x", 242) + "-10");
    EXPECT_EQ(name_with(repeated("x", 241) + ".txt", "-10"), repeated("x", 238) + "-10.txt");
}

}  // namespace
