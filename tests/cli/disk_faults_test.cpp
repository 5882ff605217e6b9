// Calls of the system that fail: of the disk, of the state, of descriptors and threads.

#include <filesystem>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t file_count = 5;

class FailingCalls : public FetchCommand {
protected:
    FailingCalls()
        : server_([this](const received_request& asked) {
              return reply::status(200, {{"ETag", "\"1\""}}, body_of(asked.target));
          }) {}

    [[nodiscard]] std::string body_of(const std::string& target) const {
        return target + std::string(body_size, target.back());
    }
    [[nodiscard]] std::vector<std::string> urls() const {
        std::vector<std::string> all;
        for (std::size_t i = 1; i <= file_count; ++i) {
            all.push_back(server_.url("/f" + std::to_string(i)));
        }
        return all;
    }
    /// One at a time, so that the n-th call is of the n-th file.
    [[nodiscard]] child_result fetch_with(const std::string& rules, std::vector<std::string> arguments = {}) const {
        std::filesystem::remove(place("failed"));
        auto all = urls();
        all.insert(all.end(), {"-j", "1", "--retries", "0"});
        all.insert(all.end(), arguments.begin(), arguments.end());
        auto how = fetch_options(all);
        how.environment.insert(how.environment.end(), {"LD_PRELOAD=" TRAWL_FAILING_CALLS, "FAILING_CALLS=" + rules,
                                                       "FAILING_CALLS_LOG=" + place("failed").string()});
        return run(TRAWL_BINARY, std::move(how));
    }
    [[nodiscard]] bool has_failed() const { return std::filesystem::file_size(place("failed")) > 0; }

    /// Whatever happened before, this gets all that is missing, under the right names and no others.
    void expect_that_the_next_run_mends_it() {
        EXPECT_TRUE(ended_with(fetch_with(""), 0));
        EXPECT_EQ(records().size(), file_count);
        EXPECT_EQ(names(), (std::vector<std::string>{"f1", "f2", "f3", "f4", "f5"}));
        for (const auto& name : names()) {
            EXPECT_EQ(content(name), body_of("/" + name));
        }
    }
    void expect_files_of_all_that_is_told_as_fetched() const {
        for (const auto& one : records()) {
            const auto name = std::filesystem::path(one.text("/input")).filename().string();
            if (one.outcome() == "ok") {
                EXPECT_EQ(content(name), body_of("/" + name));
            } else {
                EXPECT_FALSE(std::filesystem::exists(out() / name)) << name;
            }
        }
    }

    std::size_t body_size = 1000;
    fault_server server_;
};

struct disk_fault {
    std::string rules;
    std::size_t failed = 0;
    std::string message{};
    std::size_t body_size = 1000;
};

void PrintTo(const disk_fault& fault, std::ostream* out) {
    *out << fault.rules;
}

class DiskFault : public FailingCalls, public testing::WithParamInterface<disk_fault> {};

TEST_P(DiskFault, IsOfItsFileAlone) {
    const auto& fault = GetParam();
    body_size = fault.body_size;

    const auto result = fetch_with(fault.rules);

    EXPECT_TRUE(ended_with(result, fault.failed > 0 ? 5 : 0));
    EXPECT_TRUE(has_failed());
    const auto told = records();
    EXPECT_EQ(told.size(), file_count);
    EXPECT_EQ(told.count("ok"), file_count - fault.failed);
    EXPECT_EQ(told.count("write_error"), fault.failed);
    for (const auto& one : told) {
        if (one.outcome() == "write_error") {
            EXPECT_THAT(one.text("/error/message"), HasSubstr(fault.message));
        }
    }
    expect_files_of_all_that_is_told_as_fetched();
    expect_that_the_next_run_mends_it();
}

constexpr std::size_t large = std::size_t{3} << 20;

INSTANTIATE_TEST_SUITE_P(Each, DiskFault,
                         testing::Values(disk_fault{"write (deleted) 3 1 EIO", 1, "Input/output error"},
                                         disk_fault{"write (deleted) 3 * ENOSPC", 3, "No space left"},
                                         disk_fault{"write (deleted) 3 * EDQUOT", 3, "quota"},
                                         disk_fault{"write (deleted) 1 * short"},
                                         disk_fault{"write (deleted) 1 3 EINTR"},
                                         disk_fault{"open (deleted) 3 1 EMFILE"},
                                         disk_fault{"open (deleted) 3 * EROFS; open .part 1 * EROFS", 3, "Read-only"},
                                         disk_fault{"link f3 1 * EPERM"},
                                         disk_fault{"link f3 1 * EROFS; rename f3 1 * EROFS", 1, "Read-only"},
                                         disk_fault{"link f3 1 * ENOSPC; open f3.part 1 1 ENOSPC", 1, "No space left"},
                                         disk_fault{"write f3.part 2 1 EIO", 1, "Input/output error", large},
                                         disk_fault{"write f3.part 2 * ENOSPC", 1, "No space left", large},
                                         disk_fault{"write f3.part 1 * short", 0, "", large},
                                         disk_fault{"write f3.part 1 5 EINTR", 0, "", large},
                                         disk_fault{"write f3.part.json 1 2 EINTR", 0, "", large},
                                         disk_fault{"write f3.part.json 1 * EIO", 1, "Input/output error", large},
                                         disk_fault{"open f3.part.json 1 * EMFILE", 1, "Too many", large}));

