#include "app/config_file.hpp"

#include <gtest/gtest.h>

#include "support/temp_dir.hpp"

namespace trawl::app {
namespace {

struct ConfigFile : testing::Test {
    std::vector<config_entry> read(std::string_view text) {
        test::write_file(path(), text);
        return read_config_file(path(), "fetch").entries;
    }
    std::string error(std::string_view text) {
        try {
            (void)read(text);
            return "none";
        } catch (const config_error& failed) {
            return std::string(failed.what()).substr(folder.path().string().size() + 1);
        }
    }
    [[nodiscard]] std::string path() const { return (folder / "c.toml").string(); }

    test::temp_dir folder;
};

TEST_F(ConfigFile, ValuesOfEveryKindBecomeText) {
    const auto entries = read("a = 1\nb = 'text'\nc = true\nd = ['x', 'y']\n");
    ASSERT_EQ(entries.size(), 4U);
    EXPECT_EQ(entries[0].values, std::vector<std::string>{"1"});
    EXPECT_EQ(entries[1].values, std::vector<std::string>{"text"});
    EXPECT_EQ(entries[2].values, std::vector<std::string>{"true"});
    EXPECT_EQ(entries[3].values, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(entries[3].line, 4U);
}

TEST_F(ConfigFile, TableOfTheCommandComesLast) {
    const auto entries = read("z = 1\n[fetch]\na = 2\n");
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].key, "z");
    EXPECT_EQ(entries[1].key, "a");
}

TEST_F(ConfigFile, ErrorsNameTheFileAndTheLine) {
    EXPECT_EQ(error("a = 1\n[other]\nb = 1\n"), "c.toml:2: unknown table [other]");
    EXPECT_EQ(error("a = 1\nb = {c = 1}\n"), "c.toml:2: unknown table [b]");
    EXPECT_EQ(error("a = 1\nb = [[1]]\n"), "c.toml:2: 'b' must be a text, a number, true or false, or a list of them");
    EXPECT_TRUE(error("a = 1\nb = \n").starts_with("c.toml:2: ")) << error("a = 1\nb = \n");
}

TEST_F(ConfigFile, TablesOfHostsComeInTheOrderOfTheFile) {
    test::write_file(path(),
                     "[host.'*.Example.org']\nhost-rate = '2/s'\n[host.'*']\nper-host = 1\n[host.'a.example']\n");
    const auto hosts = read_config_file(path(), "fetch").hosts;
    ASSERT_EQ(hosts.size(), 3U);
    EXPECT_EQ(hosts[0].pattern, "*.example.org");
    EXPECT_EQ(hosts[0].entries[0].key, "host-rate");
    EXPECT_EQ(hosts[0].entries[0].values, std::vector<std::string>{"2/s"});
    EXPECT_EQ(hosts[1].pattern, "*");
    EXPECT_EQ(hosts[2].pattern, "a.example");
}

TEST_F(ConfigFile, PatternsThatAreNoneAreRefused) {
    EXPECT_EQ(error("\n[host.'http://example.org']\n"),
              "c.toml:2: 'http://example.org' is no pattern of hosts: a name, \"*.example.org\" or \"*\"");
    for (const char* pattern : {"", "a*", "*.", "**", "a b", "a.example:80"}) {
        EXPECT_NE(error("[host.'" + std::string(pattern) + "']\n"), "none") << pattern;
    }
    EXPECT_EQ(error("[host]\nper-host = 3\n"),
              "c.toml:2: limits of hosts stand in tables such as [host.\"*.example.org\"]");
}

TEST_F(ConfigFile, FileThatIsNotThereIsNamed) {
    EXPECT_THROW((void)read_config_file(path(), "fetch"), config_error);
}

}  // namespace
}  // namespace trawl::app
