#include "batch/journal.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/sql.hpp"
#include "fetch/frontier.hpp"
#include "files/folder.hpp"
#include "recorded.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::batch {
namespace {

using testing::HasSubstr;

class Journal : public testing::Test {
protected:
    files::folder open_folder() { return files::folder::open_or_create(folder_.path()).value(); }
    std::string database_path() { return folder_ / ".trawl/state.db"; }

    std::unique_ptr<journal> open(async::executor loop) { return std::make_unique<journal>(loop, open_folder()); }

    void add(std::vector<journal_row> rows) {
        boost::asio::io_context loop;
        const auto kept = open(loop.get_executor());
        for (journal_row& each : rows) {
            kept->add(std::move(each));
        }
    }

    std::vector<journal::answer> look_up(std::vector<journal::question> asked) {
        return trawl::test::run([](auto* self, auto questions) -> async::awaitable<std::vector<journal::answer>> {
            const auto kept = self->open(co_await boost::asio::this_coro::executor);
            co_return co_await kept->look_up(std::move(questions));
        }(this, std::move(asked)));
    }

    std::vector<std::string> failed() {
        const auto rows = trawl::test::run([](auto* self) -> async::awaitable<std::vector<journal_row>> {
            const auto kept = self->open(co_await boost::asio::this_coro::executor);
            co_return co_await kept->failed_after(0, "", 100);
        }(this));
        std::vector<std::string> names;
        for (const journal_row& each : rows) {
            names.push_back(each.name);
        }
        return names;
    }

    void run_sql(const std::string& statement) { sql_database(database_path()).run(statement); }

    std::string error_when_opened() {
        boost::asio::io_context loop;
        try {
            const auto kept = open(loop.get_executor());
            return "none";
        } catch (const fetch::source_error& failed) {
            return failed.what();
        }
    }

    /// A finished file, and its row.
    journal_row finished(const std::string& name, std::string_view text, std::uint64_t number = 1) {
        return test::finished_row(folder_.path(), name, text, number);
    }

