#include "report/result_store.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <boost/system/system_error.hpp>

#include "report/check_recorder.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "unit/output/sample_report.hpp"

namespace trawl::report {
namespace {

using check::standing;
using testing::ElementsAre;

/// Calls `use` with a store that is closed behind it, and gives the lines that it kept.
std::vector<std::string> kept_lines(bool is_repeated, const std::function<void(result_store&)>& use) {
    const test::temp_dir folder;
    std::vector<std::string> lines;
    test::run([&]() -> async::awaitable<void> {
        const auto loop = co_await boost::asio::this_coro::executor;
        result_store store(loop, folder.path().string(), is_repeated,
                           [](boost::system::error_code why) { ADD_FAILURE() << why.message(); });
        use(store);
        co_await store.room();
        store.close();
        store.each_line([&lines](std::string_view line) { lines.emplace_back(line); });
    }());
    return lines;
}

TEST(ResultStore, TellsInTheOrderOfNumbersAndNotOfEndings) {
    EXPECT_THAT(kept_lines(false,
                           [](result_store& store) {
                               store.add(4, standing::passed, "four\n");
                               store.add(1, standing::failed, "one\n");
                               store.add(2, standing::not_run, "two\n");
                               EXPECT_EQ(store.counts(), (std::array<std::uint64_t, 6>{1, 0, 1, 0, 0, 1}));
                           }),
                ElementsAre("one\n", "two\n", "four\n"));
}

TEST(ResultStore, KeepsTheFirstLineOfTheWorstThatHappenedToACheck) {
    struct run {
        standing how;
        const char* line;
    };
    const std::vector<std::pair<std::vector<run>, std::string>> cases = {
        {{{standing::passed, "1\n"}, {standing::passed, "2\n"}}, "1\n"},
        {{{standing::passed, "1\n"}, {standing::flaky, "2\n"}, {standing::flaky, "3\n"}}, "2\n"},
        {{{standing::flaky, "1\n"}, {standing::error, "2\n"}, {standing::failed, "3\n"}}, "2\n"},
        {{{standing::failed, "1\n"}, {standing::error, "2\n"}, {standing::passed, "3\n"}}, "1\n"},
        {{{standing::passed, "1\n"}, {standing::skipped, "2\n"}, {standing::not_run, "3\n"}}, "2\n"},
        {{{standing::flaky, "1\n"}, {standing::skipped, "2\n"}, {standing::failed, "3\n"}}, "3\n"},
        {{{standing::not_run, "1\n"}, {standing::skipped, "2\n"}}, "2\n"},
    };
    for (const auto& [runs, kept] : cases) {
        const auto lines = kept_lines(true, [&runs = runs](result_store& store) {
            for (const run& each : runs) {
                store.add(1, each.how, store.wants(1, each.how) ? each.line : "");
            }
            std::uint64_t all = 0;
            for (const std::uint64_t count : store.counts()) {
                all += count;
            }
            EXPECT_EQ(all, 1U);
        });
        EXPECT_THAT(lines, ElementsAre(kept));
    }
}

TEST(ResultStore, ReadsBackManyLinesOfAnyLengthFromAnywhere) {
    constexpr std::uint64_t count = 5000;
    const auto text_of = [](std::uint64_t number) {
        return std::string(number % 97 == 0 ? 40'000 : number % 300, 'x') + std::to_string(number) + '\n';
    };
    const auto lines = kept_lines(false, [&](result_store& store) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t number = i * 1777 % count + 1;
            store.add(number, standing::passed, text_of(number));
        }
    });
    ASSERT_EQ(lines.size(), count);
    for (std::uint64_t number = 1; number <= count; ++number) {
        ASSERT_EQ(lines[number - 1], text_of(number));
    }
}

TEST(ResultStore, AFolderThatCannotBeUsedIsToldAtTheStart) {
    test::run([]() -> async::awaitable<void> {
        const auto loop = co_await boost::asio::this_coro::executor;
        const auto make = [&loop] { result_store store(loop, "/proc/nowhere", false, {}); };
        EXPECT_THROW(make(), boost::system::system_error);
    }());
}

/// While it lives, no file grows beyond this.
class size_limit {
public:
    explicit size_limit(rlim_t most) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{most, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
    }
    size_limit(const size_limit&) = delete;
    size_limit& operator=(const size_limit&) = delete;
    ~size_limit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int) = nullptr;
};

