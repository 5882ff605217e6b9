#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* password = "s3cr3t";

class UrlPassword : public FetchCommand {
protected:
    [[nodiscard]] static std::string with_password(std::string url) {
        return url.insert(url.find("//") + 2, std::string{"user:"} + password + "@");
    }

    /// Nothing that the program wrote anywhere holds the password.
    void expect_kept(const child_result& result) const {
        EXPECT_THAT(result.out, Not(HasSubstr(password)));
        EXPECT_THAT(result.err, Not(HasSubstr(password)));
        for (const auto* name : {"records.jsonl", "log"}) {
            if (std::filesystem::exists(place(name))) {
                EXPECT_THAT(read_file(place(name)), Not(HasSubstr(password)));
            }
        }
    }
};

TEST_F(UrlPassword, IsSentAsBasicAndShownNowhere) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    const auto result = fetch({with_password(server.url("/x")), "-vv", "--log-file", place("log")});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Basic dXNlcjpzM2NyM3Q=");
    EXPECT_EQ(server.log().at(0).target, "/x");
    expect_kept(result);
    EXPECT_THAT(records().only().text("/url"), HasSubstr("user:***@"));
}

TEST_F(UrlPassword, OfAUrlThatFailsIsShownNowhere) {
    fault_server server;
    server.on("/loop", reply::redirect(302, "/loop"));
    server.on("/cut", reply::truncated("half", 100));
    const refusing_port refusing;
    std::string list;
    for (const auto& url :
         {server.url("/missing"), server.url("/loop"), server.url("/cut"),
          "http://127.0.0.1:" + std::to_string(refusing.port()) + "/", std::string{"http://nowhere.invalid/"},
          std::string{"http://exa mple/"}, std::string{"ftp://127.0.0.1/"}, std::string{"http://127.0.0.1:port/"},
          std::string{"https://127.0.0.1:1/"}, std::string{"http://[::zz]/"}}) {
        list += with_password(url) + "\n";
    }
    list += std::string{"user:"} + password + "@127.0.0.1/\n";
    list += std::string{"http:user:"} + password + "@@127.0.0.1:x/\n";

    const auto result = fetch({"-i", "-", "-vv", "--retries", "0", "--log-file", place("log")}, list);

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(records().size(), 12U);
    expect_kept(result);
}

TEST_F(UrlPassword, OfARedirectIsShownNowhere) {
    fault_server server;
    server.on("/there", reply::redirect(302, with_password(server.url("/x"))));
    server.on("/bad", reply::redirect(302, with_password("ftp://127.0.0.1/")));
    server.on("/worse", reply::redirect(302, with_password("http://127.0.0.1:port/")));
    server.on("/x", reply::ok("x"));

    const auto result =
        fetch({server.url("/there"), server.url("/bad"), server.url("/worse"), "-vv", "--log-file", place("log")});

    EXPECT_TRUE(ended_with(result, 3));
    expect_kept(result);
}

TEST_F(UrlPassword, DoesNotFollowARedirectToAnotherOrigin) {
    fault_server other;
    other.on("/x", reply::ok("x"));
    fault_server server;
    server.on("/there", reply::redirect(302, other.url("/x")));

    EXPECT_TRUE(ended_with(fetch({with_password(server.url("/there"))}), 0));

    EXPECT_EQ(server.log().at(0).count("Authorization"), 1U);
    EXPECT_EQ(other.log().at(0).count("Authorization"), 0U);
}

TEST_F(UrlPassword, OfAMistypedUrlAndATokenAreShownNowhere) {
    fault_server server;
    server.on("/x", reply::ok("x"));
    server.on("/missing", reply::status(404));
    std::string list = "\"" + with_password(server.url("/x")) + "\"\n" +  //
                       "http//user:" + password + "@h/\n" +               //
                       "http://user:" + password + "%40h/\n" +            //
                       "user:" + password + "@h\n";
    for (const char* path : {"/x", "/missing"}) {
        auto url = server.url(path);
        list += url.insert(url.find("//") + 2, std::string{password} + "@") + "\n";
    }

    for (const char* how : {"--no-state", "--dry-run"}) {
        const auto result = fetch({"-i", "-", "-vv", "--log-file", place("log"), how, "-w", "{input} {url}\n"}, list);
        EXPECT_EQ(result.signal, std::nullopt);
        expect_kept(result);
    }
    EXPECT_EQ(records().size(), 6U);
}

