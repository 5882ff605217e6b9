#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "batch/list_frontier.hpp"
#include "recorded.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"

namespace trawl::batch {
namespace {

using testing::ElementsAre;

/// Runs of one folder, one after the other, without a network: each job ends as the test says.
class ListHistory : public testing::Test {
protected:
    using ending = std::function<fetch::outcome(const fetch::job&)>;

    struct run_options {
        std::string list;
        std::vector<std::string> urls;
        bool checks_finished = false;
        bool only_failed = false;
        std::string naming;
        checksum_list* checksums = nullptr;
    };

    /// "NAME STATE" of each job, in order: new, known, enough or bad.
    std::vector<std::string> run(run_options options, ending end) {
        return trawl::test::run(run_jobs(std::move(options), std::move(end)));
    }

    std::vector<std::string> run(std::string list, ending end) {
        run_options options;
        options.list = std::move(list);
        return run(std::move(options), std::move(end));
    }

    ending finishes() {
        return [this](const fetch::job& what) -> fetch::outcome {
            if (what.known && what.known->is_enough) {
                return fetch::already_complete{};
            }
            const auto row = test::finished_row(folder_.path(), what.name, "text of " + what.name);
            return fetch::fetched{what.name, row.sha256, *row.size, row.modified};
        };
    }

    ending fails_for(std::string part) {
        return [this, part](const fetch::job& what) -> fetch::outcome {
            if (what.input.find(part) != std::string::npos) {
                return fetch::http_error{};
            }
            return finishes()(what);
        };
    }

    trawl::test::temp_dir folder_;
    std::vector<std::string> remarks_;
    std::vector<std::string> owned_;  // the names that the last run may replace

private:
    static std::string state(const fetch::job& what) {
        return !what.target ? "bad" : !what.known ? "new" : what.known->is_enough ? "enough" : "known";
    }

    async::awaitable<std::vector<std::string>> run_jobs(run_options options, ending end) {
        const auto loop = co_await boost::asio::this_coro::executor;
        const auto where = files::folder::open_or_create(folder_.path()).value();
        const journal_row none;
        journal kept(loop, where);
        list_settings settings;
        settings.urls = options.urls;
        if (!options.list.empty()) {
            trawl::test::write_file(lists_ / "list", options.list);
            settings.list = std::make_unique<byte_source>(loop, lists_ / "list");
        }
        settings.history = &kept;
        settings.checks_finished = options.checks_finished;
        settings.only_failed = options.only_failed;
        settings.naming = options.naming;
        settings.checksums = options.checksums;
        list_frontier frontier(std::move(settings));
        std::vector<std::string> seen;
        std::vector<fetch::job> jobs;
        owned_.clear();
        while (auto next = co_await frontier.next()) {
            seen.push_back(next->name + ' ' + state(*next));
            if (next->owns_name) {
                owned_.push_back(next->name);
            }
            jobs.push_back(std::move(*next));
        }
        for (fetch::job& each : jobs) {
            fetch::outcome how = each.target ? end(each) : fetch::outcome(fetch::skipped{each.target.error()});
            fetch::report done(std::move(each));
            done.how = std::move(how);
            frontier.settled(done);
        }
        remarks_ = frontier.remarks();
        co_return seen;
    }

