#include "output/record_writer.hpp"

#include <csignal>
#include <exception>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/system/system_error.hpp>

#include "output/run_recorder.hpp"
#include "sample_report.hpp"
#include "support/temp_dir.hpp"

namespace trawl::output {
namespace {

using boost::system::error_code;

fetch::report numbered(std::uint64_t number) {
    return test::sample_report("http://example.org/" + std::to_string(number), fetch::cancelled{}, number, number);
}

async::awaitable<void> write_all(record_writer& records, std::uint64_t count) {
    for (std::uint64_t number = 1; number <= count; ++number) {
        co_await records.room();
        records.add(numbered(number), "GET");
    }
    co_await records.finish();
}

void run(boost::asio::io_context& loop, async::awaitable<void> work) {
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& how) { failure = how; });
    loop.run();
    loop.restart();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

void expect_no_error(error_code failure) {
    ADD_FAILURE() << failure.message();
}

/// How many lines it has; each must be a record, in order.
std::uint64_t checked_lines(const std::string& text) {
    std::uint64_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        EXPECT_NE(end, std::string::npos) << "a torn line: " << text.substr(at);
        if (end == std::string::npos) {
            break;
        }
        EXPECT_EQ(boost::json::parse(text.substr(at, end - at)).at("line"), ++count);
        at = end + 1;
    }
    return count;
}

TEST(RecordWriter, WritesEveryRecordInOrder) {
    const trawl::test::temp_dir folder;
    boost::asio::io_context loop{1};
    record_writer records{loop.get_executor(), folder / "r.jsonl", expect_no_error};
    run(loop, write_all(records, 5000));
    EXPECT_EQ(checked_lines(trawl::test::read_file(folder / "r.jsonl")), 5000U);
}

TEST(RecordWriter, EmptiesAFileThatIsThere) {
    const trawl::test::temp_dir folder;
    trawl::test::write_file(folder / "r.jsonl", "from an earlier run\n");
    boost::asio::io_context loop{1};
    record_writer records{loop.get_executor(), folder / "r.jsonl", expect_no_error};
    run(loop, write_all(records, 0));
    EXPECT_EQ(trawl::test::read_file(folder / "r.jsonl"), "");
}

TEST(RecordWriter, DestructorWritesWhatWasAdded) {
    const trawl::test::temp_dir folder;
    boost::asio::io_context loop{1};
    {
        record_writer records{loop.get_executor(), folder / "r.jsonl", expect_no_error};
        for (std::uint64_t number = 1; number <= 3; ++number) {
            records.add(numbered(number), "GET");
        }
    }
    EXPECT_EQ(checked_lines(trawl::test::read_file(folder / "r.jsonl")), 3U);
}

TEST(RecordWriter, WritesAFewRecordsWithoutBeingAskedTo) {
    const trawl::test::temp_dir folder;
    const std::string path = folder / "pipe";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ASSERT_GE(reader, 0);
    ASSERT_EQ(::fcntl(reader, F_SETFL, 0), 0);
    boost::asio::io_context loop{1};
    {
        record_writer records{loop.get_executor(), path, expect_no_error};
        records.add(numbered(1), "GET");
        std::string line(4096, '\0');
        const ssize_t count = ::read(reader, line.data(), line.size());  // waits until it is written
        ASSERT_GT(count, 0);
        EXPECT_EQ(checked_lines(line.substr(0, static_cast<std::size_t>(count))), 1U);
    }
    ::close(reader);
}

TEST(RecordWriter, WaitsForASlowReaderAndLosesNothing) {
    const trawl::test::temp_dir folder;
    const std::string path = folder / "pipe";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    constexpr std::uint64_t count = 20'000;  // over 10 MiB: far more than may wait
    std::string received;
    std::thread reader{[&] {
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        std::string piece(16 << 10, '\0');
        for (ssize_t size = 1; size > 0;) {
            size = ::read(descriptor, piece.data(), piece.size());
            received.append(piece, 0, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        }
        ::close(descriptor);
    }};
    boost::asio::io_context loop{1};
    {
        record_writer records{loop.get_executor(), path, expect_no_error};
        run(loop, write_all(records, count));
    }
    reader.join();
    EXPECT_EQ(checked_lines(received), count);
}

TEST(RecordWriter, ReaderThatLeftIsToldOnceAndTheRestIsDropped) {
    const trawl::test::temp_dir folder;
    const std::string path = folder / "pipe";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    boost::asio::io_context loop{1};
    std::vector<error_code> told;
    record_writer records{loop.get_executor(), path, [&](error_code failure) { told.push_back(failure); }};
    ::close(reader);
    run(loop, write_all(records, 20'000));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0], boost::system::errc::broken_pipe);
}

TEST(RecordWriter, FullDiskIsToldOnce) {
    boost::asio::io_context loop{1};
    std::vector<error_code> told;
    record_writer records{loop.get_executor(), "/dev/full", [&](error_code failure) { told.push_back(failure); }};
    run(loop, write_all(records, 5000));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0], boost::system::errc::no_space_on_device);
}

TEST(RecordWriter, OnlyWholeLinesStandInAFileAfterAnError) {
    const trawl::test::temp_dir folder;
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit small{100'001, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    boost::asio::io_context loop{1};
    std::vector<error_code> told;
    {
        record_writer records{loop.get_executor(), folder / "r.jsonl",
                              [&](error_code failure) { told.push_back(failure); }};
        run(loop, write_all(records, 5000));
    }
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0], boost::system::errc::file_too_large);
    EXPECT_GT(checked_lines(trawl::test::read_file(folder / "r.jsonl")), 0U);
}

TEST(RecordWriter, FileThatCannotBeOpenedIsAnException) {
    boost::asio::io_context loop{1};
    const trawl::test::temp_dir folder;
    EXPECT_THROW(record_writer(loop.get_executor(), folder / "none" / "r.jsonl", expect_no_error),
                 boost::system::system_error);
}

TEST(RecordWriter, CallsTheHookBeforeALineIsWritten) {
    const trawl::test::temp_dir folder;
    const auto path = folder / "r.jsonl";
    boost::asio::io_context loop{1};
    std::vector<std::string> seen;
    {
        record_writer records{loop.get_executor(), path, expect_no_error,
                              [&] { seen.push_back(trawl::test::read_file(path)); }};
        records.add("one\n");
        run(loop, records.finish());
    }
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0], "");
    EXPECT_EQ(trawl::test::read_file(path), "one\n");
}

TEST(RunRecorder, CountsAndRecordsEveryReport) {
    const trawl::test::temp_dir folder;
    boost::asio::io_context loop{1};
    {
        record_writer records{loop.get_executor(), folder / "r.jsonl", expect_no_error};
        run_recorder both{&records, "GET"};
        both.finished(numbered(1));
        both.finished(numbered(2));
        run(loop, both.ready());
        EXPECT_EQ(both.totals().done(), 2U);
        EXPECT_EQ(both.totals().failed(), 2U);
    }
    EXPECT_EQ(checked_lines(trawl::test::read_file(folder / "r.jsonl")), 2U);
}

TEST(RunRecorder, WithoutAWriterOnlyCounts) {
    boost::asio::io_context loop{1};
    run_recorder counter{nullptr, "GET"};
    counter.finished(numbered(1));
    run(loop, counter.ready());
    EXPECT_EQ(counter.totals().done(), 1U);
}

}  // namespace
}  // namespace trawl::output
