#include "report/report_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

namespace trawl::report {
namespace {

namespace fs = std::filesystem;

class ReportFile : public testing::Test {
protected:
    ReportFile() {
        std::string made = (fs::temp_directory_path() / "trawl-report-XXXXXX").string();
        folder_ = ::mkdtemp(made.data());
    }
    ~ReportFile() override { fs::remove_all(folder_); }

    [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
    [[nodiscard]] std::string content(const std::string& name) const {
        std::ifstream in(path(name));
        return {std::istreambuf_iterator<char>(in), {}};
    }
    [[nodiscard]] std::string names() const {
        std::string all;
        for (const auto& each : fs::directory_iterator(folder_)) {
            all += (all.empty() ? "" : " ") + each.path().filename().string();
        }
        return all;
    }
    void put(const std::string& name, std::string_view text) const { std::ofstream(path(name)) << text; }

    fs::path folder_;
};

TEST_F(ReportFile, TakesThePlaceOfTheOldOneWhenItIsWhole) {
    put("a.xml", "old");
    report_file file(path("a.xml"));
    file.write("new");
    EXPECT_EQ(content("a.xml"), "old");
    file.finish();
    EXPECT_EQ(content("a.xml"), "new");
    EXPECT_EQ(names(), "a.xml");
}

TEST_F(ReportFile, ThatIsGivenUpLeavesTheOldOne) {
    put("a.xml", "old");
    {
        report_file file(path("a.xml"));
        file.write(std::string(200'000, 'x'));
    }
    EXPECT_EQ(content("a.xml"), "old");
    EXPECT_EQ(names(), "a.xml");
}

TEST_F(ReportFile, OfTwoAtOnceIsThatWhichIsWholeLast) {
    report_file one(path("a.xml"));
    report_file other(path("a.xml"));
    one.write("of the one run");
    other.write("of the other");
    other.finish();
    EXPECT_EQ(content("a.xml"), "of the other");
    one.finish();
    EXPECT_EQ(content("a.xml"), "of the one run");
    EXPECT_EQ(names(), "a.xml");
}

TEST_F(ReportFile, MayMeetWhatAProgramThatWasKilledHasLeft) {
    const std::string left = "a.xml." + std::to_string(::getpid()) + ".new";
    put(left, "half of");
    report_file file(path("a.xml"));
    file.write("new");
    file.finish();
    EXPECT_EQ(content("a.xml"), "new");
    EXPECT_EQ(content(left), "half of");
}

TEST_F(ReportFile, MayHaveALongName) {
    report_file file(path(std::string(255, 'a')));
    file.write("new");
    file.finish();
    EXPECT_EQ(content(std::string(255, 'a')), "new");
}

TEST_F(ReportFile, FollowsLinksAndKeepsPermissions) {
    put("real.xml", "old");
    fs::permissions(path("real.xml"), fs::perms::owner_read | fs::perms::owner_write);
    fs::create_symlink("real.xml", path("link.xml"));
    report_file file(path("link.xml"));
    file.write("new");
    file.finish();
    EXPECT_TRUE(fs::is_symlink(path("link.xml")));
    EXPECT_EQ(content("real.xml"), "new");
    EXPECT_EQ(fs::status(path("real.xml")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(ReportFile, MakesFoldersAsNeeded) {
    report_file file(path("reports/junit/a.xml"));
    file.write(std::string(200'000, 'x'));
    file.finish();
    EXPECT_EQ(content("reports/junit/a.xml").size(), 200'000U);
}

TEST_F(ReportFile, APipeIsWrittenAsItIs) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    std::string read;
    std::thread reader([&] { read = content("pipe"); });
    {
        report_file file(path("pipe"));
        file.write("through it");
        file.finish();
    }
    reader.join();
    EXPECT_EQ(read, "through it");
    EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(ReportFile, AnErrorNamesTheFile) {
    const auto message = [](auto action) -> std::string {
        try {
            action();
        } catch (const boost::system::system_error& e) {
            return e.what();
        }
        return "no error";
    };
    EXPECT_THAT(message([&] { report_file file(folder_.string()); }),
                testing::StartsWith("cannot write " + folder_.string() + ": Is a directory"));
    put("file", "");
    EXPECT_THAT(message([&] { report_file file(path("file/a.xml")); }),
                testing::HasSubstr("cannot write " + path("file/a.xml")));
    EXPECT_THAT(message([&] {
                    report_file file("/dev/full");
                    file.write("x");
                    file.finish();
                }),
                testing::StartsWith("cannot write /dev/full: No space left on device"));
}

}  // namespace
}  // namespace trawl::report
