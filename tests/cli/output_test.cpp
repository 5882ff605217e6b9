#include <filesystem>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/sha256.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using FetchOutput = FetchCommand;

std::string long_body() {
    std::string body;
    for (int i = 0; body.size() < 3'000'000; ++i) {
        body += std::to_string(i) + "\n";
    }
    return body;
}

TEST_F(FetchOutput, GoesToTheNamedFile) {
    fault_server server;
    server.on("/x", reply::ok("content"));

    EXPECT_TRUE(ended_with(run_trawl({"fetch", server.url("/x"), "-o", place("new/folder/y")}), 0));

    EXPECT_EQ(read_file(place("new/folder/y")), "content");
    EXPECT_FALSE(std::filesystem::exists(place("new/folder/y.part")));
}

TEST_F(FetchOutput, ReplacesAFileOnlyByAWholeOne) {
    fault_server server;
    server.on("/cut", reply::truncated("half", 100));
    const auto kept = file("kept", "old");

    EXPECT_TRUE(ended_with(run_trawl({"fetch", server.url("/cut"), "-o", kept, "--retries", "0"}), 3));

    EXPECT_EQ(read_file(kept), "old");
    EXPECT_FALSE(std::filesystem::exists(kept + ".part"));
}

TEST_F(FetchOutput, OnStdoutIsTheBodyAndNothingElse) {
    const auto body = long_body();
    fault_server server;
    server.on("/x", reply::ok(body));

    const auto result = run_trawl({"fetch", server.url("/x"), "-o", "-", "-vv"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(sha256(result.out), sha256(body));
    EXPECT_EQ(result.out.size(), body.size());
}

TEST_F(FetchOutput, OnStdoutIsNotFetchedAgainOnceSomeIsShown) {
    const auto is_shown = std::make_shared<gate>();
    fault_server server;
    server.on("/x",
              {reply::wrong_length("half", 100) + script{step::wait_for{is_shown}, step::close{}}, reply::ok("whole")});
    child_process running{TRAWL_BINARY, trawl_options({"fetch", server.url("/x"), "-o", "-"})};

    EXPECT_TRUE(running.wait_for_out("half"));
    is_shown->open();

    const auto result = running.wait();
    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(result.out, "half");
    EXPECT_EQ(server.requests(), 1U);
}

TEST_F(FetchOutput, ToADeviceIsWrittenDirectly) {
    fault_server server;
    server.on("/x", reply::ok(long_body()));

    EXPECT_TRUE(ended_with(run_trawl({"fetch", server.url("/x"), "-o", "/dev/null"}), 0));
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));

    const auto full = run_trawl({"fetch", server.url("/x"), "-o", "/dev/full", "--results", place("records.jsonl")});
    EXPECT_TRUE(ended_with(full, 5));
    EXPECT_THAT(full.err, HasSubstr("/dev/full"));
    EXPECT_EQ(records().only().outcome(), "write_error");
    EXPECT_EQ(server.requests(), 2U);
}

TEST_F(FetchOutput, ToAFolderIsRefused) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(run_trawl({"fetch", server.url("/x"), "-o", place("")}), 5));
}

