#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "files/descriptor.hpp"
#include "unit/fetch/fetcher_fixture.hpp"

namespace trawl::fetch {
namespace {

using strings = std::vector<std::string>;

/// A run that remembers whose files there are, into a folder with a file that nobody knows.
struct KeptFiles : fetcher_fixture {
    KeptFiles() {
        settings.next_name = [n = 0](const job&, const std::string& wanted) mutable {
            return wanted + "-" + std::to_string(++n);
        };
        what.owns_name = false;
        send(good);
    }

    void send(const file_version& version) {
        serve([&version](const auto& asked, std::size_t) { return answer(version, asked).whole(); });
    }

    [[nodiscard]] std::string in_folder(const std::string& name) const { return test::read_file(folder / name); }

    void put(const std::string& name, std::string_view text) const { test::write_file(folder / name, text); }

    const file_version good{content(300'000, 1)};
    const file_version large{content((2 << 20) + 5, 2)};
};

TEST_F(KeptFiles, FileOfSomebodyElseStaysAndTheNextFreeNameIsTaken) {
    for (const auto* version : {&good, &large}) {
        for (const std::string& theirs : {std::string("mine"), std::string(version->body.size(), 'x')}) {
            put("file", theirs);
            put("file-1", "also mine");
            send(*version);
            settings.next_name = [n = 0](const job&, const std::string& wanted) mutable {
                return wanted + "-" + std::to_string(++n);
            };
            const report told = fetch();
            ASSERT_EQ(name(told.how), "ok");
            EXPECT_EQ(told.final_name, "file-2");
            EXPECT_EQ(std::get<fetched>(told.how).path, (folder / "file-2").string());
            EXPECT_TRUE(in_folder("file") == theirs);
            EXPECT_EQ(in_folder("file-1"), "also mine");
            EXPECT_TRUE(in_folder("file-2") == version->body);
            EXPECT_EQ(files_left(), (strings{"file", "file-1", "file-2"}));
            std::filesystem::remove(folder / "file-2");
        }
    }
}

TEST_F(KeptFiles, FileWithTheSameBytesIsTakenForIt) {
    for (const auto* version : {&good, &large}) {
        put("file", version->body);
        send(*version);
        const report told = fetch();
        EXPECT_EQ(name(told.how), "ok");
        EXPECT_EQ(told.final_name, "");
        EXPECT_EQ(files_left(), strings{"file"});
    }
}

TEST_F(KeptFiles, NameOfTheServerIsNotTheJobsOwn) {
    what.owns_name = true;
    settings.claim_name = [](const job&, std::string name) { return name; };
    put("a.txt", "mine");
    serve([&](const auto& asked, std::size_t) {
        return answer(good, asked).set("Content-Disposition", R"(attachment; filename="a.txt")").whole();
    });
    EXPECT_EQ(fetch().final_name, "a.txt-1");
    EXPECT_EQ(in_folder("a.txt"), "mine");

    what.own_path = "a.txt";
    EXPECT_EQ(fetch().final_name, "a.txt");
    EXPECT_TRUE(in_folder("a.txt") == good.body);
}

TEST_F(KeptFiles, OwnFileIsReplacedAndKeepsItsPermissions) {
    what.owns_name = true;
    put("file", "old");
    std::filesystem::permissions(folder / "file", std::filesystem::perms{0600});
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_TRUE(file() == good.body);
    EXPECT_EQ(std::filesystem::status(folder / "file").permissions(), std::filesystem::perms{0600});

    const std::string path = (folder / "file").string();
    output = path.c_str();
    send(large);
    EXPECT_EQ(name(fetch().how), "ok");
    EXPECT_TRUE(file() == large.body);
    EXPECT_EQ(std::filesystem::status(folder / "file").permissions(), std::filesystem::perms{0600});
}

TEST_F(KeptFiles, FolderInTheWayIsFoundEarly) {
    const file_version huge{content(8 << 20, 3)};
    send(huge);
    std::filesystem::create_directories(folder / "file/x");
    const report at_name = fetch();
    ASSERT_EQ(name(at_name.how), "write_error");
    EXPECT_EQ(std::get<write_failure>(at_name.how).path, (folder / "file").string());
    EXPECT_LT(at_name.reply->bytes_decoded, huge.body.size());

    std::filesystem::remove_all(folder / "file");
    std::filesystem::create_directories(folder / "file.part/x");
    const report at_part = fetch();
    ASSERT_EQ(name(at_part.how), "write_error");
    EXPECT_EQ(std::get<write_failure>(at_part.how).path, (folder / "file.part").string());
}

TEST_F(KeptFiles, PartThatAnotherProgramWritesIsFoundBeforeTheRequest) {
    serve([&](const auto& asked, std::size_t) { return answer(good, asked).broken_off(100'000); });
    EXPECT_EQ(name(fetch().how), "truncated");
    const files::descriptor other(::open((folder / "file.part.json").c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_EQ(::flock(other.fd(), LOCK_EX | LOCK_NB), 0);

    const report told = fetch();
    ASSERT_EQ(name(told.how), "write_error");
    const auto& why = std::get<write_failure>(told.how);
    EXPECT_EQ(why.path, (folder / "file.part").string());
    EXPECT_EQ(why.why.message(), "another trawl is writing it");
    EXPECT_EQ(server.requests(), 1U);
    EXPECT_EQ(files_left(), (strings{"file.part", "file.part.json"}));
}

TEST_F(KeptFiles, LimitIsOfTheWholeFile) {
    serve([&](const auto& asked, std::size_t n) {
        const auto reply = answer(good, asked);
        return n == 1 ? reply.broken_off(200'000) : reply.whole();
    });
    EXPECT_EQ(name(fetch().how), "truncated");
    settings.max_size = 250'000;
    EXPECT_EQ(name(fetch().how), "too_large");
    EXPECT_EQ(files_left(), strings{});
}

TEST_F(KeptFiles, NoContentIsNoFile) {
    put("file", "good");
    what.owns_name = true;
    auto known = std::make_shared<known_file>();
    known->etag = good.etag;
    what.known = known;
    for (const int status : {204, 205}) {
        server.on("/file", test::reply::status(status));
        EXPECT_EQ(name(fetch().how), "http_error");
        EXPECT_EQ(file(), "good");
    }
}

TEST_F(KeptFiles, DigestOfTheReplyThatBrokeOffHoldsForTheWhole) {
    const std::string wrong = "sha-256=:" + std::string(43, 'A') + "=:";
    serve([&](const auto& asked, std::size_t n) {
        auto reply = answer(good, asked);
        return n == 1 ? reply.set("Content-Digest", wrong).broken_off(200'000) : reply.whole();
    });
    EXPECT_EQ(name(fetch(2).how), "checksum_mismatch");
    EXPECT_EQ(asked("Range").back(), "bytes=200000-");
    EXPECT_EQ(files_left(), strings{});
}

TEST_F(KeptFiles, SizeThatWasNotReadToItsEndIsNotTold) {
    details().size = 1000;
    server.on("/file", test::reply::chunked({std::string(5000, 'x'), std::string(200'000, 'y')}));
    const report told = fetch();
    ASSERT_EQ(name(told.how), "checksum_mismatch");
    EXPECT_EQ(std::get<checksum_mismatch>(told.how).detail, "size is over 1000");
}

}  // namespace
}  // namespace trawl::fetch
