#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;

using FetchNames = FetchCommand;

fault_server::handler answers_with_its_target() {
    return [](const received_request& request) { return reply::ok(request.target); };
}

TEST_F(FetchNames, AreTheLastSegmentDecodedOnce) {
    fault_server server{answers_with_its_target()};

    EXPECT_TRUE(ended_with(fetch({server.url("/a/file.txt"), server.url("/b%20c"), server.url("/100%2525"),
                                  server.url("/caf%C3%A9"), server.url("/x.html?q=../../y#z")}),
                           0));

    EXPECT_THAT(names(), ElementsAre("100%25", "b c", "caf\xC3\xA9", "file.txt", "x.html"));
}

TEST_F(FetchNames, OfAFolderIsIndexHtml) {
    fault_server server{answers_with_its_target()};

    EXPECT_TRUE(ended_with(fetch({server.url("/"), server.url("/folder/")}), 0));

    EXPECT_THAT(names(), ElementsAre("index-1.html", "index.html"));
    EXPECT_EQ(content("index.html"), "/");
    EXPECT_EQ(content("index-1.html"), "/folder/");
}

TEST_F(FetchNames, GoByTheOrderOfTheListAndNotByWhoIsFirst) {
    const auto second_is_there = std::make_shared<gate>();
    fault_server server;
    server.on("/1/name.txt", script{step::wait_for{second_is_there}} + reply::ok("first"));
    server.on("/2/name.txt", reply::ok("second"));
    server.on("/3/name.txt", reply::ok("third"));
    auto how = trawl_options({"fetch", "--dir", out(), "--results", "-", server.url("/1/name.txt"),
                              server.url("/2/name.txt"), server.url("/3/name.txt")});
    child_process running{TRAWL_BINARY, std::move(how)};

    EXPECT_TRUE(running.wait_for_out("/2/name.txt"));
    EXPECT_TRUE(running.wait_for_out("/3/name.txt"));
    EXPECT_EQ(content("name-1.txt"), "second");
    EXPECT_FALSE(std::filesystem::exists(out() / "name.txt"));
    second_is_there->open();

    const auto result = running.wait();
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(content("name.txt"), "first");
    EXPECT_EQ(content("name-1.txt"), "second");
    EXPECT_EQ(content("name-2.txt"), "third");
    EXPECT_EQ(record_list{result.out}.of_input(server.url("/1/name.txt")).text("/path"), out() / "name.txt");
}

TEST_F(FetchNames, AreFreeNamesEvenIfAServerHasThemToo) {
    fault_server server{answers_with_its_target()};

    EXPECT_TRUE(ended_with(
        fetch({server.url("/a"), server.url("/1/a"), server.url("/a-1"), server.url("/2/a"), server.url("/a-2")}), 0));

    const auto told = records();
    ASSERT_EQ(names().size(), 5U);
    for (const auto& one : told) {
        EXPECT_EQ(server.url(read_file(one.text("/path"))), one.text("/input"));
    }
}

TEST_F(FetchNames, OfAFailedUrlAreNotGivenToAnother) {
    fault_server server;
    server.on("/2/x", reply::ok("second"));

    EXPECT_TRUE(ended_with(fetch({server.url("/1/x"), server.url("/2/x")}), 4));

    EXPECT_THAT(names(), ElementsAre("x-1"));
}

TEST_F(FetchNames, OfHostileUrlsStayInTheFolder) {
    const std::filesystem::path vectors = TRAWL_VECTORS "/http_replies.json";
    if (!std::filesystem::exists(vectors)) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    const auto all = boost::json::parse(read_file(vectors));
    fault_server server{answers_with_its_target()};
    std::string list;
    std::size_t count = 0;
    for (const auto& one : all.at("url_names").as_array()) {
        list += server.url(one.at("path").as_string()) + "\n";
        ++count;
    }

    EXPECT_TRUE(ended_with(fetch({"-i", "-"}, list), 0));

    ASSERT_GT(count, 0U);
    EXPECT_EQ(names().size(), count);
    for (const auto& name : names()) {
        EXPECT_FALSE(std::filesystem::is_directory(out() / name)) << name;
        EXPECT_LE(name.size(), 255U);
        EXPECT_NE(name.front(), '.') << name;
        EXPECT_TRUE(std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/'; }))
            << name;
    }
    std::vector<std::string> beside;
    for (const auto& entry : std::filesystem::directory_iterator{place("")}) {
        beside.push_back(entry.path().filename());
    }
    EXPECT_THAT(beside, testing::UnorderedElementsAre("out", "records.jsonl"));
}

TEST_F(FetchNames, OfARedirectIsThatOfTheInput) {
    fault_server server;
    server.on("/asked", reply::redirect(302, "/somewhere/else"));
    server.on("/somewhere/else", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({server.url("/asked")}), 0));

    EXPECT_THAT(names(), ElementsAre("asked"));
    EXPECT_EQ(records().only().text("/final_url"), server.url("/somewhere/else"));
}

TEST_F(FetchNames, ThatAreTakenByASymbolicLinkDoNotLeadOutOfTheFolder) {
    fault_server server{answers_with_its_target()};
    const auto victim = file("victim", "untouched");
    std::filesystem::create_directories(out());
    std::filesystem::create_symlink(victim, out() / "a");
    std::filesystem::create_symlink(victim, out() / "b.part");

    EXPECT_TRUE(ended_with(fetch({server.url("/a"), server.url("/b")}), 5));

    EXPECT_EQ(read_file(victim), "untouched");
    EXPECT_TRUE(std::filesystem::is_symlink(out() / "a")) << "it is not ours to replace";
    EXPECT_EQ(content("a-1"), "/a");
}

TEST_F(FetchNames, NeverTakeThePlaceOfTheListOrTheRecords) {
    fault_server server;
    server.on("/records.jsonl", reply::ok("body"));
    server.on("/urls.txt", reply::ok("body"));
    EXPECT_TRUE(ended_with(fetch({server.url("/urls.txt")}), 0));  // whose name it was before the list was there
    const auto list = file("out/urls.txt", server.url("/records.jsonl") + "\n" + server.url("/urls.txt") + "\n");

    EXPECT_TRUE(ended_with(
        run_trawl({"fetch", "-i", list, "-d", out().string(), "--results", (out() / "records.jsonl").string()}), 0));

    EXPECT_THAT(names(), ElementsAre("records-1.jsonl", "records.jsonl", "urls-1.txt", "urls.txt"));
    EXPECT_EQ(content("records-1.jsonl"), "body");
    EXPECT_EQ(content("urls-1.txt"), "body");
}

}  // namespace
}  // namespace trawl::test
