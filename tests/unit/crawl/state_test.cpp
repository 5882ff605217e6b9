#include "crawl/state.hpp"

#include <future>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "batch/journal.hpp"
#include "state_fixture.hpp"
#include "support/child_process.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::crawl::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class State : public StateTest {};

TEST_F(State, GivesBackEachUrlAsItWasLeft) {
    with_state([](state& kept) -> async::awaitable<void> {
        for (url_id id = 1; id <= 6; ++id) {
            new_url next = found(id, id == 1 ? 0 : 1);
            if (id == 3) {
                next.skipped = {reason::depth, "--depth 3"};
            }
            kept.add(std::move(next));
        }
        ending ok = good(1);
        ok.path = "a/index.html";
        kept.settle(std::move(ok), page_of(1));
        kept.settle(failed(4, true), nullptr);
        kept.settle(failed(5, false), page_of(5));
        ending denied;
        denied.id = 6;
        denied.outcome = "robots_denied";
        denied.skipped = {reason::robots, "line 2: Disallow: /"};
        kept.settle(std::move(denied), nullptr);
        kept.change(2, 7, html::link_kind::image, purpose::requisite, {});
        co_return;
    });
    const std::vector<row> known = rows();
    ASSERT_EQ(known.size(), 6U);
    const auto stands = [&](std::size_t id) { return known[id - 1].where; };
    EXPECT_EQ(stands(1), standing::done);
    EXPECT_EQ(stands(2), standing::pending);
    EXPECT_EQ(stands(3), standing::skipped);
    EXPECT_EQ(stands(4), standing::failed);
    EXPECT_EQ(stands(5), standing::failed);
    EXPECT_EQ(stands(6), standing::done);
    EXPECT_EQ(known[0].all.key, found(1).key);
    EXPECT_EQ(known[0].all.sha256, good(1).sha256);
    EXPECT_EQ(known[0].all.started, good(1).started);
    EXPECT_EQ(known[0].all.size, 11U);
    EXPECT_TRUE(known[0].all.is_page);
    EXPECT_EQ(known[0].url, url_of(1));
    EXPECT_EQ(known[1].all.depth, 7U);
    EXPECT_EQ(known[1].all.kind, html::link_kind::image);
    EXPECT_EQ(known[1].all.purpose, purpose::requisite);
    EXPECT_EQ(known[2].all.why, reason::depth);
    EXPECT_TRUE(known[3].all.is_passing);
    EXPECT_FALSE(known[4].all.is_passing);
    EXPECT_FALSE(known[4].all.is_page);
    EXPECT_EQ(known[5].all.why, reason::robots);
}

