#include <algorithm>
#include <atomic>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/sha256.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What options about files, retries and rates do, end to end.
class BatchOptions : public FetchCommand {
protected:
    [[nodiscard]] std::string url(const std::string& path) const { return server_.url(path); }
    [[nodiscard]] child_result fetch_plainly(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--no-state", "--retries", "0"});
        return fetch(arguments);
    }

    fault_server server_{[](const received_request& request) { return reply::ok(request.target); }};
};

TEST_F(BatchOptions, NameFilesByTemplateTreeOrServer) {
    EXPECT_TRUE(ended_with(fetch_plainly({url("/d/a.txt"), url("/e/b.txt"), "--name", "{n:03}/{stem}_{ext}"}), 0));
    EXPECT_THAT(names(), ElementsAre("001", "001/a_txt", "002", "002/b_txt"));
    std::filesystem::remove_all(out());

    EXPECT_TRUE(ended_with(fetch_plainly({url("/a"), url("/a/b"), "--tree"}), 0));
    EXPECT_EQ(names().size(), 4U) << "a file a, a folder like it, and b in there, beneath the host";
    std::filesystem::remove_all(out());

    server_.on("/get",
               reply::status(200, {{"Content-Disposition", "attachment; filename=\"../../real name.txt\""}}, "x"));
    EXPECT_TRUE(ended_with(fetch_plainly({url("/get"), "--content-disposition"}), 0));
    EXPECT_THAT(names(), ElementsAre("real name.txt"));
    EXPECT_EQ(records().only().text("/path"), out() / "real name.txt");
}

TEST_F(BatchOptions, NamesGivenByTheServerAreKnownToLaterRuns) {
    server_.on("/get", [](const received_request& request) {
        return request.field("If-None-Match") == "\"1\""
                   ? reply::status(304)
                   : reply::status(200, {{"ETag", "\"1\""}, {"Content-Disposition", "attachment; filename=real"}}, "x");
    });
    const std::vector<std::string> same{url("/get"), "--content-disposition"};
    for (const std::string_view outcome : {"ok", "already_complete", "not_modified", "already_complete"}) {
        auto arguments = same;
        if (outcome == "not_modified") {
            arguments.emplace_back("--sync");
        }
        EXPECT_TRUE(ended_with(fetch(arguments), 0));
        EXPECT_EQ(records().only().outcome(), outcome);
        EXPECT_EQ(records().only().text("/path"), out() / "real");
    }
    EXPECT_EQ(server_.requests(), 2U);
}

TEST_F(BatchOptions, ANameIsForOthersWhenItsFileNeverCameOrIsGone) {
    server_.on("/typo/file", reply::status(404));
    EXPECT_TRUE(ended_with(fetch({url("/typo/file")}), 4));
    EXPECT_TRUE(ended_with(fetch({url("/right/file")}), 0));
    EXPECT_THAT(names(), ElementsAre("file"));
    std::filesystem::remove(out() / "file");
    EXPECT_TRUE(ended_with(fetch({url("/other/file")}), 0));
    EXPECT_THAT(names(), ElementsAre("file"));
    EXPECT_TRUE(ended_with(fetch({url("/third/file")}), 0));
    EXPECT_THAT(names(), ElementsAre("file", "file-1"));
}

TEST_F(BatchOptions, SyncKeepsTheNamesGivenByTheServer) {
    std::atomic<int> version = 1;
    const auto answer = [&version](const received_request& request) {
        const std::string body = request.target + " " + std::to_string(version);
        return reply::status(200, {{"Content-Disposition", "attachment; filename=real.txt"}}, body);
    };
    server_.on("/1", answer);
    server_.on("/2", answer);
    EXPECT_TRUE(ended_with(fetch({url("/1"), url("/2"), "--content-disposition", "-j", "1"}), 0));
    EXPECT_EQ(content("real.txt"), "/1 1");
    version = 2;

    EXPECT_TRUE(ended_with(fetch({url("/2"), url("/1"), "--content-disposition", "-j", "1", "--sync"}), 0));

    EXPECT_THAT(names(), ElementsAre("real-1.txt", "real.txt"));
    EXPECT_EQ(content("real.txt"), "/1 2");
    EXPECT_EQ(content("real-1.txt"), "/2 2");
}

