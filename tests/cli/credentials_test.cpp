#include <algorithm>
#include <array>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"
#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::string_literals;

constexpr const char* basic_me = "Basic bWU6czNjcjN0";  // me:s3cr3t

class Credentials : public FetchCommand {
protected:
    Credentials() { server_.on("/x", reply::ok("x")); }

    /// With these variables set.
    [[nodiscard]] child_result fetch_with(const std::vector<std::string>& variables,
                                          std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {server_.url("/x"), "--no-state"});
        auto how = fetch_options(arguments);
        how.environment.insert(how.environment.end(), variables.begin(), variables.end());
        return run(TRAWL_BINARY, how);
    }

    /// What Authorization the server got.
    [[nodiscard]] std::string sent(const std::vector<std::string>& arguments,
                                   const std::vector<std::string>& variables = {}) const {
        EXPECT_TRUE(ended_with(fetch_with(variables, arguments), 0));
        return server_.log().back().field("Authorization");
    }

    fault_server server_;
};

TEST_F(Credentials, ComeFromTheCommandLineAFileOrTheEnvironment) {
    const auto login = file("login", "me:s3cr3t\nmore\n");
    EXPECT_EQ(sent({}), "");
    EXPECT_EQ(sent({"--user", "me:s3cr3t"}), basic_me);
    EXPECT_EQ(sent({"-u", "@" + login}), basic_me);
    EXPECT_EQ(sent({}, {"TRAWL_USER=me:s3cr3t"}), basic_me);
    EXPECT_EQ(sent({}, {"TRAWL_USER=@" + login}), basic_me);
    EXPECT_EQ(sent({"-u", "@" + file("marked", "\xEF\xBB\xBFme:s3cr3t\n")}), basic_me);
    EXPECT_TRUE(ended_with(fetch_with({"TRAWL_USER=me:s3cr3t", "TRAWL_BEARER=t0k"}, {}), 2));
    EXPECT_EQ(sent({"--bearer", "t0k"}), "Bearer t0k");
    EXPECT_EQ(sent({}, {"TRAWL_BEARER=t0k"}), "Bearer t0k");
    EXPECT_EQ(sent({"--user", "me:s3cr3t"}, {"TRAWL_BEARER=t0k"}), basic_me) << "the command line wins";
    EXPECT_EQ(sent({"-H", "@" + file("fields", "Authorization: Own\r\n\nX-More: 1\n"), "--user", "me:s3cr3t"}), "Own");
    EXPECT_EQ(server_.log().back().field("X-More"), "1");
}

