#include "expect/template_text.hpp"

#include <gtest/gtest.h>

namespace trawl::expect {
namespace {

template_text parsed(std::string_view text) {
    auto made = template_text::parse(text);
    EXPECT_TRUE(made.has_value()) << text;
    return made.has_value() ? *std::move(made) : template_text();
}

TEST(TemplateText, IsFilledInFromValues) {
    const variables values{{"host", "example.org"}, {"n", "7"}, {"empty", ""}, {"a-b.c", "dotted"}, {"odd", "${n}"}};
    const std::vector<std::pair<std::string_view, std::string_view>> table = {
        {"", ""},
        {"nothing to fill in", "nothing to fill in"},
        {"https://${host}/${n}", "https://example.org/7"},
        {"${n}${n}", "77"},
        {"${a-b.c}", "dotted"},
        {"${missing:-other}", "other"},
        {"${missing:-}", ""},
        {"${missing:-a:-b}", "a:-b"},
        {"${empty:-other}", ""},
        {"${SECRET:n}", "7"},
        {"${SECRET:missing:-none}", "none"},
        {"${SECRET:-a variable of that name}", "a variable of that name"},
        {"costs $5, $ {n} $$ }", "costs $5, $ {n} $$ }"},
        {"$${n}", "${n}"},
        {"$$${n}", "$${n}"},
        {"$", "$"},
        {"$$", "$$"},
        {"${odd}", "${n}"},
        {"\xff\x01${n}",
         "\xff\x01"
         "7"},
    };
    for (const auto& [text, expected] : table) {
        EXPECT_EQ(parsed(text).filled(values), expected) << text;
        EXPECT_EQ(parsed(text).source(), text);
    }
}

TEST(TemplateText, WritesValuesForWhereTheyGo) {
    const variables values{{"v", "a b/\"c\\\n\x01\xc3\xa4~"}};
    EXPECT_EQ(parsed("/?q=${v|url}").filled(values), "/?q=a%20b%2F%22c%5C%0A%01%C3%A4~");
    EXPECT_EQ(parsed("\"${SECRET:v|json}\"").filled(values), "\"a b/\\\"c\\\\\\n\\u0001\xc3\xa4~\"");
    EXPECT_EQ(parsed("${no|url:-a b}${v}").bound([](const auto&) { return std::nullopt; }).filled(values),
              "a%20b" + values.at("v"));
    EXPECT_EQ(parsed("${v|url}").bound([](const auto&) { return std::optional<std::string>("&"); }).filled(), "%26");
    EXPECT_EQ(parsed("${v|url}").unfiltered().filled(values), values.at("v"));
}

TEST(TemplateText, SaysWhatIsWrongAndWhere) {
    struct row {
        std::string_view text;
        std::string_view what;
        std::size_t at;
        std::size_t length;
    };
    for (const auto& [text, what, at, length] : std::vector<row>{
             {"a ${n", "'${' without its '}'", 2, 2},
             {"${", "'${' without its '}'", 0, 2},
             {"${n} ${}", "a name is missing", 7, 1},
             {"${SECRET:}", "a name is missing", 9, 1},
             {"${:-x}", "a name is missing", 2, 1},
             {"x${1st}", "'1st' is no name", 3, 3},
             {"${a b}", "'a b' is no name", 2, 3},
             {"${a:b}", "'a:b' is no name", 2, 3},
             {"${SECRET:a/b}", "'a/b' is no name", 9, 3},
             {"${a|html}", "no filter is called 'html': url or json", 4, 4},
             {"${SECRET:a|}", "no filter is called '': url or json", 11, 1},
             {"${a:-x|url}", "a filter stands behind the name", 0, 11},
             {"${a:-${b}}", "places do not nest", 5, 2},
         }) {
        const auto made = template_text::parse(text);
        ASSERT_FALSE(made.has_value()) << text;
        EXPECT_EQ(made.error().what.substr(0, what.size()), what) << text;
        EXPECT_EQ(made.error().at, at) << text;
        EXPECT_EQ(made.error().length, length) << text;
    }
}

TEST(TemplateText, TellsItsPlaces) {
    const auto text = parsed("/${a}?t=${SECRET:token}&x=${b:-1}");
    ASSERT_EQ(text.references().size(), 3U);
    EXPECT_FALSE(text.is_plain());
    const auto& token = text.references()[1];
    EXPECT_EQ(token.name, "token");
    EXPECT_TRUE(token.is_secret);
    EXPECT_EQ(token.at, 8U);
    EXPECT_EQ(token.length, 15U);
    EXPECT_EQ(token.otherwise, std::nullopt);
    EXPECT_EQ(text.references()[2].otherwise, "1");
}

TEST(TemplateText, IsBoundInParts) {
    const auto text = parsed("${a}/${b}/${c:-z}");
    const auto half =
        text.bound([](const auto& of) { return of.name == "b" ? std::optional<std::string>("${a}") : std::nullopt; });
    ASSERT_EQ(half.references().size(), 2U);
    EXPECT_EQ(half.references()[0].name, "a");
    EXPECT_EQ(half.references()[1].name, "c");
    EXPECT_EQ(half.references()[1].at, text.references()[2].at);
    EXPECT_EQ(half.filled({{"a", "1"}}), "1/${a}/z");
    const auto whole = half.bound([](const auto& of) { return std::optional<std::string>(of.name); });
    EXPECT_TRUE(whole.is_plain());
    EXPECT_EQ(whole.filled(), "a/${a}/c");
    EXPECT_EQ(whole.source(), text.source());
}

TEST(TemplateText, PlainTextHasNoPlaces) {
    EXPECT_EQ(template_text::plain("${a} $${b}").filled(), "${a} $${b}");
    EXPECT_TRUE(template_text::plain("${a}").is_plain());
    EXPECT_EQ(template_text().filled(), "");
    EXPECT_EQ(template_text().bound([](const auto&) { return std::nullopt; }).filled(), "");
}

}  // namespace
}  // namespace trawl::expect
