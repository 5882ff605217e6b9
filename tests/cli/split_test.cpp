#include <algorithm>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "unit/fetch/range_site.hpp"

namespace trawl::test {
namespace {

using fetch::file_version;
using testing::ElementsAre;

/// A file in ranges, from a server that does not play along.
class Split : public FetchCommand {
protected:
    /// All of one of these versions must come.
    void fetch_split(fault_server::handler answer, const std::vector<const file_version*>& versions) {
        const fault_server server{std::move(answer)};
        EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--split", "4", "--no-state"}), 0));
        EXPECT_TRUE(std::ranges::any_of(versions, [&](const auto* one) { return one->body == content("x"); }));
        EXPECT_THAT(names(), ElementsAre("x"));
        EXPECT_EQ(records().only().outcome(), "ok");
        ranges_ = static_cast<std::size_t>(std::ranges::count_if(
            server.log(), [](const received_request& one) { return !one.field("Range").empty(); }));
    }

    const file_version first_{fetch::content(std::size_t{4} << 20, 1), R"("v1")"};
    const file_version second_{fetch::content(std::size_t{4} << 20, 2), R"("v2")"};
    std::size_t ranges_ = 0;
};

TEST_F(Split, ItIsOfOneVersionThoughTheFileChangesBetweenTwoRanges) {
    fetch_split(
        [&](const received_request& asked) { return answer(asked.number <= 2 ? first_ : second_, asked).whole(); },
        {&first_, &second_});
    EXPECT_GT(ranges_, 1U);
}

TEST_F(Split, ItIsOfOneVersionThoughTheServerIgnoresIfRange) {
    fetch_split(
        [&](const received_request& asked) {
            auto any = asked;
            std::erase_if(any.fields, [](const auto& field) { return field.first == "If-Range"; });
            return answer(asked.number <= 2 ? first_ : second_, any).whole();
        },
        {&first_, &second_});
}

TEST_F(Split, ItIsOfTheNewVersionWhenTheOldOneIsNoLongerToBeHad) {
    fetch_split(
        [&](const received_request& asked) {
            const auto says = answer(asked.number <= 2 ? first_ : second_, asked);
            return asked.number <= 2 ? says.broken_off(says.body.size() / 4) : says.whole();
        },
        {&second_});
}

TEST_F(Split, ARangeThatBreaksOffGoesOnWhereItWas) {
    fetch_split(
        [&](const received_request& asked) {
            const auto says = answer(first_, asked);
            return asked.number == 2 || asked.number == 3 ? says.broken_off(says.body.size() / 2) : says.whole();
        },
        {&first_});
    EXPECT_GE(ranges_, 5U);
}

TEST_F(Split, ARangeThatIsNotTheOneThatWasAskedForIsNotTaken) {
    fetch_split(
        [&](const received_request& asked) {
            auto says = answer(first_, asked);
            if (asked.number == 2) {
                says.set("Content-Range", "bytes 17-" + std::to_string(16 + says.body.size()) + "/" +
                                              std::to_string(first_.body.size()));
            }
            return says.whole();
        },
        {&first_});
}

TEST_F(Split, AServerThatKnowsNoRangesGivesAllInOne) {
    file_version plain{first_.body};
    plain.knows_ranges = false;
    fetch_split([&](const received_request& asked) { return answer(plain, asked).whole(); }, {&plain});
    EXPECT_EQ(ranges_, 0U);
}

}  // namespace
}  // namespace trawl::test
