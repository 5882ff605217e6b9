#include <fstream>
#include <regex>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

void expect_refused(std::vector<std::string> arguments, const std::string& told) {
    const auto result = run_trawl(std::move(arguments));
    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_THAT(result.err, HasSubstr(told));
    EXPECT_THAT(result.err, HasSubstr("--help"));
}

TEST(Usage, ReadmeShowsTheHelpAsItIs) {
    for (const std::string command : {"fetch", "crawl", "check", "robots"}) {
        const auto help = run_trawl({command, "--help"});
        EXPECT_TRUE(ended_with(help, 0));
        EXPECT_NE(read_file(TRAWL_README).find("```text\n" + help.out + "```"), std::string::npos)
            << "README has another text:\n"
            << help.out;
    }
}

TEST(Usage, ManPageSaysWhatHelpSays) {
    const auto help =
        run_trawl({"fetch", "--help"}).out + run_trawl({"crawl", "--help"}).out + run_trawl({"check", "--help"}).out;
    auto page = std::regex_replace(read_file(TRAWL_MAN_PAGE), std::regex{R"(\\([-\\]))"}, "$1");
    page = std::regex_replace(page, std::regex{R"(\n\\&)"}, "\n");
    const std::regex option{R"(\n +(?:-[a-zA-Z0-9], )?(--[a-z0-9-]+).*  (\S.*))"};
    int count = 0;
    for (auto found = std::sregex_iterator{help.begin(), help.end(), option}; found != std::sregex_iterator{};
         ++found) {
        EXPECT_NE(page.find((*found)[1].str()), std::string::npos) << (*found)[1];
        EXPECT_NE(page.find("\n" + (*found)[2].str() + "\n"), std::string::npos) << (*found)[2];
        ++count;
    }
    EXPECT_GT(count, 260);
}

TEST(Usage, ErrorNamesWhatIsWrongAndTheWayToHelp) {
    expect_refused({}, "subcommand");
    expect_refused({"no-such-command"}, "there is no command 'no-such-command'");
    expect_refused({"chekc"}, "there is no command 'chekc' (did you mean 'check'?)");
    expect_refused({"check", "http://127.0.0.1/", "--expcet=x"},
                   "there is no option '--expcet' (did you mean '--expect'?)\n");
    expect_refused({"check", "http://127.0.0.1/", "--junit"}, "--junit: needs a value, FILE\n");
    expect_refused({"fetch"}, "--input");
    expect_refused({"fetch", "http://127.0.0.1/", "--no-such-option"}, "--no-such-option");
    expect_refused({"fetch", "http://127.0.0.1/", "-j", "0"}, "--concurrency");
    expect_refused({"fetch", "http://127.0.0.1/", "-j", "many"}, "--concurrency");
    expect_refused({"fetch", "http://127.0.0.1/", "--per-host", "-1"}, "--per-host");
    expect_refused({"fetch", "http://127.0.0.1/", "--retries", "-1"}, "--retries");
    expect_refused({"fetch", "http://127.0.0.1/", "--max-redirects", "x"}, "--max-redirects");
    expect_refused({"fetch", "http://127.0.0.1/", "--timeout", "soon"}, "--timeout");
    expect_refused({"fetch", "http://127.0.0.1/", "--timeout", "0"}, "--timeout");
    expect_refused({"fetch", "http://127.0.0.1/", "--tls-min", "1.1"}, "--tls-min");
    expect_refused({"fetch", "http://127.0.0.1/", "--timeout", "\x1b[1m"}, "--timeout: '\\x1b[1m'");
    expect_refused({"fetch", "http://127.0.0.1/", "--retry-on", "none,5xx"}, "'none' stands alone");
    expect_refused({"fetch", "http://127.0.0.1/", "--interface", "no-such-device"}, "--interface: 'no-such-device'");
    const temp_dir place;
    const auto pem = (place / "pem").string();
    std::ofstream(pem) << "-----BEGIN CERTIFICATE-----\n";
    expect_refused({"fetch", "http://127.0.0.1/", "--cert", pem}, "holds no private key; give it with --key");
    std::ofstream(pem) << "-----BEGIN ENCRYPTED PRIVATE KEY-----\n";
    expect_refused({"fetch", "http://127.0.0.1/", "--cert", pem, "--key", pem}, "is encrypted");
    expect_refused({"fetch", "http://127.0.0.1/", "--user", "name"}, "--user: needs NAME:PASSWORD");
    expect_refused({"fetch", "http://127.0.0.1/", "--bearer", "@/dev/zero"}, "/dev/zero holds over 64 KiB");
    expect_refused({"fetch", "http://127.0.0.1/", "-H", "@/dev/zero"}, "/dev/zero holds over 64 KiB");
    expect_refused({"fetch", "http://127.0.0.1/", "-H", "Authorization:"}, "Authorization is empty");
    expect_refused({"fetch", "http://127.0.0.1/", "-H", "no colon"}, "'no ...' is not of the form 'Name: value'");
    expect_refused({"fetch", "http://127.0.0.1/", "-H", "Evil: a\r\nb: c"}, "control character");
    expect_refused({"fetch", "http://127.0.0.1/", "-H", "Content-Length: 1"}, "Content-Length");
    expect_refused({"fetch", "http://127.0.0.1/", "-X", "BAD METHOD"}, "--request");
    expect_refused({"fetch", "http://127.0.0.1/", "-A", "a\nb"}, "--user-agent");
    expect_refused({"fetch", "http://127.0.0.1/", "-o", "x", "--results", "x"}, "--results");
    expect_refused({"fetch", "http://127.0.0.1/", "-o", ""}, "--output");
    expect_refused({"fetch", "-i", "/etc/hosts", "--results", "/etc/../etc/hosts"}, "--results");
    expect_refused({"fetch", "http://127.0.0.1/", "--config", "/"}, "folder");
    expect_refused({"fetch", "http://127.0.0.1/", "--data", "@/no/such/file"}, "/no/such/file");
}