TEST_F(BatchOptions, LimitSize) {
    server_.on("/big", reply::ok(std::string(3000, 'x')));
    EXPECT_TRUE(ended_with(fetch_plainly({url("/big"), url("/a"), "--limit-size", "2k"}), 3));
    EXPECT_EQ(records().of_input(url("/big")).outcome(), "too_large");
    EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(BatchOptions, SecondRunFetchesWhatFailedAndSyncWhatChanged) {
    server_.on("/b", std::vector<script>{reply::status(500), reply::ok("b")});
    server_.on("/c", [](const received_request& request) {
        return request.field("If-None-Match") == "\"1\"" ? reply::status(304)
                                                         : reply::status(200, {{"ETag", "\"1\""}}, "c");
    });
    const std::vector<std::string> all{url("/a"), url("/b"), url("/c"), "--retries", "0"};
    const auto with = [&](const std::vector<std::string>& more) {
        auto arguments = all;
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    };
    EXPECT_TRUE(ended_with(fetch(all), 4));
    EXPECT_TRUE(ended_with(fetch(with({"--only-failed"})), 0));
    EXPECT_EQ(records().of_input(url("/b")).outcome(), "ok");
    EXPECT_EQ(server_.requests(), 4U);
    EXPECT_TRUE(ended_with(fetch(all), 0));
    EXPECT_EQ(records().count("already_complete"), 3U);
    EXPECT_EQ(records().of_input(url("/a")).text("/sha256"), sha256("/a"));
    EXPECT_EQ(server_.requests(), 4U);
    EXPECT_TRUE(ended_with(fetch(with({"--sync"})), 0));
    EXPECT_EQ(records().of_input(url("/c")).outcome(), "not_modified");
    EXPECT_EQ(records().of_input(url("/c")).text("/path"), out() / "c");
    EXPECT_TRUE(ended_with(fetch(with({"--no-state"})), 0));
    EXPECT_EQ(records().count("ok"), 3U);
}

TEST_F(BatchOptions, ChecksumsDecide) {
    const auto sums = file("SUMS", sha256("/a") + "  a\n" + sha256("other") + "  b\n");
    const auto result = fetch({url("/a"), url("/b"), "--checksums", sums});
    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(records().of_input(url("/a")).outcome(), "ok");
    const auto told = records();
    EXPECT_EQ(told.of_input(url("/b")).outcome(), "checksum_mismatch");
    EXPECT_EQ(told.of_input(url("/b")).error_kind(), "checksum");
    EXPECT_EQ(told.of_input(url("/b")).size("/attempts"), 2U);
    EXPECT_EQ(told.of_input(url("/b")).text("/attempts/0/error"), "checksum");
    EXPECT_THAT(names(), ElementsAre("a"));
    EXPECT_THAT(result.err, HasSubstr("1 checksum"));
}

TEST_F(BatchOptions, InputFormat) {
    const auto json = file("list", "{\"url\": \"" + url("/a") + "\", \"out\": \"d/x\"}\n");
    EXPECT_TRUE(ended_with(fetch({"-i", json, "--input-format", "jsonl"}), 0));
    EXPECT_THAT(names(), ElementsAre("d", "d/x"));
    EXPECT_TRUE(ended_with(fetch({"-i", json, "--input-format", "plain", "--no-state"}), 2));
    EXPECT_EQ(records().only().outcome(), "skipped");
}

TEST_F(BatchOptions, RetriesFollowTheClasses) {
    const auto requests = [&](const std::vector<std::string>& more) {
        const auto before = server_.requests();
        auto arguments = more;
        arguments.insert(arguments.end(), {url("/bad"), "--no-state", "--retries", "1"});
        EXPECT_TRUE(ended_with(fetch(arguments), 4));
        return server_.requests() - before;
    };
    server_.on("/bad", reply::status(503, {{"Retry-After", "0"}}));
    EXPECT_EQ(requests({}), 2U);
    EXPECT_EQ(requests({"--retry-on", "none"}), 1U);
    EXPECT_EQ(requests({"--retry-on", "reset,5xx"}), 2U);
    EXPECT_EQ(requests({"-X", "PUT", "--data", "x"}), 2U);
    EXPECT_EQ(requests({"-X", "DELETE"}), 2U);
    EXPECT_EQ(requests({"-X", "PATCH"}), 1U);
    EXPECT_EQ(requests({"--data", "x"}), 1U) << "POST is not repeated";
    EXPECT_EQ(requests({"--data", "x", "--retry-any-method"}), 2U);
    server_.on("/bad", reply::retry_after(503, "100"));
    EXPECT_EQ(requests({"--max-retry-after", "99s"}), 1U);
}

TEST_F(BatchOptions, TablesOfHostsOverrideTheLimits) {
    const auto config = file("c.toml", "host-delay = '10s'\n[host.'127.0.0.1']\nhost-delay = '1ms'\nper-host = 1\n");
    std::vector<std::string> arguments{"--config", config};
    for (int i = 0; i < 6; ++i) {
        arguments.push_back(url("/" + std::to_string(i)));
    }
    EXPECT_TRUE(ended_with(fetch(arguments), 0));
    EXPECT_EQ(server_.most_open_connections(), 1U);
}

TEST_F(BatchOptions, MinSpeedDropsWhatDrips) {
    server_.on("/drip", reply::drip(std::string(2000, 'x'), 1, std::chrono::milliseconds{50}));
    EXPECT_TRUE(ended_with(fetch({url("/drip"), "--min-speed", "10k", "--min-speed-time", "1s", "--retries", "0"}), 3));
    EXPECT_EQ(records().only().error_kind(), "too_slow");
}

TEST_F(BatchOptions, SplitFetchesRanges) {
    std::string body(5 << 20, 'x');
    for (std::size_t i = 0; i < body.size(); i += 4096) {
        body.replace(i, 8, std::to_string(10'000'000 + i).substr(0, 8));
    }
    server_.on("/big", [&](const received_request& request) {
        const std::string range = request.field("Range");
        if (range.empty()) {
            return reply::status(200, {{"ETag", "\"1\""}, {"Accept-Ranges", "bytes"}}, body);
        }
        const std::size_t first = std::stoul(range.substr(range.find('=') + 1));
        const auto dash = range.find('-');
        const std::size_t last = dash + 1 < range.size() ? std::stoul(range.substr(dash + 1)) : body.size() - 1;
        return reply::status(206,
                             {{"ETag", "\"1\""},
                              {"Content-Range", "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" +
                                                    std::to_string(body.size())}},
                             body.substr(first, last - first + 1));
    });
    EXPECT_TRUE(ended_with(fetch({url("/big"), "--split", "3"}), 0));
    EXPECT_EQ(records().only().text("/sha256"), sha256(body));
    EXPECT_GT(server_.requests(), 1U);
    EXPECT_THAT(names(), ElementsAre("big"));
}

}  // namespace
}  // namespace trawl::test