/// On a file system that has no files without a name.
disk_fault only_named(disk_fault fault) {
    fault.rules.insert(0, "open (deleted) 1 * EOPNOTSUPP; ");
    return fault;
}

INSTANTIATE_TEST_SUITE_P(Named, DiskFault,
                         testing::Values(only_named({"write .part 3 1 EIO", 1, "Input/output error"}),
                                         only_named({"write .part 3 * ENOSPC", 3, "No space left"}),
                                         only_named({"write .part 1 * short"}),
                                         only_named({"open .part 3 * EROFS", 3, "Read-only"}),
                                         only_named({"open .part 3 1 EMFILE", 1, "Too many open files"}),
                                         only_named({"open .part 2 2 ENFILE", 2, "Too many open files in system"}),
                                         only_named({"open .part 4 1 ENOMEM", 1, "Cannot allocate memory"}),
                                         only_named({"close .part 3 1 EIO", 1, "Input/output error"}),
                                         only_named({"rename f3 1 * EROFS", 1, "Read-only"})));

using StateFault = FailingCalls;

// At each of many points of the run, the first of which are those of its start.
TEST_F(StateFault, IsToldAndTheNextRunMendsIt) {
    std::size_t told = 0;
    for (const std::string what : {"write state.db % * EIO", "write state.db % 1 ENOSPC", "open state.db % * EIO"}) {
        for (const int point : {1, 3, 9, 18, 24, 30}) {
            auto rules = what;
            rules.replace(rules.find('%'), 1, std::to_string(point));
            SCOPED_TRACE(rules);
            std::filesystem::remove_all(out());
            write_file(place("records.jsonl"), "");

            const auto result = fetch_with(rules);

            if (records().size() > 0) {  // it did start
                EXPECT_EQ(records().count("ok"), file_count);
                expect_files_of_all_that_is_told_as_fetched();
            }
            expect_that_the_next_run_mends_it();
            if (result.exit_status == 0) {  // as what failed was of no consequence
                EXPECT_EQ(records().count("already_complete"), file_count);
                continue;
            }
            ++told;
            EXPECT_TRUE(ended_with(result, 5));
            EXPECT_THAT(result.err, HasSubstr("state.db"));
            EXPECT_THAT(result.err, HasSubstr("--no-state"));
        }
    }
    EXPECT_GT(told, 9U);
}

struct start_fault {
    std::string rules;
    int status;
    std::string message{};
};

TEST_F(FailingCalls, AtTheStartAreToldAndMended) {
    for (const auto& [rules, status, message] :
         {start_fault{"folder out 1 1 EROFS", 5, "Read-only file system"},
          start_fault{"folder .trawl 1 1 ENOSPC", 5, "No space left on device"},
          start_fault{"open records.jsonl 1 * EROFS", 5, "records.jsonl"},
          start_fault{"write records.jsonl 1 * EIO", 5, "records.jsonl: Input/output error"},
          start_fault{"close records.jsonl 1 * EIO", 5, "records.jsonl: Input/output error"}}) {
        SCOPED_TRACE(rules);
        std::filesystem::remove_all(out());
        const auto result = fetch_with(rules);
        EXPECT_TRUE(ended_with(result, status));
        EXPECT_THAT(result.err, HasSubstr(message));
        expect_that_the_next_run_mends_it();
    }
}

TEST_F(FailingCalls, OfThreadsEndTheRunAndSayWhy) {
    bool was_enough = false;
    for (int point = 1; !was_enough; ++point) {
        SCOPED_TRACE(point);
        std::filesystem::remove_all(out());
        const auto result = fetch_with("thread * " + std::to_string(point) + " * EAGAIN");
        was_enough = !has_failed();
        if (was_enough) {
            EXPECT_TRUE(ended_with(result, 0));
            break;
        }
        EXPECT_THAT(result.exit_status, testing::AnyOf(1, 5));
        EXPECT_THAT(result.err, HasSubstr("thread can be started: Resource temporarily unavailable"));
        expect_that_the_next_run_mends_it();
    }
}

TEST_F(FailingCalls, OfSocketsAreOfTheirRequestsAlone) {
    for (const std::string error : {"EMFILE", "ENFILE", "ENOMEM"}) {
        SCOPED_TRACE(error);
        std::filesystem::remove_all(out());
        server_.on("/f3", reply::ok(body_of("/f3")) + script{step::close{}});

        EXPECT_TRUE(ended_with(fetch_with("socket * 1 1 " + error), 3));

        EXPECT_EQ(records().count("ok"), file_count - 1);
        EXPECT_EQ(records().of_input(server_.url("/f1")).error_kind(), "system");
        expect_that_the_next_run_mends_it();
    }
}

}  // namespace
}  // namespace trawl::test
