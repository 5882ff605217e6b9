#include "files/part_state.hpp"

#include <cstddef>
#include <string>

#include <gtest/gtest.h>
#include <boost/json.hpp>

namespace trawl::files {
namespace {

part_record example() {
    part_record record;
    record.part.url = "https://example.org/a?b=\"c\"";
    record.part.etag = "\"x\xe9y\"";
    record.part.last_modified = "Mon, 23 Nov 2026 13:00:00 GMT";
    record.part.total = 18'000'000'000'000'000'000u;
    record.part.segments = {{0, 5, 10}, {10, 10, 18'000'000'000'000'000'000u}};
    record.boot = "d3adbeef";
    record.synced = {{0, 0, 10}, {10, 10, 18'000'000'000'000'000'000u}};
    return record;
}

TEST(PartState, IsReadBackAsItWasWritten) {
    EXPECT_EQ(parse_part_record(to_json(example())), example());
    EXPECT_EQ(parse_part_record(to_json(example()) + "   \n"), example()) << "blanks behind it fill its slot";
    auto open = example();
    open.part.total.reset();
    open.part.segments = {{0, 7, segment::open_end}};
    open.synced = {{0, 0, segment::open_end}};
    EXPECT_EQ(parse_part_record(to_json(open)), open);
}

TEST(PartState, IsOneLineOfJson) {
    auto record = example();
    record.part.etag = "\"x\"";
    const auto text = to_json(record);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    const auto value = boost::json::parse(text.substr(0, text.size() - 1));
    EXPECT_EQ(value.at("version").as_int64(), 2);
    EXPECT_EQ(value.at("url").as_string(), record.part.url);
    EXPECT_EQ(value.at("segments").as_array().size(), 2u);
}

TEST(PartState, CutAnywhereItIsNotTrusted) {
    const auto text = to_json(example());
    for (std::size_t length = 0; length < text.size(); ++length) {
        EXPECT_FALSE(parse_part_record(text.substr(0, length))) << length;
    }
}

TEST(PartState, ChangedAnywhereItIsNotTrusted) {
    const auto text = to_json(example());
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        auto other = text;
        other[at] = static_cast<char>(other[at] ^ 1);
        EXPECT_FALSE(parse_part_record(other)) << at;
    }
}

TEST(PartState, OfSegmentsThatDoNotFitItIsNotTrusted) {
    for (const auto& segments : std::vector<std::vector<segment>>{
             {},
             {{0, 0, 5}},
             {{1, 1, 100}},
             {{0, 0, 50}, {60, 60, 100}},
             {{0, 0, 60}, {50, 50, 100}},
             {{0, 60, 50}, {50, 50, 100}},
             {{0, 0, 50}, {50, 40, 100}},
             {{0, 0, segment::open_end}},
         }) {
        auto record = example();
        record.part.total = 100;
        record.part.segments = {{0, 0, 100}};
        record.synced = {{0, 0, 100}};
        ASSERT_TRUE(parse_part_record(to_json(record)));
        record.part.segments = segments;
        EXPECT_FALSE(parse_part_record(to_json(record)));
        record.part.segments = {{0, 0, 100}};
        record.synced = segments;
        EXPECT_FALSE(parse_part_record(to_json(record)));
    }
}

TEST(PartState, OfAVersionThatCannotBeAskedForItIsNotTrusted) {
    for (const std::string value : {"\"x\"\r\nX-Planted: 1", "\"x\n\"", "\x1b[31m"}) {
        auto record = example();
        record.part.etag = value;
        EXPECT_FALSE(parse_part_record(to_json(record)));
        record = example();
        record.part.last_modified = value;
        EXPECT_FALSE(parse_part_record(to_json(record)));
    }
}

TEST(PartState, CountsWhatIsThere) {
    EXPECT_EQ(kept_size(example().part), 5u);
    EXPECT_EQ(kept_size({}), 0u);
}

}  // namespace
}  // namespace trawl::files
