#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "unit/fetch/fetcher_fixture.hpp"

namespace trawl::fetch {
namespace {

using strings = std::vector<std::string>;
using test::operator+;

struct SplitFetch : fetcher_fixture {
    SplitFetch() {
        settings.split = 4;
        settings.split_min = 100'000;
        session.max_connections_per_host = 8;
    }

    [[nodiscard]] strings sorted_ranges() const {
        auto ranges = asked("Range");
        std::ranges::sort(ranges);
        return ranges;
    }

    void expect_file(const file_version& of) const {
        EXPECT_EQ(files_left(), strings{"file"});
        EXPECT_TRUE(file() == of.body) << "a mixture, or another version";
    }

    /// The head and some of the body, the rest when the gate is open.
    static test::script paused(const version_reply& reply, const std::shared_ptr<test::gate>& until) {
        auto whole = reply.whole();
        auto& bytes = std::get<test::step::send>(whole.front()).bytes;
        const std::string rest = bytes.substr(100'000);
        bytes.resize(100'000);
        return whole + test::script{test::step::wait_for{until}, test::step::send{rest}};
    }

    const file_version first{content(1'200'000, 1)};
    const file_version second{content(1'200'000, 2), R"("v2")"};
};

TEST_F(SplitFetch, EachConnectionFetchesARangeOfTheSameVersion) {
    serve([&](const auto& asked, std::size_t) { return answer(first, asked).whole(); });
    const report told = fetch();
    EXPECT_EQ(name(told.how), "ok");
    EXPECT_EQ(sorted_ranges(), (strings{"", "bytes=300000-599999", "bytes=600000-899999", "bytes=900000-"}));
    auto conditions = asked("If-Range");
    EXPECT_EQ(std::ranges::count(conditions, first.etag), 3);
    EXPECT_EQ(lane.more_requests, 3);
    EXPECT_EQ(told.reply->bytes_decoded, first.body.size());
    EXPECT_EQ(told.reply->status, 200);
    expect_file(first);
}

TEST_F(SplitFetch, SmallFileOrServerWithoutRangesTakesOneConnection) {
    const file_version small{content(199'999, 3)};
    file_version unnamed = first;
    unnamed.etag = unnamed.last_modified = "";
    file_version plain = first;
    plain.knows_ranges = false;
    for (const auto& version : {small, unnamed, plain}) {
        const std::size_t before = server.requests();
        serve([&](const auto& asked, std::size_t) { return answer(version, asked).whole(); });
        EXPECT_EQ(name(fetch().how), "ok");
        EXPECT_EQ(server.requests(), before + 1);
        expect_file(version);
    }
}

TEST_F(SplitFetch, RangesThatCannotBeHadAreDoneWithout) {
    struct {
        const char* what;
        std::function<version_reply(const test::received_request&)> range_reply;
    } const cases[] = {
        {"ignored",
         [&](test::received_request asked) {
             asked.fields.clear();
             return answer(first, asked);
         }},
        {"changed", [&](const test::received_request& asked) { return answer(second, asked); }},
        {"another part",
         [&](const test::received_request& asked) {
             return answer(first, asked).set("Content-Range", "bytes 1-300000/1200000");
         }},
        {"another ETag",
         [&](const test::received_request& asked) { return answer(first, asked).set("ETag", R"("v2")"); }},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.what);
        // The first reply comes to its end only when a range was refused.
        auto refused = std::make_shared<test::gate>();
        serve([&, refused](const auto& asked, std::size_t) {
            if (!asked.field("Range").empty()) {
                refused->open();
                return each.range_reply(asked).whole();
            }
            return paused(answer(first, asked), refused);
        });
        EXPECT_EQ(name(fetch().how), "ok");
        expect_file(first);
    }
}

TEST_F(SplitFetch, FileThatChangesWhileItsFirstRangeIsDoneStartsAgainInOnePiece) {
    const auto first_is_done = after(300'000);
    serve([&](const auto& asked, std::size_t n) {
        if (n == 1) {
            return answer(first, asked).whole();
        }
        return test::script{test::step::wait_for{first_is_done}} + answer(second, asked).whole();
    });
    EXPECT_EQ(name(fetch().how), "ok");
    expect_file(second);
    EXPECT_EQ(asked("Range").back(), "");
}

TEST_F(SplitFetch, RangeThatBreaksOffIsGoneOnWithAloneInTheNextAttempt) {
    const auto others_are_done = after(900'000);
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(first, asked);
        const bool breaks = n <= 4 && asked.field("Range") == "bytes=600000-899999";
        return breaks ? test::script{test::step::wait_for{others_are_done}} + reply.broken_off(50'000) : reply.whole();
    });
    settings.split_min = 300'000;
    EXPECT_EQ(name(fetch().how), "truncated");
    EXPECT_EQ(files_left(), (strings{"file.part", "file.part.json"}));
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(asked("Range").back(), "bytes=650000-899999");
    EXPECT_EQ(server.requests(), 5U);
    expect_file(first);
}

TEST_F(SplitFetch, PartOfManyRangesIsGoneOnWithByOneConnectionToo) {
    serve([&](const auto& asked, std::size_t) { return answer(first, asked).broken_off(50'000); });
    EXPECT_EQ(name(fetch().how), "truncated");
    settings.split = 1;
    serve([&](const auto& asked, std::size_t) { return answer(first, asked).whole(); });
    EXPECT_EQ(name(fetch().how), "ok");
    expect_file(first);
}

TEST_F(SplitFetch, ServerThatWantsFewerConnectionsGetsFewer) {
    const auto a_range_is_done = after(390'000);
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(first, asked);
        if (n == 2 || n == 3) {
            return n == 2 ? test::reply::status(503) : test::script{test::step::close{}};
        }
        return n == 1 ? paused(reply, a_range_is_done) : reply.whole();
    });
    EXPECT_EQ(name(fetch().how), "ok");
    expect_file(first);
}

TEST_F(SplitFetch, ServerThatWantsAPauseIsAskedForNothingMore) {
    const auto a_range_is_done = after(390'000);
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(first, asked);
        return n == 2 ? test::reply::retry_after(429, "7") : n == 1 ? paused(reply, a_range_is_done) : reply.whole();
    });
    const report told = fetch();
    EXPECT_EQ(name(told.how), "http_error");
    EXPECT_EQ(told.reply->status, 429);
    EXPECT_EQ(last.host_pause, std::chrono::seconds{7});
    EXPECT_EQ(server.requests(), 4U);
    settings.split = 1;
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(server.requests(), 5U) << "only the range that was refused is missing";
    expect_file(first);
}

TEST_F(SplitFetch, RefusedRangeIsTheOutcomeAndTheRestIsKept) {
    serve([&](const auto& asked, std::size_t n) {
        return n == 3           ? test::reply::status(500)
               : n > 1 && n < 5 ? answer(first, asked).broken_off(100'000)
                                : answer(first, asked).whole();
    });
    const report told = fetch();
    EXPECT_FALSE(is_success(told.how));
    EXPECT_EQ(files_left(), (strings{"file.part", "file.part.json"}));
    EXPECT_EQ(name(fetch().how), "ok");
    expect_file(first);
}

TEST_F(SplitFetch, CancelledFileGoesOnInTheNextRun) {
    serve([&](const auto& asked, std::size_t n) {
        auto reply = answer(first, asked).whole();
        if (n <= 4) {
            auto& bytes = std::get<test::step::send>(reply.front()).bytes;
            bytes.resize(150'000);
            reply.emplace_back(test::step::stall{});
        }
        return reply;
    });
    fetch_and_cancel(550'000);
    EXPECT_EQ(files_left(), (strings{"file.part", "file.part.json"}));
    const report told = fetch();
    EXPECT_EQ(name(told.how), "ok");
    EXPECT_LE(told.reply->bytes, first.body.size() - 550'000);
    expect_file(first);
}

}  // namespace
}  // namespace trawl::fetch
