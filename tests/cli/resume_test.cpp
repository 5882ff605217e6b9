#include <functional>
#include <map>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "unit/fetch/range_site.hpp"

namespace trawl::test {
namespace {

using fetch::file_version;
using fetch::version_reply;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t size = 300'000;
constexpr std::size_t broken_at = size / 5 * 4;

class Resume : public FetchCommand {
protected:
    /// What a path's server says to the first request, the second and so on; the last one to all that follow.
    using answers = std::vector<std::function<script(const received_request&)>>;

    void serve(const std::string& path, answers says) {
        server_.on(path, [says = std::move(says), next = std::size_t{0}](const received_request& asked) mutable {
            const std::size_t now = std::min(next++, says.size() - 1);
            return says[now](asked);
        });
    }

    /// By its version and the request.
    [[nodiscard]] auto whole(const file_version& of) const {
        return [&of](const received_request& asked) { return fetch::answer(of, asked).whole(); };
    }
    [[nodiscard]] auto broken() const {
        return [this](const received_request& asked) { return fetch::answer(first_, asked).broken_off(broken_at); };
    }
    /// The rest of the first version with another value in a field; none for an empty one.
    [[nodiscard]] auto rest_with(const std::string& field, const std::string& value) const {
        return [this, field, value](const received_request& asked) {
            return fetch::answer(first_, asked).set(field, value).whole();
        };
    }
    /// Head and the first bytes as they should come, then this.
    [[nodiscard]] auto ends_with(script how) const {
        return [this, how = std::move(how)](const received_request& asked) {
            auto steps = fetch::answer(first_, asked).broken_off(broken_at);
            steps.pop_back();
            return std::move(steps) + how;
        };
    }

    /// Of the requests for this path, in their order; "" where there was none.
    [[nodiscard]] std::vector<std::string> ranges(const std::string& path) const {
        std::vector<std::string> found;
        for (const auto& one : server_.log()) {
            if (one.target == path) {
                found.push_back(one.field("Range"));
            }
        }
        return found;
    }

    [[nodiscard]] static std::string from(std::size_t first) { return "bytes=" + std::to_string(first) + "-"; }

