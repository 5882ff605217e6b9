#include <algorithm>
#include <csignal>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "state_fixture.hpp"

namespace trawl::crawl::test {
namespace {

using testing::HasSubstr;

class StateOutputs : public StateTest {
protected:
    /// Settles pages, those that are not known yet added before.
    async::awaitable<void> crawl(state& kept, url_id from, url_id to) {
        url_id known = 0;
        kept.each_url([&](const state::known_url& each) { known = each.id; });
        for (url_id id = from; id <= to; ++id) {
            if (id > known) {
                kept.add(found(id));
            }
            kept.settle(good(id), page_of(id));
        }
        co_await kept.flush(false);
    }

    /// How many were committed, with the files cut back to that.
    url_id done() {
        const auto known = rows();
        return static_cast<url_id>(
            std::ranges::count_if(known, [](const row& each) { return each.where == standing::done; }));
    }

    std::string lines_up_to(url_id last) {
        std::string text;
        for (url_id id = 1; id <= last; ++id) {
            text += std::to_string(id) + ' ' + url_of(id) + '\n';
        }
        return text;
    }
};

/// Kills itself when a function is called for the `time`th time from when it is armed.
struct killer {
    std::string function;
    int times = 1;
    std::shared_ptr<bool> is_armed = std::make_shared<bool>(false);

    void operator()(const std::string& called) {
        if (*is_armed && called == function && --times == 0) {
            ::raise(SIGKILL);
        }
    }
};

TEST_F(StateOutputs, EachPageIsOnceInEachFileHoweverItIsKilled) {
    url_id last = 0;
    for (const char* const moment : {"write", "sync", "describe"}) {
        killer kills{moment, 1, std::make_shared<bool>(false)};
        with_killed_state(
            [&](state& kept) -> async::awaitable<void> {
                co_await crawl(kept, last + 1, last + 20);
                *kills.is_armed = true;
                co_await crawl(kept, last + 21, last + 100);
            },
            kills);
        ASSERT_EQ(done(), last + 20) << moment;
        last += 20;
        EXPECT_EQ(trawl::test::read_file(lines_path()), lines_up_to(last)) << moment;
    }
    with_state([&](state& kept) { return crawl(kept, last + 1, last + 5); });
    EXPECT_EQ(trawl::test::read_file(lines_path()), lines_up_to(last + 5));
}

TEST_F(StateOutputs, ExchangesThatAreNoPagesAreForTheArchivesOnly) {
    with_state([this](state& kept) -> async::awaitable<void> {
        kept.keep(page_of(7));
        co_await crawl(kept, 1, 1);
    });
    EXPECT_EQ(trawl::test::read_file(lines_path()), "- " + url_of(7) + '\n' + lines_up_to(1));
    EXPECT_EQ(ask("SELECT count(*) FROM url"), 1);
    EXPECT_EQ(done(), 1U);
}

// More than is held back in memory: the file has what is not committed.
TEST_F(StateOutputs, AreKnownAsOwnFromTheStart) {
    killer kills{"write", 15'000, std::make_shared<bool>(true)};
    with_killed_state([this](state& kept) { return crawl(kept, 1, 15'000); }, kills);
    const bool is_as_committed = trawl::test::read_file(lines_path()) == lines_up_to(done());
    EXPECT_TRUE(is_as_committed);
    with_state([this, next = done() + 1](state& kept) { return crawl(kept, next, next + 9); });
    const bool is_whole = trawl::test::read_file(lines_path()) == lines_up_to(done());
    EXPECT_TRUE(is_whole);
}

TEST_F(StateOutputs, AreNotTakenFromOthers) {
    trawl::test::write_file(lines_path(), "somebody's");
    EXPECT_THAT(error_when_opened(), HasSubstr("lines is there already and is not of this crawl"));
    EXPECT_EQ(trawl::test::read_file(lines_path()), "somebody's");
    std::filesystem::remove(lines_path());
    with_state([this](state& kept) { return crawl(kept, 1, 3); });
    const std::string text = trawl::test::read_file(lines_path());
    trawl::test::write_file(lines_path(), text.substr(1));
    EXPECT_THAT(error_when_opened(), HasSubstr("it was changed since"));
    std::filesystem::remove(lines_path());
    EXPECT_THAT(error_when_opened(), HasSubstr("lines is gone"));
    std::filesystem::create_directory(lines_path());
    EXPECT_THAT(error_when_opened(), HasSubstr("lines"));
    std::filesystem::remove(lines_path());
    trawl::test::write_file(lines_path(), text + "torn");
    EXPECT_EQ(error_when_opened(), "none");
    EXPECT_EQ(trawl::test::read_file(lines_path()), text);
}

TEST_F(StateOutputs, OnesThatFailAreToldOnceAndCommitNothing) {
    with_state([this](state& kept) { return crawl(kept, 1, 3); });
    const auto fail = [count = 0](const std::string& function) mutable {
        if (function == "sync" && ++count > 1) {
            throw std::runtime_error("cannot write lines: No space left on device");
        }
    };
    const auto go_on = [](state& kept) -> async::awaitable<void> {
        kept.add(found(4));
        kept.settle(good(4), page_of(4));
        EXPECT_THROW(co_await kept.flush(false), state_error);
        kept.add(found(5));
        std::vector<url_id> asked{5};
        EXPECT_THROW((void)co_await kept.read(asked), state_error);
        EXPECT_THROW(co_await kept.flush(true), state_error);
        co_await kept.ready();
    };
    with_state(go_on, fail);
    EXPECT_THAT(errors_, testing::ElementsAre("cannot write lines: No space left on device"));
    EXPECT_EQ(rows().size(), 3U);
    EXPECT_EQ(trawl::test::read_file(lines_path()), lines_up_to(3));
}

TEST_F(StateOutputs, ADiskThatIsFullLosesNothingOfWhatWasCommitted) {
    with_state([this](state& kept) { return crawl(kept, 1, 3); });
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto go_on = [&](state& kept) -> async::awaitable<void> {
        const rlimit lower{100'000, before.rlim_max};
        const auto handled = std::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &lower);
        EXPECT_THROW(co_await crawl(kept, 4, 4000), state_error);
        ::setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handled);
    };
    with_state(go_on);
    EXPECT_THAT(errors_, testing::ElementsAre(HasSubstr("what was committed is safe")));
    const url_id last = done();
    EXPECT_EQ(trawl::test::read_file(lines_path()), lines_up_to(last));
    with_state([this, last](state& kept) { return crawl(kept, last + 1, last + 1); });
    EXPECT_EQ(trawl::test::read_file(lines_path()), lines_up_to(last + 1));
}

TEST_F(StateOutputs, AreFinishedWithTheCrawl) {
    std::vector<std::string> called;
    const auto note = [&](const std::string& function) { called.push_back(function); };
    with_state(
        [this](state& kept) -> async::awaitable<void> {
            co_await crawl(kept, 1, 1);
            co_await kept.flush(true);
        },
        note);
    EXPECT_THAT(called,
                testing::ElementsAre("open", "describe", "sync", "describe", "write", "sync", "describe", "finish"));
}

}  // namespace
}  // namespace trawl::crawl::test
