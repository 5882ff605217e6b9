#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/sha256.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;

/// Files named as the options say; each holds the target that was asked for.
class NameOptions : public FetchCommand {
protected:
    [[nodiscard]] std::string url(const std::string& path) const { return server_.url(path); }

    fault_server server_{[](const received_request& request) { return reply::ok(request.target); }};
};

TEST_F(NameOptions, NamesThatClashAreSolvedTheSameWayInEachRun) {
    const std::string list = url("/a") + "\n" + url("/a/b") + "\n" + url("/a?q") + "\n" + url("/a/b/c") + "\n";
    std::vector<std::string> before;
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(ended_with(fetch({"-i", "-", "--name", "{path}", "--no-state"}, list), 0));
        std::vector<std::string> paths;
        for (int line = 1; line <= 4; ++line) {
            paths.push_back(records().of_line(static_cast<std::uint64_t>(line)).text("/path"));
        }
        EXPECT_THAT(paths, testing::Each(HasSubstr(out().string())));
        EXPECT_EQ(content("a"), "/a");
        if (i > 0) {
            EXPECT_EQ(paths, before);
        }
        before = paths;
        EXPECT_EQ(read_file(paths[1]), "/a/b");
        EXPECT_EQ(read_file(paths[2]), "/a?q");
        EXPECT_EQ(read_file(paths[3]), "/a/b/c");
    }
}

TEST_F(NameOptions, TemplatesSeeEachPartOfTheUrl) {
    EXPECT_TRUE(
        ended_with(fetch({url("/d/a.tar.gz?k=v"), "--name", "{host}/{n:06}-{basename}-{query}-{sha256:8}"}), 0));

    const auto name = "127.0.0.1:" + std::to_string(server_.port()) + "/000001-a.tar.gz-k=v-" +
                      sha256(url("/d/a.tar.gz?k=v")).substr(0, 8);
    EXPECT_EQ(content(name), "/d/a.tar.gz?k=v");
}

TEST_F(NameOptions, ServersNamesAreReadByTheirStandard) {
    const auto name_of = [&](const std::string& disposition) {
        std::filesystem::remove_all(out());
        server_.on("/get", reply::status(200, {{"Content-Disposition", disposition}}, "x"));
        EXPECT_TRUE(ended_with(fetch({url("/get"), "--content-disposition"}), 0));
        return testing::PrintToString(names());
    };
    EXPECT_EQ(name_of(R"(attachment; filename="plain.txt"; filename*=UTF-8''r%C3%A9al.txt)"),
              testing::PrintToString(std::vector<std::string>{"r\xC3\xA9"
                                                              "al.txt"}));
    EXPECT_THAT(name_of(R"(attachment; filename="C:\\dir\\base.txt")"), HasSubstr("base.txt"));
    EXPECT_THAT(name_of("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd"), HasSubstr("\"passwd\""));
    EXPECT_THAT(name_of("attachment"), HasSubstr("\"get\""));
}

}  // namespace
}  // namespace trawl::test