TEST(Usage, RefusesOptionsThatDoNotGoTogether) {
    expect_refused({"fetch", "http://127.0.0.1/a", "http://127.0.0.1/b", "-o", "x"}, "--output");
    expect_refused({"fetch", "-i", "list", "-o", "x"}, "--output");
    expect_refused({"fetch", "http://127.0.0.1/", "-o", "x", "--discard"}, "--output");
    expect_refused({"fetch", "http://127.0.0.1/", "-o", "-", "--results", "-"}, "--results");
}

TEST(Usage, RefusesWhatCannotBeTwice) {
    expect_refused({"fetch", "http://127.0.0.1/", "-o", "x", "-d", "y"}, "--output: does not go with --dir");
    expect_refused({"fetch", "-i", "-", "--checksums", "-"}, "standard input is read by --input");
    expect_refused({"fetch", "-i", "-", "--data", "@-"}, "standard input is read by --input");
    expect_refused({"fetch", "http://127.0.0.1/", "-d", "x", "-d", "y"}, "--dir: is given more than once");
}

TEST(Usage, NamesATlsFileThatCannotBeUsed) {
    for (const auto* option : {"--cacert", "--capath", "--cert"}) {
        const auto result = run_trawl({"fetch", "https://127.0.0.1:1/", "--discard", option, "/no/such/file.pem"});
        EXPECT_TRUE(ended_with(result, 2)) << option;
        EXPECT_THAT(result.err, HasSubstr("/no/such/file.pem")) << option;
    }
}

TEST(Usage, RefusesAKeyWithoutACertificate) {
    expect_refused({"fetch", "https://127.0.0.1:1/", "--discard", "--retries", "0", "--key", "key.pem"}, "--key");
}

TEST(Help, IsGroupedByTopicAndGoesToStdout) {
    const auto program = run_trawl({"--help"});
    EXPECT_TRUE(ended_with(program, 0));
    EXPECT_THAT(program.out, HasSubstr("fetch"));
    EXPECT_THAT(program.err, IsEmpty());

    const auto command = run_trawl({"fetch", "--help"});
    EXPECT_TRUE(ended_with(command, 0));
    EXPECT_THAT(command.err, IsEmpty());
    std::size_t last = 0;
    for (const auto* group : {"\nInput:", "\nOutput:", "\nFor scripts:", "\nRequests:", "\nCredentials:", "\nLimits:",
                              "\nRetries:", "\nRates:", "\nConnections:", "\nTLS:", "\nMessages:"}) {
        const auto place = command.out.find(group);
        EXPECT_NE(place, std::string::npos) << group;
        EXPECT_GT(place, last) << group;
        last = place;
    }
    EXPECT_THAT(command.out, HasSubstr("Exit status: 0"));
    EXPECT_EQ(run_trawl({"fetch", "-h"}).out, command.out);
}

TEST(Version, ListsTheLibraries) {
    const auto result = run_trawl({"--version"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.err, IsEmpty());
    EXPECT_TRUE(std::regex_search(result.out, std::regex{R"(^trawl \d+\.\d+\.\d+\n)"})) << result.out;
    for (const auto* library :
         {"Boost", "OpenSSL", "zlib", "brotli", "zstd", "libidn2", "CLI11", "spdlog", "toml\\+\\+"}) {
        EXPECT_TRUE(std::regex_search(result.out, std::regex{std::string{library} + R"( v?\d+\.\d+)"}))
            << library << "\n"
            << result.out;
    }
}

using LogFile = FetchCommand;

TEST_F(LogFile, IsAppendedToWithDetails) {
    fault_server server;
    server.on("/x", reply::retry_after(503, "100000"));
    const auto log = file("log", "before\n");

    const auto result = fetch({server.url("/x"), "--log-file", log, "--quiet"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_EQ(result.err, "  " + server.url("/x") + ": HTTP 503\n");
    EXPECT_TRUE(read_file(log).starts_with("before\n"));
    EXPECT_THAT(read_file(log), HasSubstr(server.url("/x") + ": HTTP 503"));
}

}  // namespace
}  // namespace trawl::test
