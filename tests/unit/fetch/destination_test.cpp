#include "fetch/destination.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "files/descriptor.hpp"
#include "support/temp_dir.hpp"

namespace trawl::fetch {
namespace {

bool is_stream(const std::string& path) {
    return destination(files::direct_target{path}).is_stream();
}

TEST(Destination, OnlyAFileOfOurOwnTakesASecondAttempt) {
    const test::temp_dir folder;
    test::write_file(folder / "old", "text");
    EXPECT_FALSE(destination().is_stream());
    EXPECT_FALSE(is_stream(folder / "old"));
    EXPECT_FALSE(is_stream(folder / "new"));
    EXPECT_TRUE(is_stream("/dev/null"));
}

TEST(Destination, StandardOutputIsAStreamThoughItIsAFile) {
    const test::temp_dir folder;
    const files::descriptor file(::open((folder / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    (void)std::fflush(stdout);
    const files::descriptor saved(::dup(STDOUT_FILENO));
    ::dup2(file.fd(), STDOUT_FILENO);
    const bool by_name = is_stream("/dev/stdout");
    const bool by_dash = is_stream("-");
    ::dup2(saved.fd(), STDOUT_FILENO);
    EXPECT_TRUE(by_name);
    EXPECT_TRUE(by_dash);
}

TEST(Destination, PartsOfEarlierRunsAreKnownFromTheStart) {
    const test::temp_dir folder;
    const auto where = [&folder] { return destination(files::folder::open_or_create(folder.path().string()).value()); };
    job top(http::parse_url("http://example.org/"));
    top.name = "file";
    job deep = top;
    deep.name = "sub/file";
    EXPECT_FALSE(where().may_have_part(top));
    EXPECT_FALSE(where().may_have_part(deep));
    test::write_file(folder / "file.part.json", "{}");
    test::write_file(folder / ".trawl/state", "");
    EXPECT_TRUE(where().may_have_part(top));
    EXPECT_FALSE(where().may_have_part(deep));
    test::write_file(folder / "sub/x", "");
    EXPECT_TRUE(where().may_have_part(deep)) << "nobody has looked there yet";
    EXPECT_TRUE(destination(files::direct_target{folder / "file"}).may_have_part(top));
    EXPECT_FALSE(destination(files::direct_target{"/dev/null"}).may_have_part(top));
    EXPECT_FALSE(destination().may_have_part(top));
}

}  // namespace
}  // namespace trawl::fetch
