#include "trawl/async/gather.hpp"

#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/event.hpp"
#include "trawl/async/gather_settled.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using trawl::async::awaitable;
using trawl::async::event;
using trawl::async::gather;
using trawl::async::gather_settled;
using trawl::test::let_others_run;
using trawl::test::run;
using trawl::test::spawned;

// Without a default constructor, and moved only.
class parcel {
public:
    explicit parcel(int weight) : weight_(weight) {}
    parcel(parcel&&) = default;
    parcel& operator=(parcel&&) = default;
    [[nodiscard]] int weight() const { return weight_; }

private:
    int weight_;
};

awaitable<parcel> send_after(int rounds, int weight) {
    co_await let_others_run(rounds);
    co_return parcel(weight);
}

awaitable<int> fail_after(int rounds, std::string reason) {
    co_await let_others_run(rounds);
    throw std::runtime_error(reason);
}

awaitable<int> wait_for_ever(int& cancelled) {
    event never;
    try {
        co_await never.wait();
    } catch (...) {
        ++cancelled;
        throw;
    }
    co_return 0;
}

awaitable<int> give(int value) {
    co_return value;
}
awaitable<std::string> give_text(std::string value) {
    co_await let_others_run(1);
    co_return value;
}
awaitable<void> count(int& counter) {
    ++counter;
    co_return;
}

awaitable<void> in_order() {
    std::vector<awaitable<parcel>> parcels;
    for (int i = 0; i < 200; ++i) {
        parcels.push_back(send_after(200 - i, i));
    }
    const auto arrived = co_await gather(std::move(parcels));
    CO_ASSERT_EQ(arrived.size(), 200U);
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        CO_ASSERT_EQ(arrived[i].weight(), static_cast<int>(i));
    }
}

TEST(Gather, GivesResultsInTheOrderGivenNotInThatOfTheirEnd) {
    run(in_order());
}

awaitable<void> nothing_to_do() {
    std::vector<awaitable<int>> none;
    CO_ASSERT_TRUE((co_await gather(std::move(none))).empty());
    co_await gather(std::vector<awaitable<void>>());
}

TEST(Gather, OfNothingReturnsAtOnce) {
    run(nothing_to_do());
}

awaitable<void> mixed_types() {
    int counter = 0;
    const auto result = co_await gather(give(1), give_text("two"), count(counter));
    CO_ASSERT_EQ(std::get<0>(result), 1);
    CO_ASSERT_EQ(std::get<1>(result), "two");
    CO_ASSERT_EQ(counter, 1);
}

TEST(Gather, TakesOperationsOfDifferentTypes) {
    run(mixed_types());
}

awaitable<void> of_void() {
    int counter = 0;
    std::vector<awaitable<void>> counts;
    for (int i = 0; i < 5'000; ++i) {
        counts.push_back(count(counter));
    }
    co_await gather(std::move(counts));
    CO_ASSERT_EQ(counter, 5'000);
}

TEST(Gather, RunsThousandsWithoutAResult) {
    run(of_void());
}

awaitable<void> first_failure() {
    int cancelled = 0;
    std::string reason;
    std::vector<awaitable<int>> operations;
    operations.push_back(fail_after(5, "later"));
    operations.push_back(wait_for_ever(cancelled));
    operations.push_back(fail_after(1, "sooner"));
    operations.push_back(wait_for_ever(cancelled));
    try {
        (void)co_await gather(std::move(operations));
    } catch (const std::runtime_error& error) {
        reason = error.what();
        CO_ASSERT_EQ(cancelled, 2);
    }
    CO_ASSERT_EQ(reason, "sooner");
}

TEST(Gather, FirstFailureCancelsTheOthersWhichEndBeforeItIsThrown) {
    run(first_failure());
}

awaitable<void> gather_waiting(int& cancelled) {
    (void)co_await gather(wait_for_ever(cancelled), give(1));
}

awaitable<void> caller_cancelled() {
    int cancelled = 0;
    spawned caller(co_await asio::this_coro::executor, gather_waiting(cancelled));
    caller.cancel();
    co_await let_others_run();
    CO_ASSERT_TRUE(caller.was_cancelled());
    CO_ASSERT_EQ(cancelled, 1);
}

TEST(Gather, CancelledCallerCancelsAll) {
    run(caller_cancelled());
}

awaitable<int> finish_all_the_same(event& started) {
    event never;
    started.set();
    try {
        co_await never.wait();
    } catch (const boost::system::system_error&) {
    }
    co_return 7;
}

awaitable<void> gather_stubborn(event& started, int& sum) {
    const auto [a, b] = co_await gather(finish_all_the_same(started), finish_all_the_same(started));
    sum = a + b;
}

awaitable<void> results_after_cancellation() {
    event started;
    int sum = 0;
    spawned caller(co_await asio::this_coro::executor, gather_stubborn(started, sum));
    co_await started.wait();
    caller.cancel();
    co_await let_others_run();
    CO_ASSERT_TRUE(caller.has_succeeded());
    CO_ASSERT_EQ(sum, 14);
}

TEST(Gather, KeepsResultsThatAllArrivedInSpiteOfCancellation) {
    run(results_after_cancellation());
}

awaitable<void> settled_mixture() {
    std::vector<awaitable<int>> operations;
    operations.push_back(give(1));
    operations.push_back(fail_after(1, "second"));
    operations.push_back(give(3));
    const auto results = co_await gather_settled(std::move(operations));
    CO_ASSERT_EQ(results.size(), 3U);
    CO_ASSERT_EQ(results[0].value(), 1);
    CO_ASSERT_FALSE(results[1].has_value());
    CO_ASSERT_TRUE(static_cast<bool>(results[1].error()));
    EXPECT_THROW((void)results[1].value(), std::runtime_error);
    CO_ASSERT_EQ(results[2].value(), 3);
    CO_ASSERT_FALSE(static_cast<bool>(results[2].error()));
}

TEST(GatherSettled, GivesEachResultOrItsError) {
    run(settled_mixture());
}

awaitable<void> settled_parcels() {
    std::vector<awaitable<parcel>> operations;
    operations.push_back(send_after(1, 5));
    auto results = co_await gather_settled(std::move(operations));
    const parcel taken = std::move(results.front()).value();
    CO_ASSERT_EQ(taken.weight(), 5);

    int counter = 0;
    std::vector<awaitable<void>> counts;
    counts.push_back(count(counter));
    const auto counted = co_await gather_settled(std::move(counts));
    CO_ASSERT_TRUE(counted.front().has_value());
}

TEST(GatherSettled, TakesTypesThatOnlyMoveAndVoid) {
    run(settled_parcels());
}

awaitable<void> settle_waiting(int& cancelled) {
    std::vector<awaitable<int>> operations;
    operations.push_back(wait_for_ever(cancelled));
    operations.push_back(give(1));
    (void)co_await gather_settled(std::move(operations));
}

awaitable<void> settled_caller_cancelled() {
    int cancelled = 0;
    spawned caller(co_await asio::this_coro::executor, settle_waiting(cancelled));
    caller.cancel();
    co_await let_others_run();
    CO_ASSERT_TRUE(caller.was_cancelled());
    CO_ASSERT_EQ(cancelled, 1);
}

TEST(GatherSettled, CancelledCallerHearsOfItInsteadOfResults) {
    run(settled_caller_cancelled());
}

}  // namespace