TEST_F(Credentials, OfNetrcAreForItsHosts) {
    const auto netrc = file("netrc", "machine 127.0.0.1 login me password s3cr3t\nmachine other login a password b\n");
    std::filesystem::permissions(netrc, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(sent({"--netrc-file", netrc}), basic_me);
    EXPECT_EQ(sent({"--netrc"}, {"NETRC=" + netrc}), basic_me);
    EXPECT_EQ(sent({"--netrc-file", file("other", "machine elsewhere login a password b\n")}), "");
    auto url = server_.url("/x");
    url.insert(url.find("//") + 2, "me@");
    EXPECT_TRUE(ended_with(
        fetch({url, "--no-state", "--netrc-file", file("nameless", "machine 127.0.0.1 password s3cr3t\n")}), 0));
    EXPECT_EQ(server_.log().back().field("Authorization"), basic_me) << "the name is the URL's";
}

TEST_F(Credentials, OfNetrcAreForThatHostOnlyHoweverAnotherIsReached) {
    const auto at = [&](const std::string& host, const std::string& path) { return server_.url(path, host); };
    server_.on("/to-evil", reply::redirect(302, at("evil.test", "/end")));
    server_.on("/to-good", reply::redirect(302, at("good.test", "/end")));
    server_.on("/end", reply::ok("x"));
    const auto port = std::to_string(server_.port());
    const std::string others = "machine good.test login me password s3cr3t\n";
    for (const auto& [name, lines] : {std::pair{"exact", others}, {"default", "default login me password s3cr3t\n"}}) {
        const auto netrc = file(name, lines);
        const std::size_t before = server_.requests();
        EXPECT_TRUE(ended_with(
            fetch({"--netrc-file", netrc, "--resolve", "*:" + port + ":127.0.0.1", "-j", "1", "--no-state", "--discard",
                   at("good.test", "/to-evil"), at("evil.test", "/to-good"),
                   "http://good.test:x@evil.test:" + port + "/x", "http://good.test:80:@evil.test:" + port + "/x",
                   "http://good.test%40evil.test@evil.test:" + port + "/x"}),
            0));
        const auto log = server_.log();
        ASSERT_EQ(log.size() - before, 7U);
        for (std::size_t i = before; i < log.size(); ++i) {
            const bool is_asked_first = log[i].target.starts_with("/to-");
            const bool is_meant =
                is_asked_first && (name == "default"s || log[i].field("Host").starts_with("good.test"));
            EXPECT_EQ(log[i].field("Authorization") == basic_me, is_meant) << name << log[i].target;
            EXPECT_TRUE(log[i].target != "/end" || log[i].count("Authorization") == 0) << name;
        }
    }
}

TEST_F(Credentials, OfANetrcThatOthersCanReadAreWarnedAbout) {
    const auto netrc = file("netrc", "machine 127.0.0.1 login me password s3cr3t\n");
    std::filesystem::permissions(netrc, std::filesystem::perms(0644));
    EXPECT_THAT(fetch_with({}, {"--netrc-file", netrc}).err, HasSubstr("others can read it"));
    std::filesystem::permissions(netrc, std::filesystem::perms(0600));
    EXPECT_THAT(fetch_with({}, {"--netrc-file", netrc}).err, Not(HasSubstr("others can read it")));
}

TEST_F(Credentials, WithDigestOnlyAreNeverSentAsTheyAre) {
    EXPECT_EQ(sent({"--user", "me:s3cr3t", "--auth", "digest"}), "");
    server_.on(
        "/x",
        std::vector<script>{
            reply::status(401, {{"WWW-Authenticate", "Basic realm=\"r\""},
                                {"WWW-Authenticate", R"(Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth")"}}),
            reply::ok("x")});
    EXPECT_THAT(sent({"--user", "me:s3cr3t", "--auth", "digest"}), HasSubstr("Digest username=\"me\""));
}

TEST_F(Credentials, OfTheUrlWinAndAreNotSentAsTheyAreEither) {
    auto url = server_.url("/x");
    url.insert(url.find("//") + 2, "me:s3cr3t@");
    EXPECT_TRUE(ended_with(fetch({url, "--user", "other:one"}), 0));
    EXPECT_EQ(server_.log().back().field("Authorization"), basic_me);
    EXPECT_TRUE(ended_with(fetch({url, "--no-state", "--auth", "digest"}), 0));
    EXPECT_EQ(server_.log().back().field("Authorization"), "");
}

TEST_F(Credentials, ThatCannotBeUsedAreRefusedWithoutBeingShown) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"--user", "me:s3cr3t", "--bearer", "s3cr3t"},
          {"--user", "@/no/such/file"},
          {"--user", "me:s3cr3t\r\nX: y"},
          {"--usr=me:s3cr3t"},
          {"--proxy", "gopher://me:s3cr3t@proxy/"},
          {"-H", "Authorization s3cr3t"},
          {"--netrc-file", file("broken", "machine h login me password s3cr3t oops s3cr3t\n")},
          {"--netrc-file", "/no/such/file"}}) {
        const auto result = fetch_with({}, arguments);
        EXPECT_TRUE(ended_with(result, 2)) << arguments[0] << ' ' << arguments.back();
        EXPECT_THAT(result.err, Not(HasSubstr("s3cr3t")));
    }
}

TEST_F(Credentials, CookiesAreKeptLoadedAndSaved) {
    server_.on("/set", reply::status(302, {{"Location", "/x"}, {"Set-Cookie", "id=fresh; Max-Age=1000"}}));
    const auto cookies = [&] { return server_.log().back().field("Cookie"); };

    EXPECT_TRUE(ended_with(fetch({server_.url("/set"), "--no-state"}), 0));
    EXPECT_EQ(cookies(), "");
    EXPECT_TRUE(ended_with(fetch({server_.url("/set"), "--no-state", "--cookies"}), 0));
    EXPECT_EQ(cookies(), "id=fresh");
    EXPECT_TRUE(ended_with(fetch({server_.url("/set"), "--no-state", "--save-cookies", place("jar")}), 0));
    EXPECT_THAT(read_file(place("jar")), HasSubstr("\tid\tfresh"));
    EXPECT_EQ(std::filesystem::status(place("jar")).permissions(), std::filesystem::perms(0600));
    EXPECT_TRUE(ended_with(fetch({server_.url("/x"), "--no-state", "--load-cookies", place("jar")}), 0));
    EXPECT_EQ(cookies(), "id=fresh");
    EXPECT_TRUE(ended_with(fetch({server_.url("/x"), "--no-state", "--load-cookies", place("none")}), 2));
    EXPECT_TRUE(ended_with(
        fetch({server_.url("/x"), "--no-state", "--load-cookies", place("new"), "--save-cookies", place("new")}), 0))
        << "the first run of many";
    std::filesystem::create_symlink("/dev/null", place("nowhere"));
    EXPECT_TRUE(ended_with(fetch({server_.url("/set"), "--no-state", "--save-cookies", place("nowhere")}), 0));
    EXPECT_TRUE(std::filesystem::is_character_file(place("nowhere")));
}