TEST_F(State, GivesBackHostsRobotsAndValues) {
    with_state([](state& kept) -> async::awaitable<void> {
        kept.keep(host_row{1, "http://a.test", 1, 2, 3});
        kept.keep(host_row{1, "http://a.test", 4, 5, 6});
        const system_time when = system_time(std::chrono::seconds{1'700'000'000});
        kept.keep(robots_row{"http://a.test", when, when + std::chrono::hours{24}, 200, "", "User-agent: *\n"});
        kept.set_value("judge", "one");
        kept.set_value("judge", "two");
        co_return;
    });
    with_state([](state& kept) -> async::awaitable<void> {
        std::vector<host_row> hosts;
        kept.each_host([&](const host_row& each) { hosts.push_back(each); });
        EXPECT_EQ(hosts.size(), 1U);
        EXPECT_EQ(hosts.at(0).bytes, 5U);
        std::vector<robots_row> robots;
        kept.each_robots([&](robots_row each) { robots.push_back(std::move(each)); });
        EXPECT_EQ(robots.size(), 1U);
        EXPECT_EQ(robots.at(0).expires - robots.at(0).fetched, std::chrono::hours{24});
        EXPECT_EQ(robots.at(0).body, "User-agent: *\n");
        EXPECT_EQ(kept.value("judge"), "two");
        EXPECT_EQ(kept.value("none"), "");
        co_return;
    });
}

TEST_F(State, ReadsWhatIsNotCommittedYet) {
    with_state([](state& kept) -> async::awaitable<void> {
        kept.add(found(1));
        kept.add(found(2, 1));
        ending how = good(1);
        how.etag = "\"e\"";
        how.last_modified = "yesterday";
        how.links = {70'000, 2, 300, 2};
        kept.settle(std::move(how), nullptr);
        std::vector<url_id> asked{2, 1};
        const auto read = co_await kept.read(asked);
        EXPECT_EQ(read.at(0).url, url_of(2));
        EXPECT_EQ(read.at(0).referrer, url_of(1));
        EXPECT_EQ(read.at(1).id, 1U);
        EXPECT_EQ(read.at(1).referrer, "");
        EXPECT_EQ(read.at(1).etag, "\"e\"");
        EXPECT_EQ(read.at(1).last_modified, "yesterday");
        const auto links = co_await kept.links_of(asked);
        EXPECT_THAT(links, ElementsAre(testing::IsEmpty(), ElementsAre(2U, 300U, 70'000U)));
        std::vector<url_id> unknown{9};
        EXPECT_THROW((void)co_await kept.read(unknown), state_error);
    });
}

TEST_F(State, TellsAPageWhatItIsTheSameAs) {
    with_state([](state& kept) -> async::awaitable<void> {
        kept.add(found(1));
        kept.add(found(2));
        kept.settle(good(1), page_of(1));
        ending how = good(2);
        how.same_as = 1;
        how.skipped = {reason::duplicate, url_of(1)};
        auto made = page_of(2);
        kept.settle(std::move(how), made);
        co_await kept.flush(false);
        EXPECT_EQ(made->same_as->started, good(1).started);
    });
    EXPECT_EQ(trawl::test::read_file(lines_path()), "1 http://a.test/1\n2 http://a.test/2 = http://a.test/1\n");
}

TEST_F(State, ANewRoundComparesWithTheLastEnding) {
    with_state([](state& kept) -> async::awaitable<void> {
        EXPECT_EQ(kept.round(), 1U);
        for (url_id id = 1; id <= 5; ++id) {
            kept.add(found(id));
            kept.settle(good(id), nullptr);
        }
        kept.begin_round();
        for (url_id id = 1; id <= 5; ++id) {
            kept.reopen(id);
        }
        ending unchanged;
        unchanged.id = 1;
        unchanged.outcome = "not_modified";
        unchanged.status = 304;
        kept.settle(std::move(unchanged), nullptr);
        ending other = good(2);
        other.sha256->fill(0xAB);
        kept.settle(std::move(other), nullptr);
        kept.settle(failed(3, false), nullptr);
        kept.settle(failed(4, true), nullptr);
        co_return;
    });
    const std::vector<row> known = rows();
    EXPECT_EQ(known[0].all.sha256, good(1).sha256);
    EXPECT_TRUE(known[0].all.is_page);
    EXPECT_EQ(known[0].all.round, 2U);
    EXPECT_EQ(known[2].all.sha256, std::nullopt);
    EXPECT_EQ(known[3].all.sha256, good(4).sha256);
    EXPECT_EQ(known[4].where, standing::pending);
    EXPECT_EQ(known[4].all.sha256, good(5).sha256);
    EXPECT_EQ(known[4].all.round, 1U);
    EXPECT_EQ(ask("SELECT change = 'same' FROM done WHERE id = 1"), 1);
    EXPECT_EQ(ask("SELECT change = 'changed' FROM done WHERE id = 2"), 1);
    EXPECT_EQ(ask("SELECT change = 'gone' FROM done WHERE id = 3"), 1);
    EXPECT_EQ(ask("SELECT change IS NULL FROM done WHERE id = 4"), 1);
}

TEST_F(State, KnowsWhenContentCameThatIsNotModified) {
    std::vector<std::shared_ptr<page>> answers;
    with_state([&](state& kept) -> async::awaitable<void> {
        kept.add(found(1));
        kept.settle(good(1), nullptr);
        for (int round = 0; round < 2; ++round) {
            ending unchanged;
            unchanged.id = 1;
            unchanged.outcome = "not_modified";
            unchanged.started = good(1).started + std::chrono::hours(1 + round);
            auto answer = page_of(1);
            answer->is_not_modified = true;
            answers.push_back(answer);
            kept.settle(std::move(unchanged), std::move(answer));
        }
        co_await kept.flush(false);
    });
    EXPECT_EQ(answers[0]->unmodified_since, good(1).started);
    EXPECT_EQ(answers[1]->unmodified_since, good(1).started);
}

// Not even the end of the program is waited for.
TEST_F(State, CommitsByItself) {
    with_state([this](state& kept) -> async::awaitable<void> {
        kept.add(found(1));
        const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        std::int64_t known = 0;
        while (known == 0 && std::chrono::steady_clock::now() < latest) {
            known = batch::sql_database(database_path(), batch::sql_access::read).number("SELECT count(*) FROM url");
        }
        EXPECT_EQ(known, 1);
        co_return;
    });
}

TEST_F(State, HoldsBackWhoAddsMoreThanIsWritten) {
    std::promise<void> go_on;
    auto may_go_on = go_on.get_future().share();
    const auto block = [may_go_on](const std::string& function) {
        if (function == "write") {
            may_go_on.wait();
        }
    };
    const auto fill = [&](state& kept) -> async::awaitable<void> {
        co_await kept.ready();
        for (url_id id = 1; id <= 40; ++id) {
            kept.add(found(id));
            auto made = page_of(id);
            made->body.append(std::string(std::size_t{1} << 20U, 'x'));
            kept.settle(good(id), std::move(made));
        }
        EXPECT_THROW(co_await async::with_timeout(kept.ready(), std::chrono::milliseconds{20}), std::exception);
        go_on.set_value();
        co_await kept.ready();
    };
    with_state(fill, block);
    EXPECT_EQ(rows().size(), 40U);
}

TEST_F(State, OpensInSqlite3) {
    with_state([](state& kept) -> async::awaitable<void> {
        kept.add(found(1));
        kept.add(found(2, 1));
        kept.settle(good(1), nullptr);
        co_return;
    });
    trawl::test::child_options how;
    how.arguments = {database_path(),
                     "pragma integrity_check; select standing, kind, via, reason, started, length(sha256) from urls;"};
    const auto shown = trawl::test::child_process("sqlite3", std::move(how)).wait();
    EXPECT_EQ(shown.out, "ok\ndone|seed|||2023-11-14T22:13:21.123Z|64\npending|anchor|http://a.test/1|||\n")
        << shown.err;
}

TEST_F(State, RefusesWhatIsNotItsOwn) {
    std::filesystem::create_directory(folder_ / ".trawl");
    trawl::test::write_file(database_path(), std::string(5000, 'x'));
    EXPECT_THAT(error_when_opened(), HasSubstr("state.db is damaged"));
    std::filesystem::remove(database_path());
    run_sql("CREATE TABLE mine (x)");
    EXPECT_THAT(error_when_opened(), HasSubstr("state.db is no state of a crawl"));
    EXPECT_EQ(ask("SELECT count(*) FROM mine"), 0);
    std::filesystem::remove(database_path());
    EXPECT_EQ(error_when_opened(), "none");
    run_sql("PRAGMA user_version = 99");
    EXPECT_THAT(error_when_opened(), HasSubstr("of another version of trawl (99; this one knows 1)"));
    run_sql("PRAGMA user_version = 1; UPDATE word SET name = 'other' WHERE what = 'kind' AND code = 3");
    EXPECT_THAT(error_when_opened(), HasSubstr("of another version of trawl"));
}

TEST_F(State, AndTheStateOfFetchRefuseEachOther) {
    boost::asio::io_context loop;
    { const batch::journal made(loop.get_executor(), open_folder()); }
    EXPECT_THAT(error_when_opened(), HasSubstr("the state of files that `trawl fetch` got"));
    std::filesystem::remove(database_path());
    EXPECT_EQ(error_when_opened(), "none");
    try {
        const batch::journal made(loop.get_executor(), open_folder());
        ADD_FAILURE() << "it was taken";
    } catch (const std::runtime_error& refused) {
        EXPECT_THAT(refused.what(), HasSubstr("is the state of a crawl"));
    }
}

TEST_F(State, SaysOfADamagedFileWhatCanBeDone) {
    with_state([](state& kept) -> async::awaitable<void> {
        for (url_id id = 1; id <= 2000; ++id) {
            kept.add(found(id));
        }
        co_return;
    });
    std::string bytes = trawl::test::read_file(database_path());
    bytes.replace(bytes.size() / 2, bytes.size() / 3, bytes.size() / 3, '\xFF');
    trawl::test::write_file(database_path(), bytes);
    try {
        EXPECT_NE(rows().size(), 2000U);
    } catch (const state_error& failed) {
        EXPECT_THAT(failed.what(), HasSubstr("state.db is damaged"));
    }
}

// What rows say becomes numbers of places in memory.
TEST_F(State, RefusesRowsThatItCannotHaveWritten) {
    with_state([](state& kept) -> async::awaitable<void> {
        kept.add(found(1));
        kept.settle(good(1), nullptr);
        kept.keep(host_row{1, "http://a.test", 1, 1, 0});
        kept.keep(robots_row{"http://a.test", {}, {}, 200, "", ""});
        co_return;
    });
    const auto problem = [this](const std::string& change, const std::string& undo) {
        run_sql(change);
        std::string said = "none";
        try {
            with_state([](state& kept) -> async::awaitable<void> {
                kept.each_host([](const host_row&) {});
                kept.each_url([](const state::known_url&) {});
                kept.each_robots([](const robots_row&) {});
                co_return;
            });
        } catch (const state_error& failed) {
            said = failed.what();
        }
        run_sql(undo);
        return said;
    };
    EXPECT_EQ(problem("SELECT 1", "SELECT 1"), "none");
    for (const std::string column : {"kind", "purpose", "reason"}) {
        EXPECT_THAT(problem("UPDATE url SET " + column + " = 200", "UPDATE url SET " + column + " = 0"),
                    HasSubstr("state.db is damaged"));
    }
    EXPECT_THAT(problem("UPDATE done SET reason = -1", "UPDATE done SET reason = NULL"), HasSubstr("damaged"));
    for (const std::string seconds : {"-1", "9223372036854775807"}) {
        EXPECT_THAT(problem("UPDATE robots SET expires = " + seconds, "UPDATE robots SET expires = 0"),
                    HasSubstr("damaged"));
    }
    for (const std::string table : {"url", "host"}) {
        for (const std::string id : {"-5", "4294967295", "4294967297"}) {
            EXPECT_THAT(problem("UPDATE " + table + " SET id = " + id, "UPDATE " + table + " SET id = 1"),
                        HasSubstr("damaged"));
        }
    }
}

TEST_F(State, IsForItsUserAlone) {
    EXPECT_FALSE(state::exists(open_folder()));
    EXPECT_EQ(error_when_opened(), "none");
    EXPECT_TRUE(state::exists(open_folder()));
    struct stat about {};
    ASSERT_EQ(::stat(database_path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

}  // namespace
}  // namespace trawl::crawl::test
