#include <filesystem>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "unit/fetch/range_site.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using KeptFiles = FetchCommand;

script named(const std::string& body) {
    return reply::status(200, {{"Content-Disposition", "attachment; filename=a.txt"}}, body);
}

TEST_F(KeptFiles, ServerThatNamesAFileDoesNotReplaceTheUsers) {
    fault_server server;
    server.on("/x", std::vector<script>{named("one"), named("two")});
    std::filesystem::create_directories(out());
    write_file(out() / "a.txt", "mine");

    const auto first = fetch({server.url("/x"), "--content-disposition"});
    EXPECT_TRUE(ended_with(first, 0));
    EXPECT_THAT(first.err, HasSubstr("a.txt is there already and is not from this URL: saved as "));
    EXPECT_EQ(records().only().text("/path"), out() / "a-1.txt");
    EXPECT_EQ(content("a.txt"), "mine");
    EXPECT_EQ(content("a-1.txt"), "one");

    const auto second = fetch({server.url("/x"), "--content-disposition", "--sync"});
    EXPECT_TRUE(ended_with(second, 0));
    EXPECT_THAT(second.err, Not(HasSubstr("saved as")));
    EXPECT_EQ(content("a.txt"), "mine");
    EXPECT_EQ(content("a-1.txt"), "two");
    EXPECT_THAT(names(), ElementsAre("a-1.txt", "a.txt"));
}

TEST_F(KeptFiles, FileOfTheUserStaysThoughTheJobFailedBefore) {
    fault_server server;
    server.on("/x", std::vector<script>{reply::status(404), reply::ok("one"), reply::ok("two"), reply::status(404),
                                        reply::ok("three")});
    std::filesystem::create_directories(out());
    write_file(out() / "x", "mine");

    EXPECT_FALSE(ended_with(fetch({server.url("/x")}), 0));
    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));
    EXPECT_EQ(content("x-1"), "one");
    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--sync"}), 0));
    EXPECT_EQ(content("x-1"), "two");
    EXPECT_FALSE(ended_with(fetch({server.url("/x"), "--sync"}), 0));
    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--sync"}), 0));

    EXPECT_EQ(content("x"), "mine");
    EXPECT_EQ(content("x-1"), "three");
    EXPECT_THAT(names(), ElementsAre("x", "x-1"));
}

TEST_F(KeptFiles, WithoutStateTheyAreReplaced) {
    fault_server server;
    server.on("/x", named("one"));
    std::filesystem::create_directories(out());
    write_file(out() / "a.txt", "mine");

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--content-disposition", "--no-state"}), 0));

    EXPECT_EQ(content("a.txt"), "one");
}

TEST_F(KeptFiles, LimitOfSizeIsOfTheWholeFileThatIsGoneOnWith) {
    const fetch::file_version file{fetch::content(300'000, 1)};
    const fault_server server{[&](const received_request& asked) {
        const auto says = fetch::answer(file, asked);
        return asked.number == 1 ? says.broken_off(200'000) : says.whole();
    }};
    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--retries", "0"}), 3));

    EXPECT_FALSE(ended_with(fetch({server.url("/x"), "--limit-size", "250000"}), 0));

    EXPECT_EQ(records().only().outcome(), "too_large");
    EXPECT_THAT(names(), IsEmpty());
}

}  // namespace
}  // namespace trawl::test