TEST_F(Credentials, CookiesForOthersAreNotKept) {
    fault_server server;
    reply::field_list fields;
    for (const char* domain : {"co.uk", "CO.UK", ".co.uk", "co.uk.", "uk", ".uk.", "github.io", "other.co.uk",
                               "127.0.0.1", "evil.co.uk.", "k"}) {
        fields.emplace_back("Set-Cookie", "bad=1; Domain=" + std::string(domain));
    }
    fields.emplace_back("Set-Cookie", "__Host-bad=1");
    fields.emplace_back("Set-Cookie", "__Secure-bad=1; Secure");
    for (int i = 0; i < 800; ++i) {
        fields.emplace_back("Set-Cookie", "flood" + std::to_string(i) + "=" + std::string(200, 'x') + "; Path=/flood");
    }
    fields.emplace_back("Set-Cookie", "good=1; Domain=EVIL.co.uk; Path=/");
    server.on("/set", reply::status(200, fields, "x"));
    const auto at = [&](const std::string& host, const std::string& path) { return server.url(path, host); };

    EXPECT_TRUE(ended_with(
        fetch({"--cookies", "--resolve", "*:" + std::to_string(server.port()) + ":127.0.0.1", "-j", "1", "--discard",
               at("evil.co.uk", "/set"), at("evil.co.uk", "/a"), at("victim.co.uk", "/b"), at("evil.co.uk.", "/c"),
               at("sub.evil.co.uk", "/d"), at("github.io", "/e"), at("evil.co.uk", "/flood")}),
        4));

    const auto log = server.log();
    ASSERT_EQ(log.size(), 7U);
    EXPECT_EQ(log.front().target, "/set");
    const auto sent = [&](std::string_view target) {
        return std::ranges::find(log, target, &received_request::target)->field("Cookie");
    };
    EXPECT_EQ(sent("/a"), "good=1");
    EXPECT_EQ(sent("/d"), "good=1");
    for (const char* other : {"/b", "/c", "/e"}) {
        EXPECT_EQ(sent(other), "") << other;
    }
    EXPECT_THAT(sent("/flood"), testing::SizeIs(testing::AllOf(testing::Gt(2'000U), testing::Lt(40'000U))));
}

TEST_F(Credentials, CookiesThatCouldNotBeSavedAreToldBeforeARequest) {
    std::filesystem::create_directory(place("folder"));
    EXPECT_TRUE(ended_with(fetch_with({}, {"--save-cookies", place("folder")}), 5));
    EXPECT_TRUE(ended_with(fetch_with({}, {"--save-cookies", place("nowhere") / "cookies"}), 5));
    EXPECT_EQ(server_.requests(), 0U);
}

TEST_F(Credentials, CookiesSavedToAPipeLeaveItAPipe) {
    server_.on("/set", reply::status(200, {{"Set-Cookie", "id=fresh"}}, "x"));
    const std::string pipe = place("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    EXPECT_TRUE(ended_with(fetch({server_.url("/set"), "--no-state", "--save-cookies", pipe}), 0));

    std::array<char, 4096> text{};
    EXPECT_GT(::read(reader, text.data(), text.size()), 0);
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
    ::close(reader);
}

class CrawlCredentials : public CrawlCommand {};

TEST_F(CrawlCredentials, OfASeedAreForItsOriginAndKeptNowhere) {
    fault_server other;
    serve(other, {{"/away", {}}});
    fault_server server;
    serve(server, {{"/", {"/a", other.url("/away")}}, {"/a", {}}});
    auto seed = server.url("/");
    seed.insert(seed.find("//") + 2, "me:s3cr3t@");

    const auto result = crawl({seed, "--scope", "any", "--jsonl", "pages.jsonl", "--results", "run.jsonl", "-v"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(server.log().size(), 3U);
    for (const auto& asked : server.log()) {
        EXPECT_EQ(asked.field("Authorization"), basic_me) << asked.target;
    }
    for (const auto& asked : other.log()) {
        EXPECT_EQ(asked.field("Authorization"), "") << asked.target;
    }
    EXPECT_FALSE(other.log().empty());
    for (const auto& each : {folder() / ".trawl/state.db", place("pages.jsonl"), place("run.jsonl")}) {
        EXPECT_THAT(read_file(each), Not(HasSubstr("s3cr3t"))) << each;
    }
    EXPECT_THAT(result.err, Not(HasSubstr("s3cr3t")));
}

}  // namespace
}  // namespace trawl::test
