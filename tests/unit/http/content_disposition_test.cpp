#include "http/content_disposition.hpp"

#include <set>

#include <gtest/gtest.h>

#include "http/base64.hpp"
#include "http/field_syntax.hpp"
#include "vectors.hpp"

namespace trawl::http {
namespace {

TEST(ContentDisposition, TheExtendedNameComesFirst) {
    EXPECT_EQ(disposition_filename("attachment; filename=\"a.txt\"; filename*=UTF-8''%e2%82%ac.txt"), "\u20ac.txt");
    EXPECT_EQ(disposition_filename("attachment; filename*=UTF-8''b; filename=a"), "b");
    EXPECT_EQ(disposition_filename("attachment; filename=a; filename*=UTF-16''b"), "a");
    EXPECT_EQ(disposition_filename("attachment; filename=a; filename*=UTF-8''%FF"), "a");
}

TEST(ContentDisposition, OnlyTheBaseNameCounts) {
    EXPECT_EQ(disposition_filename("attachment; filename=\"../../etc/passwd\""), "passwd");
    EXPECT_EQ(disposition_filename("attachment; filename=\"C:\\\\a\\\\b.txt\""), "b.txt");
    EXPECT_EQ(disposition_filename("attachment; filename*=UTF-8''..%2F..%2Fx"), "x");
    for (const auto* none : {"attachment; filename=\"..\"", "attachment; filename=.", "attachment; filename=a/",
                             "attachment; filename=\"\"", "attachment", ""}) {
        EXPECT_EQ(disposition_filename(none), std::nullopt) << none;
    }
}

TEST(ContentDisposition, TheNamesOfTheVectors) {
    const auto vectors = read_vectors("http_replies.json");
    if (vectors.is_null()) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    // Of a parser that was told not to look at `filename*`.
    const std::set<std::int64_t> other_options{41};
    for (const auto& vector : vectors.at("content_disposition").as_array()) {
        std::string line = decode_base64(text_of(vector, "header_b64")).value();
        line = line.substr(0, line.find('\r'));
        const auto name = disposition_filename(trim_blanks(std::string_view(line).substr(line.find(':') + 1)));
        if (name) {
            EXPECT_EQ(name->find_first_of("/\\"), std::string::npos) << line;
        }
        if (vector.at("expect") == "name" && !other_options.contains(vector.at("i").as_int64())) {
            EXPECT_EQ(name.value_or("(none)"), text_of(vector, "suite_filename")) << line;
        }
    }
}

}  // namespace
}  // namespace trawl::http
