#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/system/errc.hpp>

#include "unit/files/parts.hpp"

namespace trawl::files {
namespace {

namespace fs = std::filesystem;
namespace errc = boost::system::errc;
using test::catch_up;
using test::content;
using test::disk_loop;
using test::find_part;
using test::finish_part;
using test::leave_part;
using test::store;
using testing::ElementsAre;
using testing::IsEmpty;

part_record record_at(const fs::path& where) {
    auto record = parse_part_record(test::read_file(where));
    EXPECT_TRUE(record);
    return record.value_or(part_record());
}

TEST(PartTrust, DiscardRemovesWhatCouldNotBeTrusted) {
    disk_loop loop;
    leave_part(loop, "file", "0123456789", 4);
    test::write_file(loop / "file.part.json", "damaged");
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_FALSE(co_await file.find_part());
        co_await file.discard();
        EXPECT_THAT(loop.names(), IsEmpty());
    });
}

TEST(PartTrust, WhatCannotBeTrustedIsNotFoundAndGoes) {
    using change = std::function<void(const fs::path& part, const fs::path& record)>;
    const std::vector<std::pair<const char*, change>> changes = {
        {"no record", [](auto&, auto& record) { fs::remove(record); }},
        {"an empty record", [](auto&, auto& record) { test::write_file(record, ""); }},
        {"a cut record", [](auto&, auto& record) { fs::resize_file(record, 100); }},
        {"a record of something else", [](auto&, auto& record) { test::write_file(record, "{\"version\":1}\n"); }},
        {"a huge record", [](auto&, auto& record) { fs::resize_file(record, 2 << 20); }},
        {"a pipe for a record",
         [](auto&, auto& record) {
             fs::remove(record);
             EXPECT_EQ(::mkfifo(record.c_str(), 0600), 0);
         }},
        {"no part", [](auto& part, auto&) { fs::remove(part); }},
        {"a shorter part", [](auto& part, auto&) { fs::resize_file(part, 199'999); }},
        {"a part with two names", [](auto& part, auto&) { fs::create_hard_link(part, part.parent_path() / "other"); }},
        {"a pipe for a part",
         [](auto& part, auto&) {
             fs::remove(part);
             EXPECT_EQ(::mkfifo(part.c_str(), 0600), 0);
         }},
    };
    for (const auto& [what, spoil] : changes) {
        disk_loop loop;
        const auto text = content(300'000);
        leave_part(loop, "file", text, 200'000);
        spoil(loop / "file.part", loop / "file.part.json");
        EXPECT_FALSE(find_part(loop, "file")) << what;
        EXPECT_FALSE(store(loop, "file", text)) << what;
        EXPECT_TRUE(test::read_file(loop / "file") == text) << what;
        fs::remove(loop / "other");
        EXPECT_THAT(loop.names(), ElementsAre("file")) << what;
    }
}

TEST(PartTrust, SymbolicLinksInTheirPlacesAreRefused) {
    for (const auto* name : {"file.part", "file.part.json"}) {
        disk_loop loop;
        const auto text = content(300'000);
        leave_part(loop, "file", text, 200'000);
        fs::rename(loop / name, loop.root / "precious");
        fs::create_symlink(loop.root / "precious", loop / name);
        const auto before = test::read_file(loop.root / "precious");
        EXPECT_FALSE(find_part(loop, "file")) << name;
        EXPECT_EQ(store(loop, "file", text), errc::too_many_symbolic_link_levels) << name;
        EXPECT_EQ(test::read_file(loop.root / "precious"), before) << name;
    }
}

TEST(PartTrust, BytesThatTheRecordDoesNotSpeakOfAreCutOff) {
    disk_loop loop;
    const auto text = content(300'000);
    leave_part(loop, "file", text, 200'000);
    test::write_file(loop / "file.part", text.substr(0, 200'000) + std::string(500'000, 'x'));
    const auto done = finish_part(loop, "file", text);
    ASSERT_TRUE(done);
    EXPECT_TRUE(test::read_file(loop / "file") == text);
}

TEST(PartTrust, AfterAnotherBootOnlyWhatWasSyncedCounts) {
    disk_loop loop;
    const auto text = content(300'000);
    leave_part(loop, "file", text, 200'000);
    auto record = record_at(loop / "file.part.json");
    record.boot = "another";
    record.synced = {{0, 70'000, 300'000}};
    test::write_file(loop / "file.part.json", to_json(record));
    ASSERT_TRUE(find_part(loop, "file"));
    EXPECT_EQ(kept_size(*find_part(loop, "file")), 70'000u);
    record.synced = {{0, 0, 300'000}};
    test::write_file(loop / "file.part.json", to_json(record));
    EXPECT_FALSE(find_part(loop, "file"));
}

TEST(PartTrust, WhatIsKeptIsOnTheDiskFromOneMegabyteOn) {
    disk_loop loop;
    const auto text = content(2 << 20);
    leave_part(loop, "file", text, 3 << 19);
    const auto record = record_at(loop / "file.part.json");
    EXPECT_EQ(record.synced, record.part.segments);
    EXPECT_FALSE(record.boot.empty());
}

TEST(PartTrust, AnotherProgramAtTheSameFileIsLeftAlone) {
    disk_loop loop;
    const auto text = content(300'000);
    leave_part(loop, "file", text, 200'000);
    const descriptor other(::open((loop / "file.part.json").c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_EQ(::flock(other.fd(), LOCK_EX | LOCK_NB), 0);
    EXPECT_FALSE(find_part(loop, "file"));
    EXPECT_EQ(store(loop, "file", text), errc::device_or_resource_busy);
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        (void)co_await file.write(loop.piece("text"));
        EXPECT_EQ((co_await file.commit()).error(), errc::device_or_resource_busy)
            << "though it did not look for a part";
    });
    EXPECT_TRUE(test::read_file(loop / "file.part") == text.substr(0, 200'000));
    EXPECT_THAT(loop.names(), ElementsAre("file.part", "file.part.json"));
}

TEST(PartTrust, APartThatAnotherProgramPutInItsPlaceIsNotRenamed) {
    disk_loop loop;
    loop.run([&]() -> async::awaitable<void> {
        download file(loop.disk, loop.folder, "file");
        EXPECT_FALSE(co_await file.write(loop.piece("ours")));
        co_await catch_up(loop);
        fs::remove(loop / "file.part");
        test::write_file(loop / "file.part", "theirs");
        EXPECT_EQ((co_await file.commit()).error(), errc::device_or_resource_busy);
    });
    EXPECT_EQ(test::read_file(loop / "file.part"), "theirs");
}

TEST(PartTrust, TheRecordIsNobodyElsesToRead) {
    const auto before = ::umask(0);
    {
        disk_loop loop;
        leave_part(loop, "file", content(300'000), 200'000);
        EXPECT_EQ(fs::status(loop / "file.part.json").permissions(), fs::perms(0600));
    }
    ::umask(before);
}

}  // namespace
}  // namespace trawl::files
