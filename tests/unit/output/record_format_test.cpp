#include "output/record_format.hpp"

#include <gtest/gtest.h>

#include "output/record.hpp"
#include "sample_report.hpp"

namespace trawl::output {
namespace {

std::string formatted(std::string_view format, const fetch::report& done) {
    std::string record;
    append_record(record, done, "GET");
    const auto parsed = record_format::parse(format);
    return parsed ? parsed->apply(record) : "refused: " + parsed.error();
}

std::string error(std::string_view format) {
    const auto parsed = record_format::parse(format);
    return parsed ? "none" : parsed.error();
}

TEST(RecordFormat, PutsInWhatTheRecordHas) {
    const auto done = test::answered("http://u:pw@example.org/a", fetch::fetched{"files/a", std::nullopt});
    EXPECT_EQ(formatted("{status} {url}\\t{path}\\n", done), "200 http://u:***@example.org/a\tfiles/a\n");
    EXPECT_EQ(formatted("{timing_ms.total}|{timing_ms.ttfb}|{reused}|{error}|{error.kind}|{redirects}", done),
              "12.500|10.000|true|||[]")
        << "null is no text";
    EXPECT_EQ(formatted("{{}} \\\\ \\x 100%", done), "{} \\ \\x 100%");
    EXPECT_EQ(formatted("", done), "");
}

TEST(RecordFormat, TellsFailuresAndAttempts) {
    auto done = test::answered("http://example.org/a", fetch::http_error{}, 404);
    EXPECT_EQ(formatted("{outcome} {error.kind} {attempts.0.status} {attempts.7.status}.", done),
              "http_error http_status 404 .");
}

TEST(RecordFormat, KeepsControlCharactersOfServersOffTheTerminal) {
    auto done = test::answered("http://example.org/a", fetch::fetched{});
    done.reply->etag = "\"\x1b[2J\"";
    EXPECT_EQ(formatted("{etag}", done), "\"\\x1b[2J\"");
}

TEST(RecordFormat, RefusesWhatNoRecordHas) {
    EXPECT_EQ(error("{status} {nothing}"), "records have no 'nothing'; see 'trawl help records'");
    EXPECT_EQ(error("{timing_ms.nothing}"), "records have no 'timing_ms.nothing'; see 'trawl help records'");
    EXPECT_EQ(error("{redirects.first}"), "records have no 'redirects.first'; see 'trawl help records'");
    EXPECT_EQ(error("{status.x}"), "records have no 'status.x'; see 'trawl help records'");
    EXPECT_EQ(error("{}"), "records have no ''; see 'trawl help records'");
    EXPECT_EQ(error("ab{status"), "the '{' at 3 has no '}'");
    EXPECT_EQ(error("{redirects.0.url}{error.message}{timing_ms.dns}"), "none");
}

}  // namespace
}  // namespace trawl::output
