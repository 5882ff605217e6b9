#include "batch/checksum_list.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fetch/frontier.hpp"

namespace trawl::batch {
namespace {

using testing::ElementsAre;

constexpr std::string_view sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view md5 = "900150983cd24fb0d6963f7d28e17f72";

std::vector<std::string> found(checksum_list& list, std::string_view name, std::string_view base_name = "") {
    std::vector<std::string> texts;
    for (const files::digest& each : list.find(name, base_name)) {
        texts.push_back(to_text(each));
    }
    return texts;
}

TEST(ChecksumList, ReadsWhatTheToolsWrite) {
    auto list =
        checksum_list::parse("\xEF\xBB\xBF# comment\r\n\n" + std::string(sha) + "  plain.txt\n" + std::string(md5) +
                                 " *binary file.txt\r\nSHA256 (tagged (1).txt) = " + std::string(sha) + "\n\\" +
                                 std::string(md5) + "  new\\nline\\\\.txt\n" + std::string(md5) + "  plain.txt",
                             "SUMS");
    const std::string sha_text = "sha256=" + std::string(sha);
    const std::string md5_text = "md5=" + std::string(md5);
    EXPECT_THAT(found(list, "plain.txt"), ElementsAre(sha_text, md5_text));
    EXPECT_THAT(found(list, "binary file.txt"), ElementsAre(md5_text));
    EXPECT_THAT(found(list, "tagged (1).txt"), ElementsAre(sha_text));
    EXPECT_THAT(found(list, "new\nline\\.txt"), ElementsAre(md5_text));
    EXPECT_THAT(found(list, "other"), ElementsAre());
}

TEST(ChecksumList, NamesAreFoundByPathThenByLastComponent) {
    auto list = checksum_list::parse(
        std::string(sha) + "  ./a/x\n" + std::string(md5) + "  b/x\n" + std::string(md5) + "  c/only\n", "SUMS");
    EXPECT_THAT(found(list, "a/x"), ElementsAre("sha256=" + std::string(sha)));
    EXPECT_THAT(found(list, "x"), ElementsAre()) << "two paths end so";
    EXPECT_THAT(found(list, "000001-only", "only"), ElementsAre("md5=" + std::string(md5)));
    EXPECT_THAT(list.never_found(10).names, ElementsAre("b/x"));
    EXPECT_EQ(list.never_found(0).count, 1U);
}

TEST(ChecksumList, ABadLineIsNamed) {
    for (const std::string_view line : {"abc  x", "SHA1 (x) = 00", "no digest at all", "SHA256 (x) = 00"}) {
        try {
            (void)checksum_list::parse("# fine\n" + std::string(line) + "\n", "SUMS");
            ADD_FAILURE() << line;
        } catch (const fetch::source_error& failed) {
            EXPECT_THAT(failed.what(), testing::StartsWith("SUMS:2: "));
        }
    }
    EXPECT_THROW((void)checksum_list::read("/nonexistent/SUMS"), fetch::source_error);
    EXPECT_THROW((void)checksum_list::read("/"), fetch::source_error);
}

TEST(ChecksumList, ALastComponentIsNotForAFileBesideTheOneOfThatPath) {
    auto list = checksum_list::parse(std::string(sha) + "  y\n", "SUMS");
    EXPECT_THAT(list.find("y-1", "y", [](const std::string& path) { return path == "y"; }), ElementsAre());
    EXPECT_THAT(list.find("d/y", "y", [](const std::string&) { return false; }), testing::SizeIs(1));
}

TEST(ChecksumList, TwoDigestsOfOneNameMustAgree) {
    const std::string first = std::string(sha) + "  x\n";
    EXPECT_NO_THROW((void)checksum_list::parse(first + std::string(md5) + "  x\n" + first, "SUMS"));
    try {
        (void)checksum_list::parse("# sums\n" + first + std::string(64, '0') + "  ./x\n", "SUMS");
        ADD_FAILURE();
    } catch (const fetch::source_error& failed) {
        EXPECT_STREQ(failed.what(), "SUMS:3: another sha256 of ./x than line 2 has");
    }
}

TEST(ChecksumList, AnyTextIsReadOrRefused) {
    std::minstd_rand random(7);
    constexpr std::string_view pieces[] = {"ba7816bf", " ",    "  ", "*",  "\\",  "\n",
                                           "SHA256 (", ") = ", "x",  "\r", "\xFF"};
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (int i = 0; i < 12; ++i) {
            text += pieces[random() % std::size(pieces)];
        }
        try {
            (void)checksum_list::parse(text, "SUMS");
        } catch (const fetch::source_error&) {
        }
    }
}

}  // namespace
}  // namespace trawl::batch