    trawl::test::temp_dir lists_;
};

TEST_F(ListHistory, ASecondRunKnowsWhatIsFinishedAndFetchesTheRest) {
    const std::string list = "http://a/1\nhttp://a/2\nhttp://a/3\n";
    EXPECT_THAT(run(list, fails_for("/2")), ElementsAre("1 new", "2 new", "3 new"));
    std::filesystem::remove(folder_ / "3");
    EXPECT_THAT(run(list, fails_for("/2")), ElementsAre("1 enough", "2 new", "3 new"));
    EXPECT_THAT(run(list, finishes()), ElementsAre("1 enough", "2 new", "3 enough"));
    EXPECT_THAT(run(list, finishes()), ElementsAre("1 enough", "2 enough", "3 enough"));
}

TEST_F(ListHistory, SyncAsksAboutWhatIsFinished) {
    run("http://a/1\n", finishes());
    run_options options;
    options.list = "http://a/1\n";
    options.checks_finished = true;
    EXPECT_THAT(run(options, [](const auto&) { return fetch::not_modified{}; }), ElementsAre("1 known"));
    EXPECT_THAT(run(options, fails_for("/1")), ElementsAre("1 known"));
    EXPECT_THAT(run("http://a/1\n", finishes()), ElementsAre("1 known")) << "the last try failed, so it is asked again";
}

TEST_F(ListHistory, NamesStayWhateverComesBeforeThem) {
    EXPECT_THAT(run("http://a/x\nhttp://b/x\nhttp://a/x\n", finishes()), ElementsAre("x new", "x-1 new", "x-2 new"));
    EXPECT_THAT(run("http://c/x\nhttp://a/x\nhttp://b/x\nhttp://a/x\nhttp://a/x\n", finishes()),
                ElementsAre("x-3 new", "x enough", "x-1 enough", "x-2 enough", "x-4 new"));
    EXPECT_THAT(run("http://b/x\n", finishes()), ElementsAre("x-1 enough"));
}

TEST_F(ListHistory, NamesOfWhatFailedStayWhereAPartWaitsForThem) {
    EXPECT_THAT(run("http://a/x\nhttp://b/x\n", fails_for("x")), ElementsAre("x new", "x-1 new"));
    trawl::test::write_file(folder_ / "x-1.part", "half of it");
    EXPECT_THAT(run("http://c/x\nhttp://d/x\nhttp://b/x\n", fails_for("x")),
                ElementsAre("x new", "x-2 new", "x-1 new"));
    EXPECT_THAT(run("http://d/x\n", fails_for("x")), ElementsAre("x-2 new"));
}

TEST_F(ListHistory, ANameFromTheListIsForWhoAsksForIt) {
    EXPECT_THAT(run("http://a/x\thome\nhttp://b/home\n", finishes()), ElementsAre("home new", "home-1 new"));
    EXPECT_THAT(run("http://a/x\thome\nhttp://b/home\n", finishes()), ElementsAre("home enough", "home-1 enough"));
    EXPECT_THAT(run("http://moved/x\thome\n", finishes()), ElementsAre("home new")) << "another URL: not the same file";
    EXPECT_THAT(run("http://a/1\tdup\nhttp://a/2\tdup\n", finishes()), ElementsAre("dup new", "dup-1 new"));
    EXPECT_THAT(run("http://a/s\tsub/\n", finishes()), ElementsAre("sub/s new"));
    EXPECT_THAT(run("http://a/s\tsub/\n", finishes()), ElementsAre("sub/s enough"));
}

TEST_F(ListHistory, NamesThatAListGivesTwiceStay) {
    const std::string list = "http://a/1\tn\nhttp://a/2\tn\nhttp://a/2\tn\nhttp://a/3\tf\nhttp://a/4\tf/x\n";
    EXPECT_THAT(run(list, finishes()), ElementsAre("n new", "n-1 new", "n-2 new", "f new", "f-1/x new"));
    EXPECT_THAT(run(list, finishes()), ElementsAre("n enough", "n-1 enough", "n-2 enough", "f enough", "f-1/x enough"));
    const std::string reversed = "http://a/4\tf/x\nhttp://a/3\tf\nhttp://a/2\tn\nhttp://a/2\tn\nhttp://a/1\tn\n";
    EXPECT_THAT(run(reversed, finishes()),
                ElementsAre("f-1/x enough", "f enough", "n-1 enough", "n-2 enough", "n enough"));
    EXPECT_THAT(run("http://a/new?token\tn\nhttp://a/5\tn\nhttp://a/2\tn\n", finishes()),
                ElementsAre("n new", "n-3 new", "n-1 enough"))
        << "a number is nobody's to replace";
    EXPECT_THAT(run("http://a/6\tf/y\nhttp://a/7\tf-1\n", finishes()), ElementsAre("f-1/y new", "f-1-1 new"));
}

TEST_F(ListHistory, OnlyWhatARunFetchedOrTheListNamesMayBeReplaced) {
    EXPECT_THAT(run("http://a/x\nhttp://a/y\ty\nhttp://a/z\ty\n", finishes()),
                ElementsAre("x new", "y new", "y-1 new"));
    EXPECT_THAT(owned_, ElementsAre("y"));
    run("http://a/x\nhttp://a/y\ty\nhttp://a/z\ty\nhttp://b/x\n", finishes());
    EXPECT_THAT(owned_, ElementsAre("x", "y", "y-1"));
}

TEST_F(ListHistory, FilesNamedInAnotherWayAreLeftAlone) {
    run("http://a/x\n", finishes());
    run_options options;
    options.list = "http://a/x\n";
    options.naming = "{n}";
    EXPECT_THAT(run(options, finishes()), ElementsAre("x-1 new"));
    EXPECT_THAT(run(options, finishes()), ElementsAre("x-1 enough"));
    EXPECT_THAT(run("http://a/x\n", finishes()), ElementsAre("x enough"));
}

TEST_F(ListHistory, WhatTheInputExpectsMustBeWhatIsThere) {
    run("http://a/x\n", finishes());
    EXPECT_THAT(run("http://a/x\t\tsize=9\n", finishes()), ElementsAre("x enough"));
    EXPECT_THAT(run("http://a/x\t\tsize=8\n", fails_for("/x")), ElementsAre("x new"));
    run("http://a/x\n", finishes());
    EXPECT_THAT(run("http://a/x\t\tsha256=" + std::string(64, '0') + "\n", finishes()), ElementsAre("x new"));
    const std::string md5 = "http://a/x\t\tmd5=" + std::string(32, '0') + "\n";
    EXPECT_THAT(run(md5, finishes()), ElementsAre("x new")) << "nobody has checked it against that";
    EXPECT_THAT(run(md5, finishes()), ElementsAre("x enough"));
}

TEST_F(ListHistory, OtherRequestsAreOtherFiles) {
    const std::string post = R"({"url":"http://a/x","data":"1"})";
    EXPECT_THAT(run("http://a/x\n" + post + "\n", finishes()), ElementsAre("x new", "x-1 new"));
    EXPECT_THAT(run(post + "\nhttp://a/x\n" + R"({"url":"http://a/x","data":"2"})", finishes()),
                ElementsAre("x-1 enough", "x enough", "x-2 new"));
    const auto with = [](const std::string& fields) { return R"({"url":"http://a/f","headers":{)" + fields + "}}\n"; };
    EXPECT_THAT(run(with(R"("Accept":"text/csv")") + with(R"("Accept":"application/json")"), finishes()),
                ElementsAre("f new", "f-1 new"));
    EXPECT_THAT(run(with(R"("accept":"application/json","Cookie":"a=b")"), finishes()), ElementsAre("f-1 enough"));
    EXPECT_THAT(run("http://a/f\n", finishes()), ElementsAre("f-2 new"));
}

TEST_F(ListHistory, CredentialsAreNoPartOfTheUrlAndNotKeptForWhatIsDone) {
    run("http://joe:s3cret@a/x#there\n", finishes());
    EXPECT_THAT(run("http://a/x\n", finishes()), ElementsAre("x enough"));
    EXPECT_THAT(trawl::test::read_file(folder_ / ".trawl/state.db"), testing::Not(testing::HasSubstr("s3cret")));
}

TEST_F(ListHistory, OnlyFailedTakesWhatFailedAndLeavesOutWhatIsNew) {
    run("http://a/1\nhttp://a/2\n", fails_for("/2"));
    run_options options;
    options.list = "http://a/1\nhttp://a/2\nhttp://a/3\nnot a url\n";
    options.only_failed = true;
    EXPECT_THAT(run(options, fails_for("/2")), ElementsAre("1 enough", "2 new", " bad"));
    EXPECT_THAT(remarks_, ElementsAre(testing::HasSubstr("1 input left out")));
}

TEST_F(ListHistory, OnlyFailedWithoutAListTakesTheInputsThatFailed) {
    const std::string list = "http://a/ok\nhttp://a/x\nhttp://a/x\nhttp://joe:pw@a/y\thome\theader=A: b\n";
    run(list, fails_for("a/"));
    run("http://a/ok\n", finishes());
    run_options options;
    options.only_failed = true;
    std::vector<std::string> inputs;
    EXPECT_THAT(
        run(options,
            [&](const fetch::job& what) -> fetch::outcome {
                inputs.push_back(what.input + (what.details ? " " + std::string(*what.details->fields.get("A")) : ""));
                return what.name == "x" ? finishes()(what) : fetch::http_error{};
            }),
        ElementsAre("x new", "x-1 new", "home new"));
    EXPECT_THAT(inputs, ElementsAre("http://a/x", "http://a/x", "http://joe:pw@a/y b"));
    EXPECT_THAT(run(options, finishes()), ElementsAre("x-1 new", "home new"));
    EXPECT_THAT(run(options, finishes()), ElementsAre());
    EXPECT_THAT(run(list, finishes()), ElementsAre("ok enough", "x enough", "x-1 enough", "home enough"));
}

TEST_F(ListHistory, OnlyFailedReadsManyPages) {
    std::string list;
    for (int i = 0; i < 300; ++i) {
        list += "http://a/" + std::to_string(i) + '\n';
    }
    run(list, fails_for("a/"));
    run_options options;
    options.only_failed = true;
    EXPECT_EQ(run(options, fails_for("a/")).size(), 300U);
    EXPECT_EQ(run(options, finishes()).size(), 300U);
}

TEST_F(ListHistory, ChecksumsAreExpectedByName) {
    auto sums = checksum_list::parse(std::string(64, '0') + "  1\n" + std::string(64, '1') + "  nobody\n", "SUMS");
    run_options options;
    options.list = "http://a/1\nhttp://a/2\n";
    options.checksums = &sums;
    run(options, [](const fetch::job& what) -> fetch::outcome {
        EXPECT_EQ(what.details != nullptr, what.name == "1");
        return fetch::http_error{};
    });
    EXPECT_THAT(remarks_, ElementsAre(testing::HasSubstr("1 file"), testing::HasSubstr(" nobody")));
}

}  // namespace
}  // namespace trawl::batch
