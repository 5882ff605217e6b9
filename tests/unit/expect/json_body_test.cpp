#include "expect/json_body.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::expect {
namespace {

TEST(JsonBody, TellsWhereItBreaks) {
    struct broken {
        std::string text;
        std::string wrong;
    };
    const std::vector<broken> all = {
        {"", "it is empty"},
        {" \r\n", "it is empty"},
        {"<html>", "line 1, column 1: unexpected \"<html>\""},
        {"[12ab34]", "line 1, column 4: unexpected \"12ab34\""},
        {"[" + std::string(39, 'x') + "\u00e4y]", "line 1, column 2: unexpected \"" + std::string(39, 'x') + "...\""},
        {"{\n \"a\": 1,\n}", "line 3, column 1: unexpected \"}\""},
        {"[1,2", "line 1, column 5: it ends too early"},
        {"{\"\u00e4\u00f6\": x}", "line 1, column 8: unexpected \"x\""},
        {"{} trailing", "line 1, column 4: unexpected \"trailing\""},
        {std::string(300, '['), "line 1, column 257: nested more than 256 deep"},
    };
    for (const auto& each : all) {
        EXPECT_EQ(json_body(each.text).wrong(), "the body is no JSON: " + each.wrong) << each.text;
    }
}

TEST(JsonBody, IsRead) {
    const json_body read("\n{\"a\": [1, 2]}\n ");
    EXPECT_EQ(read.wrong(), "");
    EXPECT_EQ(read.root().at("a").as_array().size(), 2u);
    EXPECT_EQ(json_body(std::string(256, '[') + std::string(256, ']')).wrong(), "");
}

}  // namespace
}  // namespace trawl::expect