TEST(ResultStore, AFullDiskIsToldOnceAndKeepsTheLinesBeforeIt) {
    const test::temp_dir folder;
    test::run([](std::string where) -> async::awaitable<void> {
        const auto loop = co_await boost::asio::this_coro::executor;
        int told = 0;
        result_store store(loop, where, false, [&told](boost::system::error_code) { ++told; });
        const size_limit limit(4096);
        const std::string line = std::string(99, 'x') + '\n';
        for (std::uint64_t number = 1; number <= 1000; ++number) {
            store.add(number, standing::passed, line);
        }
        store.close();
        co_await test::let_others_run();
        EXPECT_EQ(told, 1);
        int found = 0;
        store.each_line([&](std::string_view each) { found += each == line ? 1 : -1000; });
        EXPECT_EQ(found, 40);
    }(folder.path().string()));
}

fetch::report ended(std::uint64_t number, standing how, std::optional<std::chrono::milliseconds> took = std::nullopt) {
    fetch::report done = output::test::answered("http://a.test/" + std::to_string(number), fetch::fetched{});
    done.what.number = number;
    auto result = std::make_shared<check::check_result>();
    result->of = std::make_shared<check::entry>();
    result->name = "check " + std::to_string(number);
    result->stands = how;
    if (how == standing::failed) {
        result->blamed = check::blame::assertion;
    }
    if (took) {
        result->times.emplace();
        result->times->total = *took;
    }
    done.product = std::move(result);
    return done;
}

class kept_records final : public output::record_consumer {
public:
    std::vector<std::string> records;

    void take(const fetch::report&, const std::string& record) override { records.push_back(record); }
    [[nodiscard]] async::awaitable<void> room() override { co_return; }
};

TEST(CheckRecorder, CountsWritesAndKeeps) {
    const test::temp_dir folder;
    test::run([](const test::temp_dir& where) -> async::awaitable<void> {
        using std::chrono::milliseconds;
        const auto loop = co_await boost::asio::this_coro::executor;
        const auto fail = [](boost::system::error_code why) { ADD_FAILURE() << why.message(); };
        result_store store(loop, where.path().string(), true, fail);
        output::record_writer results(loop, where / "results", fail);
        kept_records consumer;
        const known_secrets secrets(redactor{});
        check_recorder told(store, &results, secrets, {&consumer});
        told.finished(ended(2, standing::passed, milliseconds(10)));
        told.finished(ended(1, standing::passed, milliseconds(20)));
        told.finished(ended(1, standing::failed, milliseconds(40)));
        told.finished(ended(2, standing::passed, milliseconds(30)));
        told.finished(ended(3, standing::skipped));
        co_await told.ready();
        store.close();
        co_await results.finish();

        EXPECT_EQ(consumer.records.size(), 5U);
        EXPECT_EQ(test::read_file(where / "results"), consumer.records[0] + consumer.records[1] + consumer.records[2] +
                                                          consumer.records[3] + consumer.records[4]);
        EXPECT_EQ(told.blamed(check::blame::assertion), 1U);
        EXPECT_EQ(told.ended(standing::passed), 3U);
        const run_record record = told.record();
        EXPECT_EQ(record.checks, 3U);
        EXPECT_EQ(record.passed, 1U);
        EXPECT_EQ(record.failed, 1U);
        EXPECT_EQ(record.skipped, 1U);
        EXPECT_EQ(record.runs, 4U);
        EXPECT_EQ(record.failed_runs, 1U);
        EXPECT_EQ(record.p50, 20.0);
        EXPECT_EQ(record.slowest, 40.0);

        std::vector<check_record> checks;
        store.walk([&checks](const check_record& each) { checks.push_back(each); });
        EXPECT_EQ(checks.size(), 3U);
        EXPECT_EQ(checks.at(0).name, "check 1");
        EXPECT_EQ(checks.at(0).stands, standing::failed);
        EXPECT_EQ(checks.at(0).runs, 2U);
        EXPECT_EQ(checks.at(0).failed_runs, 1U);
        EXPECT_EQ(checks.at(1).runs, 2U);
        EXPECT_EQ(checks.at(2).runs, 0U);
        EXPECT_EQ(checks.at(2).skipped_runs, 1U);

        std::vector<std::string> not_passed;
        store.walk_not_passed([&not_passed](const check_record& each) { not_passed.push_back(each.name); });
        EXPECT_THAT(not_passed, ElementsAre("check 1", "check 3"));
    }(folder));
}

}  // namespace
}  // namespace trawl::report
