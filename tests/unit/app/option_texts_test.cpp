#include <gtest/gtest.h>

#include "app/command_words.hpp"
#include "app/connect_texts.hpp"
#include "app/option_set.hpp"

namespace trawl::app {
namespace {

using words = std::vector<std::string>;

TEST(CommandWords, AreSplitAsAShellDoes) {
    EXPECT_EQ(split_words("notify-send done"), (words{"notify-send", "done"}));
    EXPECT_EQ(split_words("  sh -c 'echo \"$1\" *' x  "), (words{"sh", "-c", "echo \"$1\" *", "x"}));
    EXPECT_EQ(split_words(R"(a\ b "c \"d\" \e" 'f\g' "")"), (words{"a b", "c \"d\" \\e", "f\\g", ""}));
    EXPECT_EQ(split_words("a'b'\"c\"d"), (words{"abcd"}));
    EXPECT_EQ(split_words("$HOME;ls"), (words{"$HOME;ls"}));
}

TEST(CommandWords, WithoutACommandAreRefused) {
    for (const char* text : {"", "   ", "echo 'x", "echo \"x"}) {
        EXPECT_THROW((void)split_words(text), bad_value) << text;
    }
}

TEST(AddressOverride, TakesNamesAndAddressesOfBothFamilies) {
    const auto made = parse_address_override("example.org:443:127.0.0.1,[::1],2001:db8::1");
    EXPECT_EQ(made.host, "example.org");
    EXPECT_EQ(made.port, 443);
    EXPECT_EQ(made.addresses, (words{"127.0.0.1", "::1", "2001:db8::1"}));
    EXPECT_EQ(parse_address_override("[::1]:80:10.0.0.1").host, "::1");
    EXPECT_EQ(parse_address_override("*:80:10.0.0.1").host, "*");
}

TEST(AddressOverride, RefusesWhatIsNone) {
    for (const char* text :
         {"", "example.org", "example.org:443", "example.org::1.2.3.4", ":443:1.2.3.4", "example.org:x:1.2.3.4",
          "example.org:70000:1.2.3.4", "example.org:443:elsewhere", "example.org:443:", "example.org:443:1.2.3.4,"}) {
        EXPECT_THROW((void)parse_address_override(text), bad_value) << text;
    }
}

TEST(ConnectRedirection, TakesFourPartsThatMayBeEmpty) {
    const auto made = parse_connect_redirection("example.org:443:[::1]:8443");
    EXPECT_EQ(made.from_host, "example.org");
    EXPECT_EQ(made.from_port, 443);
    EXPECT_EQ(made.to_host, "::1");
    EXPECT_EQ(made.to_port, 8443);
    const auto all = parse_connect_redirection("::127.0.0.1:");
    EXPECT_EQ(all.from_host, "");
    EXPECT_EQ(all.from_port, 0);
    EXPECT_EQ(all.to_host, "127.0.0.1");
    EXPECT_EQ(all.to_port, 0);
    // As URLs have them, so that they are the same.
    EXPECT_EQ(parse_connect_redirection("B\xC3\x9C.example:80:LOCALHOST:80").from_host, "xn--b-eha.example");
    EXPECT_EQ(parse_connect_redirection("B.example:80:LOCALHOST:80").to_host, "localhost");
    EXPECT_EQ(parse_connect_redirection("a:80:0x7f.1:80").to_host, "127.0.0.1");
}

TEST(ConnectRedirection, RefusesWhatIsNone) {
    for (const char* text : {"", "a:1:b", "a:1:b:2:c", "a:x:b:2", "a:1:b:0", "a:1:b c:2", "a:1:b\r\nX\\: y:2",
                             "a:1:u@b:2", "a:1:b/c:2", "a\\b:1:c:2", "a:1:1.2.3.4.5:2"}) {
        EXPECT_THROW((void)parse_connect_redirection(text), bad_value) << text;
    }
}

}  // namespace
}  // namespace trawl::app
