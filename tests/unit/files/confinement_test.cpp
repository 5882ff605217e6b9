#include "files/confinement.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temp_dir.hpp"

namespace trawl::files {
namespace {

using test::temp_dir;
using testing::HasSubstr;
using testing::Not;

// A thread is confined for good, so each test has one of its own.
void in_a_thread(const std::function<void()>& work) {
    std::thread(work).join();
}

descriptor place_at(const std::filesystem::path& path) {
    return descriptor(::open(path.c_str(), O_PATH | O_CLOEXEC));
}

int error_of(int result) {
    return result < 0 ? errno : 0;
}

int make_file(const std::filesystem::path& path) {
    const descriptor made(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    return error_of(made.fd());
}

int write_to(const std::filesystem::path& path, int more_flags = 0) {
    const descriptor opened(::open(path.c_str(), O_WRONLY | O_CLOEXEC | more_flags));
    return error_of(opened.fd());
}

// Which of the kernel's calls there are is for it alone to say.
bool has_landlock() {
    return confinement::begin(false).has_value();
}

class Confinement : public testing::Test {
protected:
    void SetUp() override {
        if (!has_landlock()) {
            GTEST_SKIP() << "this kernel has no Landlock";
        }
        for (const char* const name : {"tree", "files", "outside", "tree/below", "files/below"}) {
            std::filesystem::create_directory(place_ / name);
        }
        for (const char* const name : {"one", "other", "outside/old", "tree/old", "files/old"}) {
            ASSERT_EQ(make_file(place_ / name), 0);
        }
    }

    void confine(bool may_execute = false) const {
        const auto begun = confinement::begin(may_execute).value();
        ASSERT_FALSE(begun.allow(place_at(place_ / "tree").fd(), may_write::tree));
        ASSERT_FALSE(begun.allow(place_at(place_ / "files").fd(), may_write::files));
        ASSERT_FALSE(begun.allow(place_at(place_ / "one").fd(), may_write::file));
        ASSERT_FALSE(begun.enforce());
    }

    temp_dir place_;
};

TEST_F(Confinement, LetsFilesBeWrittenWhereAllowed) {
    in_a_thread([this] {
        confine();
        EXPECT_EQ(write_to(place_ / "one", O_TRUNC), 0);
        for (const auto& folder : {place_ / "tree", place_ / "files"}) {
            EXPECT_EQ(make_file(folder / "new"), 0);
            EXPECT_EQ(write_to(folder / "old", O_TRUNC), 0);
            EXPECT_EQ(make_file(folder / "below/new"), 0);
            EXPECT_EQ(error_of(::rename((folder / "new").c_str(), (folder / "old").c_str())), 0);
            EXPECT_EQ(error_of(::unlink((folder / "old").c_str())), 0);
        }
        EXPECT_EQ(error_of(::mkdir((place_ / "tree/folder").c_str(), 0700)), 0);
        EXPECT_EQ(error_of(::rename((place_ / "tree/below/new").c_str(), (place_ / "tree/folder/new").c_str())), 0);
        EXPECT_EQ(error_of(::link((place_ / "tree/folder/new").c_str(), (place_ / "tree/linked").c_str())), 0);
    });
}

TEST_F(Confinement, LetsAFileWithoutANameGetOneInItsFolder) {
    in_a_thread([this] {
        confine();
        const auto folder = place_at(place_ / "files");
        const descriptor file(::openat(folder.fd(), ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600));
        if (!file.is_open() && errno == EOPNOTSUPP) {
            return;
        }
        const std::string self = "/proc/self/fd/" + std::to_string(file.fd());
        EXPECT_EQ(error_of(::linkat(AT_FDCWD, self.c_str(), folder.fd(), "named", AT_SYMLINK_FOLLOW)), 0);
    });
}

TEST_F(Confinement, KeepsEverythingElseAsItIs) {
    in_a_thread([this] {
        confine();
        EXPECT_EQ(make_file(place_ / "outside/new"), EACCES);
        EXPECT_EQ(make_file(place_ / "new"), EACCES);
        EXPECT_EQ(write_to(place_ / "other"), EACCES);
        EXPECT_EQ(write_to(place_ / "outside/old", O_TRUNC), EACCES);
        EXPECT_EQ(write_to(place_ / "tree/../outside/old"), EACCES);
        EXPECT_EQ(error_of(::mkdir((place_ / "outside/folder").c_str(), 0700)), EACCES);
        EXPECT_EQ(error_of(::mkdir((place_ / "files/folder").c_str(), 0700)), EACCES);
        EXPECT_EQ(error_of(::unlink((place_ / "outside/old").c_str())), EACCES);
        EXPECT_EQ(error_of(::rmdir((place_ / "tree/below").c_str())), EACCES);
        EXPECT_NE(error_of(::rename((place_ / "tree/old").c_str(), (place_ / "outside/old").c_str())), 0);
        EXPECT_NE(error_of(::link((place_ / "outside/old").c_str(), (place_ / "tree/stolen").c_str())), 0);
        EXPECT_EQ(error_of(::symlink("/etc", (place_ / "tree/link").c_str())), EACCES);
        EXPECT_EQ(error_of(::mkfifo((place_ / "tree/pipe").c_str(), 0600)), EACCES);
    });
}

TEST_F(Confinement, IsNotEscapedByASymbolicLink) {
    std::filesystem::create_directory_symlink(place_ / "outside", place_ / "tree/out");
    in_a_thread([this] {
        confine();
        EXPECT_EQ(make_file(place_ / "tree/out/new"), EACCES);
        EXPECT_EQ(write_to(place_ / "tree/out/old"), EACCES);
    });
}

TEST_F(Confinement, LeavesReadingAndWhatIsOpenAlone) {
    in_a_thread([this] {
        const descriptor before(::open((place_ / "other").c_str(), O_WRONLY | O_CLOEXEC));
        confine();
        EXPECT_EQ(::write(before.fd(), "text", 4), 4);
        EXPECT_EQ(error_of(::ftruncate(before.fd(), 0)), 0);
        EXPECT_TRUE(descriptor(::open((place_ / "outside/old").c_str(), O_RDONLY | O_CLOEXEC)).is_open());
    });
}

TEST_F(Confinement, HoldsForThreadsThatStartLater) {
    in_a_thread([this] {
        confine();
        in_a_thread([this] { EXPECT_EQ(make_file(place_ / "outside/new"), EACCES); });
    });
}

// Without the C library, whose ways of starting a program do much else.
int exit_status_of_true() {
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl("/bin/true", "true", nullptr);
        ::_exit(errno == EACCES ? 99 : 98);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

TEST_F(Confinement, StartsProgramsOnlyIfItMay) {
    in_a_thread([this] {
        confine(true);
        EXPECT_EQ(exit_status_of_true(), 0);
    });
    in_a_thread([this] {
        confine(false);
        EXPECT_EQ(exit_status_of_true(), 99);
    });
}

TEST_F(Confinement, IsNamedByTheErrorThatItCauses) {
    in_a_thread([this] {
        confine();
        const std::string outside = place_ / "outside/new";
        ASSERT_EQ(make_file(outside), EACCES);
        const auto denied = boost::system::errc::make_error_code(boost::system::errc::permission_denied);
        EXPECT_THAT(why_not_written(outside, denied), HasSubstr("sandbox"));
        const auto full = boost::system::errc::make_error_code(boost::system::errc::no_space_on_device);
        EXPECT_THAT(why_not_written(outside, full), Not(HasSubstr("sandbox")));
        // Its folder is not there, so it is not the sandbox.
        EXPECT_THAT(why_not_written(place_ / "none/new", denied), Not(HasSubstr("sandbox")));
    });
}

// A kernel without these calls, for the thread that calls it.
void forbid_landlock(int error) {
    constexpr auto number = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
    std::array<sock_filter, 4> steps{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog filter{steps.size(), steps.data()};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), 0);
}

TEST(ConfinementWithoutKernel, SaysSo) {
    for (const int error : {ENOSYS, EOPNOTSUPP, EPERM}) {
        in_a_thread([error] {
            forbid_landlock(error);
            const auto begun = confinement::begin(false);
            ASSERT_FALSE(begun);
            EXPECT_EQ(begun.error().value(), error);
        });
    }
}

}  // namespace
}  // namespace trawl::files