TEST_F(UrlPassword, IsNeverSentInTheClearWhereDigestIsAskedFor) {
    fault_server server;
    server.on("/x", reply::status(401, {{"WWW-Authenticate", "Basic realm=\"r\""}}));
    const auto result = fetch({with_password(server.url("/x")), "--auth", "digest", "--retries", "0", "-v"});
    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.err, HasSubstr("wants a login by Basic"));
    EXPECT_EQ(server.log().at(0).count("Authorization"), 0U);
}

TEST_F(UrlPassword, IsNotShownByAUsageError) {
    expect_kept(run_trawl(
        {"fetch", with_password("http://127.0.0.1/a"), with_password("http://127.0.0.1/b"), "-o", place("x")}));
    expect_kept(run_trawl({"fetch", with_password("http://127.0.0.1/a"), "--no-such-option"}));
}

TEST_F(UrlPassword, IsNotSentWhereAnAuthorizationFieldWasAskedFor) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({with_password(server.url("/x")), "-H", "Authorization: Bearer token"}), 0));

    EXPECT_EQ(server.log().at(0).count("Authorization"), 1U);
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Bearer token");
}

/// Every way in which a secret may be given, against servers that answer well, badly and not at all.
class GivenSecret : public UrlPassword {
protected:
    GivenSecret() {
        server_.on("/x", reply::status(200, {{"Set-Cookie", std::string("id=") + password}}, "x"));
        server_.on("/denied", reply::status(401, {{"WWW-Authenticate", R"(Digest realm="r", nonce="n", qop="auth")"}}));
        server_.on("/proxy", reply::status(407));
        server_.on("/away", reply::redirect(302, other_.url("/x")));
        other_.on("/x", reply::ok("x"));
        login_ = file("login", std::string("user:") + password + "\n");
        netrc_ = file("netrc", std::string("machine 127.0.0.1 login user password ") + password + "\n");
        cookies_ =
            file("cookies", std::string("127.0.0.1\tFALSE\t/\tFALSE\t0\tid\t") + password + "\nbad " + password + "\n");
        fields_ = file("fields", std::string("Authorization: ") + password + "\n");
    }

    [[nodiscard]] std::vector<std::string> urls() const {
        return {server_.url("/x"),
                server_.url("/denied"),
                server_.url("/proxy"),
                server_.url("/away"),
                "http://127.0.0.1:" + std::to_string(refusing_.port()) + "/",
                "http://[bad/"};
    }

    void expect_kept_by(const std::vector<std::string>& arguments, const std::vector<std::string>& variables) const {
        for (const char* last : {"--no-state", "--dry-run"}) {
            auto all = urls();
            all.insert(all.end(), arguments.begin(), arguments.end());
            all.insert(all.end(), {"-vv", "--retries", "0", "--log-file", place("log"), "--on-complete", "cat",
                                   "--failed-list", place("failed"), last});
            auto how = fetch_options(all);
            how.environment.insert(how.environment.end(), variables.begin(), variables.end());
            const auto result = run(TRAWL_BINARY, how);
            EXPECT_FALSE(result.timed_out);
            EXPECT_EQ(result.signal, std::nullopt);
            expect_kept(result);
            if (std::filesystem::exists(place("failed"))) {
                EXPECT_THAT(read_file(place("failed")), Not(HasSubstr(password)));
            }
        }
        for (const auto& request : other_.log()) {
            EXPECT_EQ(request.count("Authorization") + request.count("Proxy-Authorization"), 0U);
        }
    }

    fault_server server_;
    fault_server other_;
    refusing_port refusing_;
    std::string login_;
    std::string netrc_;
    std::string cookies_;
    std::string fields_;
};