    trawl::test::temp_dir folder_;
};

journal::question by_name(std::string name) {
    return {std::move(name), {}, {}, 1, {}};
}

TEST_F(Journal, IsFreshUntilItHasARow) {
    boost::asio::io_context loop;
    EXPECT_FALSE(journal::exists(open_folder()));
    EXPECT_TRUE(open(loop.get_executor())->is_fresh());
    EXPECT_TRUE(journal::exists(open_folder()));
    add({finished("a", "abc")});
    EXPECT_FALSE(open(loop.get_executor())->is_fresh());
}

TEST_F(Journal, IsForItsUserAlone) {
    add({finished("a", "abc")});
    struct stat found {};
    ASSERT_EQ(::stat((folder_ / ".trawl").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0700U);
    ASSERT_EQ(::stat(database_path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(Journal, GivesBackWhatWasAdded) {
    journal_row row = finished("sub/a", "abc", 7);
    row.url = "http://a/x";
    row.variant = "POST 12";
    row.occurrence = 3;
    row.naming = "{n}";
    row.status = 200;
    row.etag = "W/\"1\"";
    row.last_modified = "Mon, 23 Nov 2026 10:00:00 GMT";
    row.digests = "md5=00";
    add({row});
    const auto found =
        look_up({by_name("sub/a"), {"", "http://a/x", "POST 12", 3, "{n}"}, {"", "http://a/x", "", 3, "{n}"}});
    ASSERT_TRUE(found[0].row);
    EXPECT_TRUE(found[0].is_as_recorded);
    EXPECT_EQ(found[0].row->url, row.url);
    EXPECT_EQ(found[0].row->occurrence, 3U);
    EXPECT_EQ(found[0].row->number, 7U);
    EXPECT_EQ(found[0].row->etag, row.etag);
    EXPECT_EQ(found[0].row->last_modified, row.last_modified);
    EXPECT_EQ(found[0].row->size, 3U);
    EXPECT_EQ(found[0].row->sha256, row.sha256);
    EXPECT_EQ(found[0].row->digests, "md5=00");
    EXPECT_TRUE(found[0].row->is_done());
    ASSERT_TRUE(found[1].row);
    EXPECT_EQ(found[1].row->name, "sub/a");
    EXPECT_FALSE(found[2].row);
}

TEST_F(Journal, AFileThatChangedOrWentIsNotAsRecorded) {
    add({finished("kept", "abc"), finished("longer", "abc"), finished("touched", "abc"), finished("gone", "abc"),
         finished("linked", "abc")});
    std::ofstream(folder_ / "longer", std::ios::app) << 'd';
    std::filesystem::last_write_time(folder_ / "touched",
                                     std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    std::filesystem::remove(folder_ / "gone");
    std::filesystem::rename(folder_ / "linked", folder_ / "elsewhere");
    std::filesystem::create_symlink("elsewhere", folder_ / "linked");
    const auto found =
        look_up({by_name("kept"), by_name("longer"), by_name("touched"), by_name("gone"), by_name("linked")});
    EXPECT_TRUE(found[0].is_as_recorded);
    for (std::size_t i = 1; i < found.size(); ++i) {
        EXPECT_TRUE(found[i].row && !found[i].is_as_recorded) << found[i].row->name;
    }
}

TEST_F(Journal, AFailureKeepsWhatIsKnownOfTheFileItself) {
    journal_row row = finished("a", "abc");
    row.etag = "\"1\"";
    journal_row failure = test::failed_row("a", row.url);
    failure.error_message = "status 500";
    add({row, failure});
    auto found = look_up({by_name("a")});
    EXPECT_EQ(found[0].row->outcome, "http_error");
    EXPECT_EQ(found[0].row->etag, "\"1\"");
    EXPECT_TRUE(found[0].is_as_recorded);
    failure.url = "http://other/";
    add({failure});
    found = look_up({by_name("a")});
    EXPECT_EQ(found[0].row->etag, "") << "it is of another URL";
    EXPECT_FALSE(found[0].row->size);
}

TEST_F(Journal, AJobThatWasNotReachedDoesNotUndoWhatIsDone) {
    const journal_row row = finished("a", "abc");
    journal_row cancelled = test::failed_row("a", row.url);
    cancelled.outcome = "cancelled";
    journal_row fresh = cancelled;
    fresh.name = "b";
    add({row, cancelled, fresh});
    const auto found = look_up({by_name("a"), by_name("b")});
    EXPECT_EQ(found[0].row->outcome, "ok");
    EXPECT_EQ(found[1].row->outcome, "cancelled");
}

TEST_F(Journal, WhatFailedComesInTheOrderOfTheInputs) {
    add({test::failed_row("c", "http://c/", 2), finished("a", "abc", 3), test::failed_row("b", "http://b/", 10),
         test::failed_row("d", "http://d/", 2)});
    EXPECT_THAT(failed(), testing::ElementsAre("c", "d", "b"));
    add({finished("b", "abc", 1)});
    EXPECT_THAT(failed(), testing::ElementsAre("c", "d"));
}

TEST_F(Journal, CommittedRowsSurviveTheProcess) {
    const pid_t child = ::fork();
    if (child == 0) {
        boost::asio::io_context loop;
        journal kept(loop.get_executor(), open_folder());
        kept.add(test::failed_row("a", "http://a/"));
        kept.commit();
        ::_exit(0);  // no destructor, as after SIGKILL
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_THAT(failed(), testing::ElementsAre("a"));
}

TEST_F(Journal, SeveralProcessesMayHaveOneFolder) {
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
        children.push_back(::fork());
        if (children.back() == 0) {
            boost::asio::io_context loop;
            {
                journal kept(loop.get_executor(), open_folder());
                for (int k = 0; k < 50; ++k) {
                    kept.add(test::failed_row(std::to_string(i) + '-' + std::to_string(k), "http://a/"));
                    if (k % 10 == 0) {
                        kept.commit();
                    }
                }
            }
            ::_exit(0);
        }
    }
    for (const pid_t child : children) {
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(sql_database(database_path()).number("SELECT count(*) FROM files"), 200);
}

TEST_F(Journal, AfterACrashOfTheMachineBytesAreReadAgainOnce) {
    add({finished("right", "abc"), finished("zeros", "abc")});
    EXPECT_EQ(sql_database(database_path()).number("SELECT value FROM meta WHERE key = 'clean'"), 1);
    run_sql("UPDATE meta SET value = '0' WHERE key = 'clean'; UPDATE meta SET value = 'another' WHERE key = 'boot'");
    const auto time = std::filesystem::last_write_time(folder_ / "zeros");
    trawl::test::write_file(folder_ / "zeros", std::string_view("\0\0\0", 3));
    std::filesystem::last_write_time(folder_ / "zeros", time);
    const auto found = look_up({by_name("right"), by_name("zeros")});
    EXPECT_TRUE(found[0].is_as_recorded);
    EXPECT_FALSE(found[1].is_as_recorded);
    EXPECT_EQ(sql_database(database_path()).number("SELECT sum(in_doubt) FROM files"), 1);
}

TEST_F(Journal, BytesThatNobodyWaitsForAreNotReadOn) {
    journal_row large = finished("large", "");
    std::filesystem::resize_file(folder_ / "large", std::uintmax_t{1} << 40);  // hours of reading
    large.size = std::uint64_t{1} << 40;
    struct stat found {};
    ASSERT_EQ(::stat((folder_ / "large").c_str(), &found), 0);
    large.modified = std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
    add({large});
    run_sql("UPDATE meta SET value = '0' WHERE key = 'clean'; UPDATE meta SET value = 'another' WHERE key = 'boot'");
    trawl::test::run([](auto* self) -> async::awaitable<void> {
        const auto kept = self->open(co_await boost::asio::this_coro::executor);
        bool is_cancelled = false;
        try {
            std::vector<journal::question> asked{by_name("large")};
            (void)co_await async::with_timeout(kept->look_up(std::move(asked)), std::chrono::milliseconds{20});
        } catch (const boost::system::system_error&) {
            is_cancelled = true;
        }
        EXPECT_TRUE(is_cancelled);
        kept->add(self->finished("next", "abc"));
        kept->commit();
    }(this));
    EXPECT_EQ(sql_database(database_path()).number("SELECT count(*) FROM files"), 2);
}

TEST_F(Journal, AfterACleanEndOnlyTheLastMinutesAreReadAgain) {
    journal_row early = finished("early", "abc");
    early.finished_at = std::chrono::system_clock::now() - std::chrono::minutes{6};
    journal_row late = finished("late", "abc");
    late.finished_at = std::chrono::system_clock::now() - std::chrono::minutes{4};
    journal_row last = finished("last", "abc");
    last.finished_at = std::chrono::system_clock::now();
    add({early, late, last});
    EXPECT_FALSE(look_up({by_name("last")})[0].row->is_in_doubt);
    run_sql("UPDATE meta SET value = 'another' WHERE key = 'boot'");
    const auto found = look_up({by_name("early"), by_name("late"), by_name("last")});
    EXPECT_FALSE(found[0].row->is_in_doubt);
    EXPECT_TRUE(found[1].row->is_in_doubt);
    EXPECT_TRUE(found[2].row->is_in_doubt);
    EXPECT_TRUE(found[2].is_as_recorded);
}

TEST_F(Journal, WhileAnotherIsAtItTheEndIsNotClean) {
    boost::asio::io_context loop;
    const auto other = open(loop.get_executor());
    add({finished("a", "abc")});
    EXPECT_EQ(sql_database(database_path()).number("SELECT value FROM meta WHERE key = 'clean'"), 0);
}

TEST_F(Journal, SaysWhatToDoAboutADatabaseThatItCannotUse) {
    trawl::test::write_file(folder_ / ".trawl/state.db", std::string(8192, 'x'));
    EXPECT_THAT(error_when_opened(),
                testing::AllOf(HasSubstr(".trawl/state.db"), HasSubstr("damaged"), HasSubstr("move it away")));
    std::filesystem::remove(database_path());
    add({});
    run_sql("PRAGMA user_version = 99");
    EXPECT_THAT(error_when_opened(), testing::AllOf(HasSubstr("another version"), HasSubstr("99")));
}

TEST_F(Journal, FollowsNoSymbolicLink) {
    const trawl::test::temp_dir elsewhere;
    std::filesystem::create_directory_symlink(elsewhere.path(), folder_ / ".trawl");
    EXPECT_THAT(error_when_opened(), HasSubstr("cannot keep the state"));
    std::filesystem::remove(folder_ / ".trawl");
    std::filesystem::create_directory(folder_ / ".trawl");
    std::filesystem::create_symlink(elsewhere / "victim", folder_ / ".trawl/state.db");
    EXPECT_THAT(error_when_opened(), HasSubstr("regular file"));
    EXPECT_FALSE(std::filesystem::exists(elsewhere / "victim"));
}

TEST_F(Journal, WhatCannotBeWrittenIsToldOnce) {
    std::vector<std::string> told;
    boost::asio::io_context loop;
    {
        journal kept(loop.get_executor(), open_folder(), [&](std::string why) { told.push_back(std::move(why)); });
        run_sql("DROP TABLE files");
        kept.add(test::failed_row("a", "http://a/"));
        kept.commit();
        kept.add(test::failed_row("b", "http://b/"));
        kept.commit();
        loop.run();
    }
    ASSERT_EQ(told.size(), 1U);
    EXPECT_THAT(told[0], testing::AllOf(HasSubstr(".trawl/state.db is damaged"), HasSubstr("--no-state")));
}

}  // namespace
}  // namespace trawl::batch
