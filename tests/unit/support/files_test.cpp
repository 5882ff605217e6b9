#include <gtest/gtest.h>

#include "support/sha256.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

TEST(TempDir, IsAFolderOfItsOwnAndIsRemovedWithAllThatIsInIt) {
    std::filesystem::path path;
    {
        const temp_dir first;
        const temp_dir second;
        EXPECT_NE(first.path(), second.path());
        path = first.path();
        write_file(first / "a/b/c.txt", "text");
        EXPECT_EQ(read_file(first / "a/b/c.txt"), "text");
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ReadFile, ThrowsIfThereIsNone) {
    EXPECT_THROW(static_cast<void>(read_file("/no/such/file")), std::runtime_error);
}

TEST(Sha256, IsThatOfTheStandard) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const temp_dir folder;
    write_file(folder / "abc", "abc");
    EXPECT_EQ(sha256_of_file(folder / "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace trawl::test