TEST_F(GivenSecret, IsShownNowhere) {
    const std::string user = std::string("user:") + password;
    const std::string proxy = "http://" + user + "@127.0.0.1:" + std::to_string(server_.port());
    const std::vector<std::vector<std::string>> given{
        {"--user", user},
        {"--user", "@" + login_},
        {"--user", user, "--auth", "digest"},
        {"--bearer", password},
        {"--bearer", "@" + login_},
        {"--netrc-file", netrc_},
        {"-H", std::string("Authorization: Bearer ") + password},
        {"-H", std::string("Cookie: id=") + password},
        {"-H", "@" + fields_},
        {"--cookies"},
        {"--load-cookies", cookies_, "--save-cookies", place("saved")},
        {"--proxy", proxy},
        {"--proxy", "http://127.0.0.1:" + std::to_string(refusing_.port()), "--proxy-user", user},
        {"--proxy", "socks5://" + user + "@127.0.0.1:" + std::to_string(refusing_.port())},
        {"--proxy", proxy + "/path"},
    };
    for (const auto& arguments : given) {
        expect_kept_by(arguments, {});
        if (HasFailure()) {
            FAIL() << arguments[0] << " was shown or sent elsewhere";
        }
    }
    for (const char* name : {"TRAWL_USER", "TRAWL_BEARER", "TRAWL_PROXY_USER"}) {
        expect_kept_by({}, {std::string(name) + "=" + user});
    }
    for (const char* name : {"http_proxy", "all_proxy"}) {
        expect_kept_by({}, {std::string(name) + "=" + proxy});
        expect_kept_by({}, {std::string(name) + "=gopher://" + user + "@127.0.0.1"});
    }
}

TEST_F(GivenSecret, InAListIsShownNowhereThoughTheLineIsBad) {
    const std::string field = std::string("Authorization: Bearer ") + password;
    const std::string json =
        R"({"url": ")" + server_.url("/x") + R"(", "headers": {"Authorization": ")" + password + "\"}";
    const std::string list = json + "}\n" + json + ", \"bogus\": 1}\n" + json + "\n" +         //
                             server_.url("/x") + "\tname\theader=" + field + "\n" +            //
                             server_.url("/x") + "\tname\theader=" + field + "\tbogus=1\n" +   //
                             server_.url("/x") + "\tname\theader " + field + "\n" +            //
                             server_.url("/x") + "\n header=" + field + "\n checksum=zzz\n" +  //
                             server_.url("/x") + "\n header=" + field + "\n";

    const auto result = fetch({"-i", "-", "-vv", "--log-file", place("log")}, list);

    EXPECT_TRUE(ended_with(result, 2));
    expect_kept(result);
    EXPECT_EQ(records().size(), 8U);
    EXPECT_EQ(server_.log().at(0).count("Authorization"), 1U);
    expect_kept(fetch({"-i", "-", "--dry-run"}, list));
}

TEST_F(GivenSecret, InAnOptionThatIsNotKnownIsShownNowhere) {
    std::string curl = "url = \"" + server_.url("/x") + "\"\n";
    for (const char* start : {"--user=user:", "-uuser:", "--proxy=http://user:", "--oauth2-bearer=", "-bid=",
                              "--user:user:", "user=user:", "-sSLuuser:"}) {
        curl += start + std::string(password) + "\n";
    }
    const std::string url = server_.url("/x");
    const std::string lines = url + "\tname\t" + password + "\n" +                          //
                              url + "\tname\theader Authorization: " + password + "==\n" +  //
                              url + "\n http-passwd " + password + "\n" +                   //
                              url + "\n http-passwd:" + password + "\n" +                   //
                              url + "\n http-passwd=" + password + "\n header " + password + "=\n";
    for (const auto& list : {curl, lines}) {
        for (const char* how : {"--no-state", "--dry-run"}) {
            expect_kept(fetch({"-i", "-", "-vv", "--log-file", place("log"), how}, list));
        }
    }
    expect_kept(fetch({"-i", "-", "-vv", "--input-format", "aria2", "--log-file", place("log")}, lines));
}

TEST_F(GivenSecret, OfAUrlStandsInNoPlan) {
    const auto plan = fetch({with_password(server_.url("/x")), with_password("http://[bad/"), "--dry-run"});
    expect_kept(plan);
    EXPECT_THAT(plan.out, HasSubstr("user:***@"));
}

}  // namespace
}  // namespace trawl::test
