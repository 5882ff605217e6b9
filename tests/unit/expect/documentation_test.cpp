#include <algorithm>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "expect/expectation.hpp"
#include "expect/threshold.hpp"
#include "support/temp_dir.hpp"

// What docs/expectations.md shows and says is what the parser does.

namespace trawl::expect {
namespace {

std::string documentation() {
    return test::read_file(TRAWL_EXPECTATIONS);
}

/// What stands between a heading ("" for the top) and the next.
std::string section(const std::string& heading) {
    const std::string text = documentation();
    const auto begin = heading.empty() ? 0 : text.find("\n## " + heading + "\n");
    EXPECT_NE(begin, text.npos) << heading;
    return text.substr(begin, text.find("\n## ", begin + 1) - begin);
}

/// Its blocks that are indented by four blanks, without these.
std::vector<std::vector<std::string>> blocks(const std::string& text) {
    std::vector<std::vector<std::string>> all;
    std::istringstream lines(text);
    bool is_within = false;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("    ")) {
            is_within = false;
            continue;
        }
        if (!is_within) {
            all.emplace_back();
        }
        is_within = true;
        all.back().push_back(line.substr(4));
    }
    return all;
}

template <class Parsed>
void expect_parsed(const std::string& text) {
    const auto parsed = Parsed::parse(text);
    EXPECT_TRUE(parsed) << text << '\n' << (parsed ? "" : parsed.error().what);
}

TEST(Documentation, ShowsExpectationsThatAreUnderstood) {
    const auto shown = blocks(section(""));
    ASSERT_EQ(shown.size(), 3U);
    for (const auto& each : shown[1]) {
        expect_parsed<expectation>(each);
    }
    const std::string& text = shown[2].at(1).substr(2);
    const auto parsed = expectation::parse(text);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().what + "\n" + with_carets(parsed.error(), text),
              shown[2][0] + "\n" + shown[2][1] + "\n" + shown[2].at(2));
}

TEST(Documentation, ShowsThresholdsThatAreUnderstood) {
    const auto shown = blocks(section("Thresholds"));
    ASSERT_EQ(shown.size(), 1U);
    for (const auto& each : shown[0]) {
        expect_parsed<threshold>(each);
    }
}

TEST(Documentation, ShowsCapturesThatAreUnderstood) {
    const std::regex assignment{R"re((?:\w+|"SECRET:\w+") += "(.*)"(?: +#.*)?)re"};
    const auto shown = blocks(section("Captures"));
    ASSERT_EQ(shown.size(), 1U);
    for (const auto& each : shown[0]) {
        std::smatch parts;
        ASSERT_TRUE(std::regex_match(each, parts, assignment)) << each;
        expect_parsed<capture>(std::regex_replace(parts[1].str(), std::regex{R"(\\\\)"}, "\\"));
    }
}

/// A value that fits the subject behind any operator it takes.
std::string value_for(const std::string& subject, const std::string& does) {
    static const std::map<std::string, std::string> values{{"status", "200"},       {"redirects", "1"},
                                                           {"http_version", "1.1"}, {"tls.version", "1.2"},
                                                           {"size", "10KiB"},       {"tls.expires_in", "14 days"},
                                                           {"error", "dns"},        {"sha256", std::string(64, 'a')}};
    if (does == "exists" || does == "matches") {
        return does == "matches" ? "/1/" : "";
    }
    const bool is_text = does == "contains" || does == "startswith" || does == "endswith";
    if (subject.starts_with("time")) {
        return "1s";
    }
    if (subject.starts_with("json") && does == "in") {
        return "[1]";
    }
    const auto found = values.find(subject);
    return found == values.end() || (is_text && subject == "redirects") ? "\"a\"" : found->second;
}

const std::vector<std::string>& operators() {
    static const std::vector<std::string> all{
        "==", "!=", "<", "<=", ">", ">=", "in", "contains", "startswith", "endswith", "matches", "exists"};
    return all;
}

/// Of a cell of the table, each in backticks, or a word for several.
std::vector<std::string> operators_of(const std::string& cell) {
    if (cell == "all" || cell == "as `header`") {
        return operators();
    }
    std::string text =
        cell == "as `body`" ? "`==` `!=` `in` `contains` `startswith` `endswith` `matches` `exists`" : cell;
    if (text.starts_with("comparisons")) {
        text += "`==` `!=` `<` `<=` `>` `>=`";
    }
    std::vector<std::string> all;
    const std::regex word{"`([^`]+)`"};
    for (std::sregex_iterator each(text.begin(), text.end(), word), end; each != end; ++each) {
        all.push_back((*each)[1]);
    }
    return all;
}

TEST(Documentation, SaysWhichOperatorsEachSubjectTakes) {
    const std::regex row{R"(\| (`.*`) \| .* \| (.*) \|)"};
    const std::regex word{"`([^`]+)`"};
    std::istringstream lines(section("Subjects"));
    int subjects = 0;
    for (std::string line; std::getline(lines, line) && !line.starts_with("**Kinds");) {
        std::smatch cells;
        if (!std::regex_match(line, cells, row)) {
            continue;
        }
        const std::string names = cells[1];
        const auto allowed = operators_of(cells[2]);
        for (std::sregex_iterator each(names.begin(), names.end(), word), end; each != end; ++each) {
            ++subjects;
            std::string subject = (*each)[1];
            subject =
                std::regex_replace(std::regex_replace(subject, std::regex{" NAME"}, " x"), std::regex{" PATH"}, " $.x");
            for (const auto& does : operators()) {
                const std::string text = subject + " " + does + " " + value_for(subject, does);
                EXPECT_EQ(expectation::parse(text).has_value(), std::ranges::count(allowed, does) > 0) << text;
            }
        }
    }
    EXPECT_EQ(subjects, 21);
}

}  // namespace
}  // namespace trawl::expect
