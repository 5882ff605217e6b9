#include <filesystem>
#include <string>
#include <vector>

#include "unit/fetch/fetcher_fixture.hpp"

namespace trawl::fetch {
namespace {

using strings = std::vector<std::string>;
using test::operator+;

struct ResumedFetch : fetcher_fixture {
    const file_version first{content(300'000, 1)};
    const file_version second{content(310'000, 2), R"("v2")"};

    void expect_file(const file_version& of) const {
        EXPECT_EQ(files_left(), strings{"file"});
        EXPECT_TRUE(file() == of.body) << "a mixture, or another version";
    }
};

TEST_F(ResumedFetch, GoesOnFromWhereItBrokeOff) {
    for (const std::size_t sent : {800U, 70'000U, 240'000U}) {
        for (const bool in_one_run : {true, false}) {
            const std::size_t before = server.requests();
            serve([&](const auto& asked, std::size_t n) {
                const auto reply = answer(first, asked);
                return n == before + 1 ? reply.broken_off(sent) : reply.whole();
            });
            if (!in_one_run) {
                EXPECT_EQ(name(fetch().how), "truncated");
                EXPECT_EQ(files_left(), (strings{"file.part", "file.part.json"}));
            }
            const report told = fetch(2);
            EXPECT_EQ(name(told.how), "ok");
            EXPECT_EQ(told.reply->bytes, first.body.size() - sent);
            EXPECT_EQ(std::get<fetched>(told.how).size, first.body.size());
            EXPECT_EQ(asked("Range").back(), "bytes=" + std::to_string(sent) + "-");
            EXPECT_EQ(asked("If-Range").back(), first.etag);
            EXPECT_EQ(server.requests(), before + 2);
            expect_file(first);
            std::filesystem::remove(folder / "file");
        }
    }
}

TEST_F(ResumedFetch, SmallFileGoesOnToo) {
    const file_version small{content(1000, 3)};
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(small, asked);
        return n == 1 ? reply.broken_off(800) : reply.whole();
    });
    EXPECT_EQ(name(fetch(2).how), "ok");
    EXPECT_EQ(asked("Range"), (strings{"", "bytes=800-"}));
    expect_file(small);
}

TEST_F(ResumedFetch, ResetInTheMiddleGoesOn) {
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(first, asked);
        auto whole = reply.whole();
        if (n > 1) {
            return whole;
        }
        auto& send = std::get<test::step::send>(whole.front());
        send.bytes.resize(240'000);
        return whole + test::script{test::step::pause{std::chrono::milliseconds{20}}, test::step::reset{}};
    });
    EXPECT_EQ(name(fetch(2).how), "ok");
    EXPECT_TRUE(asked("Range").back().starts_with("bytes=2")) << asked("Range").back();
    expect_file(first);
}

// What the second reply is, whether a third one is asked for, and which version there is in the end.
TEST_F(ResumedFetch, ReplyThatDoesNotFitStartsTheFileAgain) {
    struct {
        const char* what;
        std::function<version_reply(const test::received_request&)> second_reply;
        bool asks_again;
    } const cases[] = {
        {"the file has changed", [&](const auto& asked) { return answer(second, asked); }, false},
        {"ranges are ignored",
         [&](const auto& asked) {
             file_version plain = second;
             plain.knows_ranges = false;
             return answer(plain, asked);
         },
         false},
        {"another part came",
         [&](const auto& asked) { return answer(first, asked).set("Content-Range", "bytes 100000-299999/300000"); },
         true},
        {"it is not the end",
         [&](const auto& asked) { return answer(first, asked).set("Content-Range", "bytes 200000-299998/300000"); },
         true},
        {"another total",
         [&](const auto& asked) { return answer(first, asked).set("Content-Range", "bytes 200000-299999/300001"); },
         true},
        {"no Content-Range", [&](const auto& asked) { return answer(first, asked).set("Content-Range", ""); }, true},
        {"a list of parts",
         [&](const auto& asked) {
             return answer(first, asked)
                 .set("Content-Range", "")
                 .set("Content-Type", "multipart/byteranges; boundary=x");
         },
         true},
        {"another ETag", [&](const auto& asked) { return answer(first, asked).set("ETag", R"("v2")"); }, true},
        {"a weak ETag", [&](const auto& asked) { return answer(first, asked).set("ETag", R"(W/"v1")"); }, true},
        {"no version", [&](const auto& asked) { return answer(first, asked).set("ETag", "").set("Last-Modified", ""); },
         true},
        {"another coding", [&](const auto& asked) { return answer(first, asked).set("Content-Encoding", "br"); }, true},
        {"another Last-Modified",
         [&](const auto& asked) { return answer(first, asked).set("Last-Modified", "Mon, 02 Mar 2026 11:00:01 GMT"); },
         true},
        {"not satisfiable",
         [&](const auto&) {
             version_reply reply;
             reply.status = 416;
             return reply.set("Content-Range", "bytes */1000");
         },
         true},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.what);
        const std::size_t before = server.requests();
        serve([&](const auto& asked, std::size_t n) {
            if (n == before + 1) {
                return answer(first, asked).broken_off(200'000);
            }
            return n == before + 2 ? each.second_reply(asked).whole() : answer(second, asked).whole();
        });
        lane.more_requests = 0;
        EXPECT_EQ(name(fetch(2).how), "ok");
        EXPECT_EQ(server.requests() - before, each.asks_again ? 3U : 2U);
        EXPECT_EQ(lane.more_requests, each.asks_again ? 1 : 0);
        EXPECT_EQ(asked("Range").at(before + 1), "bytes=200000-");
        EXPECT_TRUE(!each.asks_again || asked("Range").back().empty());
        expect_file(second);
        std::filesystem::remove(folder / "file");
    }
}

TEST_F(ResumedFetch, WhatCannotNameAVersionIsNeverGoneOnWith) {
    struct {
        const char* etag;
        const char* last_modified;
        const char* if_range;  // null: no range
    } const cases[] = {
        {R"(W/"v1")", "", nullptr},
        {"", "", nullptr},
        {"", "Mon, 02 Mar 2026 12:00:00 GMT", nullptr},  // the reply's own Date
        {R"(W/"v1")", "Mon, 02 Mar 2026 11:59:59 GMT", "Mon, 02 Mar 2026 11:59:59 GMT"},
        {"", "Mon, 02 Mar 2026 11:59:59 GMT", "Mon, 02 Mar 2026 11:59:59 GMT"},
        {R"("v1")", "Mon, 02 Mar 2026 12:00:00 GMT", R"("v1")"},
    };
    for (const auto& [etag, last_modified, if_range] : cases) {
        SCOPED_TRACE(std::string(etag) + " " + last_modified);
        file_version version = first;
        version.etag = etag;
        version.last_modified = last_modified;
        const std::size_t before = server.requests();
        serve([&](const auto& asked, std::size_t n) {
            const auto reply = answer(version, asked);
            return n == before + 1 ? reply.broken_off(200'000) : reply.whole();
        });
        EXPECT_EQ(name(fetch().how), "truncated");
        EXPECT_EQ(files_left().empty(), if_range == nullptr);
        EXPECT_EQ(name(fetch().how), "ok");
        EXPECT_EQ(asked("If-Range").back(), if_range == nullptr ? "" : if_range);
        EXPECT_EQ(asked("Range").back(), if_range == nullptr ? "" : "bytes=200000-");
        expect_file(version);
        std::filesystem::remove(folder / "file");
    }
}

// A coding of which only the date tells, kept as it came; ranges are of the plain bytes, as nginx has it.
TEST_F(ResumedFetch, CodedAndPlainBytesAreNotMixed) {
    settings.fields.set("Accept-Encoding", "br");
    file_version coded = first;
    file_version plain = second;
    coded.etag = plain.etag = "";
    serve([&](const auto& asked, std::size_t n) {
        return n == 1 ? answer(coded, asked).set("Content-Encoding", "br").broken_off(200'000)
                      : answer(plain, asked).set("Content-Encoding", n == 2 ? "" : "br").whole();
    });
    plain.body.resize(first.body.size());
    EXPECT_EQ(name(fetch().how), "truncated");
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(asked("Range"), (strings{"", "bytes=200000-", ""}));
    expect_file(plain);
}

TEST_F(ResumedFetch, NothingMoreMeansComplete) {
    const auto pieces = first.body;
    serve([&](const auto& asked, std::size_t n) {
        if (n > 1) {
            return answer(first, asked).whole();
        }
        // All of it, but not its end.
        const auto fields = answer(first, asked).fields;
        auto chunked = test::reply::chunked({pieces}, {}, fields);
        chunked.pop_back();
        std::string& sent = std::get<test::step::send>(chunked.back()).bytes;
        EXPECT_FALSE(sent.ends_with("0\r\n\r\n"));
        chunked.emplace_back(test::step::close{});
        return chunked;
    });
    EXPECT_EQ(name(fetch().how), "truncated");
    const report told = fetch();
    EXPECT_EQ(name(told.how), "already_complete");
    EXPECT_EQ(std::get<already_complete>(told.how).size, first.body.size());
    EXPECT_EQ(asked("Range"), (strings{"", "bytes=300000-"}));
    expect_file(first);
}

TEST_F(ResumedFetch, PartThatIsDamagedOrOfAnotherUrlIsNotTrusted) {
    for (const bool is_foreign : {true, false}) {
        const std::size_t before = server.requests();
        serve([&](const auto& asked, std::size_t n) {
            return n == before + 1 ? answer(first, asked).broken_off(200'000) : answer(second, asked).whole();
        });
        what.target = http::parse_url(server.url(is_foreign ? "/file?of=another" : "/file"));
        EXPECT_EQ(name(fetch().how), "truncated");
        what.target = http::parse_url(server.url("/file"));
        if (!is_foreign) {
            std::string record = test::read_file(folder / "file.part.json");
            record[record.find("200000")] = '1';
            test::write_file(folder / "file.part.json", record);
        }
        EXPECT_EQ(name(fetch().how), "ok");
        EXPECT_EQ(asked("Range").back(), "");
        expect_file(second);
        std::filesystem::remove(folder / "file");
    }
}

TEST_F(ResumedFetch, FileThatIsGoneTakesItsPartAlong) {
    serve([&](const auto& asked, std::size_t n) {
        return n == 1 ? answer(first, asked).broken_off(200'000) : test::reply::status(404);
    });
    EXPECT_EQ(name(fetch(2).how), "http_error");
    EXPECT_EQ(files_left(), strings{});
}

TEST_F(ResumedFetch, ServerThatIsBusyLeavesThePartAlone) {
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(first, asked);
        return n == 1 ? reply.broken_off(200'000) : n < 4 ? test::reply::status(503) : reply.whole();
    });
    EXPECT_EQ(name(fetch(3).how), "http_error");
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(asked("Range").back(), "bytes=200000-");
    expect_file(first);
}

TEST_F(ResumedFetch, CancelledFileGoesOnInTheNextRun) {
    serve([&](const auto& asked, std::size_t n) {
        auto reply = answer(first, asked).whole();
        if (n == 1) {
            std::get<test::step::send>(reply.front()).bytes.resize(150'000);
            reply.emplace_back(test::step::stall{});
        }
        return reply;
    });
    fetch_and_cancel(140'000);
    EXPECT_EQ(files_left(), (strings{"file.part", "file.part.json"}));
    const report told = fetch();
    EXPECT_EQ(name(told.how), "ok");
    EXPECT_LE(told.reply->bytes, first.body.size() - 140'000);
    expect_file(first);
}

TEST_F(ResumedFetch, ConnectionThatIsTooSlowIsDroppedAndTheFileGoesOn) {
    settings.min_speed = 1'000'000;
    settings.min_speed_time = std::chrono::milliseconds(100);
    serve([&](const auto& asked, std::size_t n) {
        auto reply = answer(first, asked).whole();
        if (n == 1) {
            std::string& bytes = std::get<test::step::send>(reply.front()).bytes;
            const std::string slow = bytes.substr(150'000);
            bytes.resize(150'000);
            reply.emplace_back(test::step::drip{slow, 10, std::chrono::milliseconds{10}});
        }
        return reply;
    });
    report told = fetch();
    ASSERT_EQ(name(told.how), "network_error");
    EXPECT_EQ(std::get<network_failure>(told.how).why.code, http::errc::too_slow);
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_TRUE(asked("Range").back().starts_with("bytes=1")) << asked("Range").back();
    expect_file(first);
}

TEST_F(ResumedFetch, FileThatTheUserNamedGoesOnToo) {
    const std::string path = folder / "file";
    output = path.c_str();
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(first, asked);
        return n == 1 ? reply.broken_off(200'000) : reply.whole();
    });
    EXPECT_EQ(name(fetch().how), "truncated");
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(asked("Range"), (strings{"", "bytes=200000-"}));
    expect_file(first);
}

TEST_F(ResumedFetch, WhatWasShownIsNotShownAgain) {
    output = "/dev/null";
    serve([&](const auto& asked, std::size_t) { return answer(first, asked).broken_off(200'000); });
    EXPECT_EQ(name(fetch(3).how), "truncated");
    EXPECT_TRUE(last.is_final);
    EXPECT_EQ(server.requests(), 1U);
}

TEST_F(ResumedFetch, NoResumingWhenItIsNotWanted) {
    settings.resumes = false;
    serve([&](const auto& asked, std::size_t) { return answer(first, asked).broken_off(200'000); });
    EXPECT_EQ(name(fetch(2).how), "truncated");
    EXPECT_EQ(asked("Range"), (strings{"", ""}));
    EXPECT_EQ(files_left(), strings{});
}

TEST_F(ResumedFetch, AMegabyteMoreIsProgress) {
    const file_version big{content(3'000'000, 4)};
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(big, asked);
        return n == 1 ? reply.broken_off(2'000'000) : n == 2 ? reply.broken_off(10'000) : reply.whole();
    });
    EXPECT_EQ(name(fetch().how), "truncated");
    EXPECT_TRUE(last.made_progress);
    EXPECT_EQ(name(fetch().how), "truncated");
    EXPECT_FALSE(last.made_progress);
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_EQ(asked("Range"), (strings{"", "bytes=2000000-", "bytes=2010000-"}));
    expect_file(big);
}

}  // namespace
}  // namespace trawl::fetch