    // No piece of one is a piece of the other.
    const file_version first_{fetch::content(size, 1), R"("v1")"};
    const file_version second_{fetch::content(size, 2), R"("v2")"};
    fault_server server_;
};

TEST_F(Resume, ARetryGoesOnFromWhereTheReplyBroke) {
    const std::map<std::string, script> breaks{
        {"/closed", {step::close{}}},
        {"/reset", {step::reset{}}},
        {"/stalled", {step::stall{}}},
        {"/dripping", {step::drip{first_.body.substr(broken_at), 1, std::chrono::milliseconds{20}}, step::close{}}}};
    for (const auto& [path, how] : breaks) {
        serve(path, {ends_with(how), whole(first_)});
    }
    const auto url = [&](const std::string& path) { return server_.url(path); };

    EXPECT_TRUE(ended_with(fetch({url("/dripping"), "--min-speed", "10k", "--min-speed-time", "1s"}), 0));
    EXPECT_EQ(records().only().text("/attempts/0/error"), "too_slow");
    EXPECT_TRUE(ended_with(fetch({url("/closed"), url("/reset"), url("/stalled"), "--idle-timeout", "500ms"}), 0));
    EXPECT_EQ(records().of_input(url("/stalled")).text("/attempts/0/error"), "timed_out");

    for (const auto& [path, how] : breaks) {
        EXPECT_TRUE(content(path.substr(1)) == first_.body) << path;
        const auto asked = ranges(path);
        ASSERT_EQ(asked.size(), 2U) << path;
        EXPECT_EQ(asked[0], "");
        if (path == "/closed" || path == "/stalled") {
            EXPECT_EQ(asked[1], from(broken_at)) << path;
        } else {
            EXPECT_THAT(asked[1], testing::ContainsRegex("^bytes=[1-9][0-9]+-$")) << path;
        }
    }
    EXPECT_EQ(server_.log().back().field("If-Range"), first_.etag);
    EXPECT_THAT(names(), ElementsAre("closed", "dripping", "reset", "stalled"));
}

TEST_F(Resume, AReplyThatIsNotTheRestOfTheSameVersionStartsAgain) {
    const std::string total = "/" + std::to_string(size);
    const auto other_416 = [&](const received_request&) {
        return reply::status(416, {{"Content-Range", "bytes */" + std::to_string(size + 5)}});
    };
    const auto second_under_206 = [&](const received_request& asked) {
        auto says = fetch::answer(first_, asked).set("ETag", second_.etag);
        says.body = second_.body.substr(broken_at);
        return says.whole();
    };
    const std::map<std::string, std::pair<answers, const file_version*>> cases{
        {"/changed", {{broken(), whole(second_)}, &second_}},
        {"/ignored", {{broken(), [&](const received_request&) { return fetch::answer(first_, {}).whole(); }}, &first_}},
        {"/changed-206", {{broken(), second_under_206, whole(second_)}, &second_}},
        {"/shifted", {{broken(), rest_with("Content-Range", "bytes 240001-299999" + total), whole(first_)}, &first_}},
        {"/earlier", {{broken(), rest_with("Content-Range", "bytes 0-299999" + total), whole(first_)}, &first_}},
        {"/total", {{broken(), rest_with("Content-Range", "bytes 240000-299999/300001"), whole(first_)}, &first_}},
        {"/no-range", {{broken(), rest_with("Content-Range", ""), whole(first_)}, &first_}},
        {"/modified",
         {{broken(), rest_with("Last-Modified", "Mon, 02 Mar 2026 11:30:00 GMT"), whole(first_)}, &first_}},
        {"/416", {{broken(), other_416, whole(first_)}, &first_}}};
    std::string list;
    for (const auto& [path, what] : cases) {
        serve(path, what.first);
        list += server_.url(path) + "\n";
    }

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--per-host", "20"}, list), 0));

    for (const auto& [path, what] : cases) {
        EXPECT_TRUE(content(path.substr(1)) == what.second->body) << path;
        const auto asked = ranges(path);
        ASSERT_EQ(asked.size(), what.first.size()) << path;
        EXPECT_EQ(asked[1], from(broken_at)) << path;
        if (asked.size() == 3) {
            EXPECT_EQ(asked[2], "") << path;
        }
    }
    EXPECT_EQ(names().size(), cases.size());
}

TEST_F(Resume, ThatThereIsNoMoreMeansThatItIsWhole) {
    // All of it, but not the end of the chunks: only the 416 tells that it was all.
    const auto endless = [&](const received_request& asked) {
        auto says = fetch::answer(first_, asked);
        says.fields.emplace_back("Transfer-Encoding", "chunked");
        return script{step::send{reply::head(200, says.fields) + "493e0\r\n" + says.body + "\r\n"}, step::close{}};
    };
    serve("/x", {endless, whole(first_)});

    EXPECT_TRUE(ended_with(fetch({server_.url("/x")}), 0));

    EXPECT_TRUE(content("x") == first_.body);
    EXPECT_THAT(ranges("/x"), ElementsAre("", from(size)));
    EXPECT_EQ(records().only().outcome(), "already_complete");
}

TEST_F(Resume, OfABodyWithACodingIsOfTheCodedBytesOrNotAtAll) {
    std::string text;
    for (int i = 0; text.size() < size; ++i) {
        text += std::to_string(i * 7919) + '\n';
    }
    const file_version coded{reply::gzip_bytes(text)};
    const auto says = [&](const received_request& asked) {
        return fetch::answer(coded, asked).set("Content-Encoding", "gzip");
    };
    const std::size_t cut = coded.body.size() / 2;
    serve("/x", {[&](const received_request& asked) { return says(asked).broken_off(cut); },
                 [&](const received_request& asked) { return says(asked).whole(); }});

    EXPECT_TRUE(ended_with(fetch({server_.url("/x"), "--compressed"}), 0));

    EXPECT_TRUE(content("x") == text);
    ASSERT_EQ(ranges("/x").size(), 2U);
    EXPECT_THAT(ranges("/x")[1], testing::AnyOf("", from(cut)));
}

TEST_F(Resume, TheNextRunGoesOnWithWhatTheLastOneLeft) {
    serve("/x", {broken(), whole(first_)});
    EXPECT_TRUE(ended_with(fetch({server_.url("/x"), "--retries", "0"}), 3));
    EXPECT_THAT(names(), ElementsAre("x.part", "x.part.json"));

    EXPECT_TRUE(ended_with(fetch({server_.url("/x")}), 0));

    EXPECT_THAT(ranges("/x"), ElementsAre("", from(broken_at)));
    EXPECT_TRUE(content("x") == first_.body);
    EXPECT_THAT(names(), ElementsAre("x"));
    EXPECT_EQ(records().only().text("/status"), "206");
}

TEST_F(Resume, WhatCannotBeTrustedIsNotGoneOnWith) {
    const std::vector<std::pair<std::string, std::function<void()>>> spoilers{
        {"damaged", [&] { write_file(out() / "x.part.json", content("x.part.json").substr(0, 40)); }},
        {"no JSON", [&] { write_file(out() / "x.part.json", "\0\0\0\0"); }},
        {"no description", [&] { std::filesystem::remove(out() / "x.part.json"); }},
        {"no part", [&] { std::filesystem::remove(out() / "x.part"); }}};
    for (const auto& [name, spoil] : spoilers) {
        const fault_server server{[&](const received_request& asked) {
            const auto says = fetch::answer(first_, asked);
            return asked.number == 1 ? says.broken_off(broken_at) : says.whole();
        }};
        EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--retries", "0"}), 3));
        spoil();

        EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0)) << name;

        EXPECT_EQ(server.log().back().field("Range"), "") << name;
        EXPECT_TRUE(content("x") == first_.body) << name;
        EXPECT_THAT(names(), ElementsAre("x")) << name;
        std::filesystem::remove_all(out());
    }
}

TEST_F(Resume, APartOfAnotherUrlIsNotGoneOnWith) {
    serve("/x", {broken()});
    serve("/y", {whole(second_)});
    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--no-state", "--retries", "0"}, server_.url("/x") + "\tfile\n"), 3));
    EXPECT_THAT(names(), ElementsAre("file.part", "file.part.json"));

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--no-state"}, server_.url("/y") + "\tfile\n"), 0));

    EXPECT_THAT(ranges("/y"), ElementsAre(""));
    EXPECT_TRUE(content("file") == second_.body);
    EXPECT_THAT(names(), ElementsAre("file"));
}

TEST_F(Resume, AWeakOrFreshValidatorIsNone) {
    file_version weak{first_.body, R"(W/"v1")"};
    weak.last_modified.clear();
    file_version fresh{first_.body, ""};
    fresh.last_modified = "Mon, 02 Mar 2026 12:00:00 GMT";  // the same as Date
    for (const auto* version : {&weak, &fresh}) {
        const fault_server server{[&](const received_request& asked) {
            const auto says = fetch::answer(*version, asked);
            return asked.number == 1 ? says.broken_off(broken_at) : says.whole();
        }};
        EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--no-state"}), 0));

        ASSERT_EQ(server.requests(), 2U);
        EXPECT_EQ(server.log()[1].field("Range"), "");
        EXPECT_TRUE(content("x") == first_.body);
    }
}

}  // namespace
}  // namespace trawl::test