TEST_F(FetchOutput, IsNothingWithDiscard) {
    fault_server server;
    server.on("/x", reply::ok("12345"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--discard"}), 0));

    EXPECT_FALSE(std::filesystem::exists(out()));
    EXPECT_EQ(records().only().number("/bytes"), 5);
    EXPECT_EQ(records().only().text("/path"), "null");
}

TEST_F(FetchOutput, HasRecordsOnStdoutIfAsked) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    const auto result =
        run_trawl({"fetch", server.url("/x"), server.url("/missing"), "--results", "-", "--dir", out()});

    EXPECT_TRUE(ended_with(result, 4));
    const record_list told{result.out};
    EXPECT_EQ(told.size(), 2U);
    EXPECT_EQ(told.of_input(server.url("/x")).outcome(), "ok");
    EXPECT_THAT(result.err, HasSubstr("1 of 2 fetched"));
}

TEST_F(FetchOutput, LeavesAloneWhatStandsInTheFileThatStdoutAppendsTo) {
    fault_server server;
    server.on("/x", reply::ok("x"));
    const auto log = file("log", "before\n");
    auto how = trawl_options(
        {"-c", "\"" TRAWL_BINARY "\" fetch " + server.url("/x") + " --discard --results /dev/stdout >>\"" + log + '"'});

    EXPECT_TRUE(ended_with(run("bash", std::move(how)), 0));

    EXPECT_TRUE(read_file(log).starts_with("before\n{"));
}

TEST_F(FetchOutput, ToADescriptorThatTheShellOpenedIsWrittenWhereItStands) {
    fault_server server;
    server.on("/x", reply::ok("body\n"));
    for (const std::string to : {"/dev/fd/1", "/proc/self/fd/1", "/dev/stdout", "-"}) {
        const auto log = file("log", "");
        auto how = trawl_options({"-c", "{ echo first; \"" TRAWL_BINARY "\" fetch -q " + server.url("/x") + " -o " +
                                            to + "; echo last; } >\"" + log + '"'});

        EXPECT_TRUE(ended_with(run("bash", std::move(how)), 0)) << to;

        EXPECT_EQ(read_file(log), "first\nbody\nlast\n") << to;
    }
}

TEST_F(FetchOutput, ToAClosedStdoutIsAnErrorAndGoesNowhereElse) {
    fault_server server;
    server.on("/x", reply::ok("x"));
    for (const std::string to : {"--results -", "--output -"}) {
        auto how = trawl_options({"-c", "\"" TRAWL_BINARY "\" fetch " + server.url("/x") + " --log-file log " + to +
                                            (to == "--output -" ? "" : " --discard") + " >&-"});
        how.folder = place("");

        EXPECT_TRUE(ended_with(run("bash", std::move(how)), 5)) << to;
        EXPECT_EQ(read_file(place("log")).find('{'), std::string::npos);
    }
}

TEST_F(FetchOutput, IsDescribedWholeByItsRecord) {
    fault_server server;
    server.on("/x", reply::status(200,
                                  {{"Content-Type", "text/html"},
                                   {"ETag", "\"v1\""},
                                   {"Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT"}},
                                  "body"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));

    const auto told = records();
    const auto& one = told.only();
    std::string keys;
    for (const auto& field : one.json().as_object()) {
        keys += std::string{field.key()} + " ";
    }
    EXPECT_EQ(keys,
              "input line url final_url method outcome status http_version remote_ip reused bytes bytes_decoded sha256 "
              "path content_type etag last_modified started timing_ms redirects attempts error depth referrer ");
    EXPECT_EQ(one.text("/method"), "GET");
    EXPECT_EQ(one.text("/status"), "200");
    EXPECT_EQ(one.text("/http_version"), "1.1");
    EXPECT_EQ(one.text("/remote_ip"), "127.0.0.1");
    EXPECT_EQ(one.text("/reused"), "false");
    EXPECT_EQ(one.number("/bytes"), 4);
    EXPECT_EQ(one.number("/bytes_decoded"), 4);
    EXPECT_EQ(one.text("/sha256"), sha256("body"));
    EXPECT_EQ(one.text("/path"), out() / "x");
    EXPECT_EQ(one.text("/content_type"), "text/html");
    EXPECT_EQ(one.text("/etag"), "\"v1\"");
    EXPECT_EQ(one.text("/last_modified"), "Mon, 23 Nov 2026 10:00:00 GMT");
    EXPECT_EQ(one.size("/redirects"), 0U);
    EXPECT_EQ(one.size("/attempts"), 1U);
    EXPECT_EQ(one.text("/error"), "null");
    EXPECT_GT(one.number("/timing_ms/connect"), 0);
    EXPECT_EQ(one.text("/timing_ms/tls"), "null");
    EXPECT_GE(one.number("/timing_ms/total"), one.number("/timing_ms/ttfb"));
}

TEST_F(FetchOutput, OnStderrIsASummaryUnlessQuiet) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_THAT(fetch({server.url("/x")}).err, HasSubstr("1 of 1 fetched"));

    const auto quiet = fetch({server.url("/x"), server.url("/missing"), "--quiet"});
    EXPECT_TRUE(ended_with(quiet, 4));
    EXPECT_EQ(quiet.err, "  " + server.url("/missing") + ": HTTP 404\n");
    EXPECT_THAT(quiet.out, IsEmpty());
}

TEST_F(FetchOutput, HasNoTerminalCodesWhereThereIsNoTerminal) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    const auto result = fetch({server.url("/x"), server.url("/missing"), "-vv"});

    EXPECT_EQ(result.err.find('\x1b'), std::string::npos);
    EXPECT_EQ(result.err.find('\r'), std::string::npos);
}

TEST_F(FetchOutput, OfErrorsIsNotSaved) {
    fault_server server;
    server.on("/x", reply::status(404, {}, "a page that says so"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 4));

    EXPECT_THAT(names(), IsEmpty());
    EXPECT_EQ(records().only().error_kind(), "http_status");
}

TEST_F(FetchOutput, OfAnEmptyBodyIsAnEmptyFile) {
    fault_server server;
    server.on("/empty", reply::ok(""));
    server.on("/no-content", reply::status(204));

    EXPECT_TRUE(ended_with(fetch({server.url("/empty"), server.url("/no-content")}), 0));

    EXPECT_THAT(names(), ElementsAre("empty", "no-content"));
    EXPECT_EQ(content("empty"), "");
}

TEST_F(FetchOutput, EndsQuietlyWhenTheReaderOfTheRecordsLeaves) {
    fault_server server{[](const received_request&) { return reply::ok("x"); }};
    auto how =
        trawl_options({"-c", "yes " + server.url("/x") +
                                 " | \"" TRAWL_BINARY
                                 "\" fetch -i - --discard --results - | head -n 1 >first; echo \"${PIPESTATUS[1]}\""});
    how.folder = place("");

    const auto result = run("bash", std::move(how));

    EXPECT_FALSE(result.timed_out);
    EXPECT_EQ(record_list::of_file(place("first")).only().outcome(), "ok");
    EXPECT_EQ(result.out, "5\n");
    EXPECT_THAT(result.err, testing::Not(HasSubstr("error")));
}

TEST_F(FetchOutput, EndsQuietlyWhenTheReaderOfTheBodyLeaves) {
    fault_server server{[](const received_request&) { return reply::endless_body(); }};
    auto how = trawl_options(
        {"-c", "\"" TRAWL_BINARY "\" fetch " + server.url("/x") + " -o - | head -c 5; echo \"${PIPESTATUS[0]}\""});

    const auto result = run("bash", std::move(how));

    EXPECT_FALSE(result.timed_out);
    EXPECT_EQ(result.out, "xxxxx5\n");
}

}  // namespace
}  // namespace trawl::test
