#include <algorithm>
#include <cctype>

#include <gmock/gmock.h>

#include "cli/check_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Without letters that are written otherwise in a URL, in JSON, in HTML or in XML, and with some.
constexpr const char* plain_secret = "Zq7wXk9pLm2v";
constexpr const char* odd_secret = "Yt&\"4<q/ r'8+n";

std::string percent(std::string_view text) {
    constexpr const char* digits = "0123456789ABCDEF";
    std::string out;
    for (const char each : text) {
        const auto byte = static_cast<unsigned char>(each);
        if (std::isalnum(byte) != 0) {
            out += each;
        } else {
            ((out += '%') += digits[byte >> 4U]) += digits[byte & 15U];
        }
    }
    return out;
}

std::string small(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// Says its secrets in every place that a reply has.
class talkative_site {
public:
    talkative_site() : server_(answer) {}

    [[nodiscard]] std::string url(std::string_view path = "/") const { return server_.url(path); }
    [[nodiscard]] std::vector<received_request> log() const { return server_.log(); }

private:
    [[nodiscard]] static script answer(const received_request& asked) {
        const std::string plain = plain_secret;
        const std::string odd = odd_secret;
        const std::string path = asked.target.substr(1, asked.target.find_first_of("?/", 1) - 1);
        if (path == "login") {
            return reply::status(200, {{"Set-Cookie", "sid=" + plain + "; Path=/"}, {"X-Token", odd}},
                                 R"({"token": ")" + plain + R"("})");
        }
        if (path == "moved") {
            return reply::redirect(302, "/missing/" + percent(odd) + "?token=" + plain + "#" + plain);
        }
        if (path == "loop") {
            return reply::redirect(302, "/loop?" + plain);
        }
        if (path == "elsewhere") {
            return reply::redirect(302, "ftp://" + plain + "/");
        }
        if (path == "broken") {
            return reply::raw("HTTP/1.1 " + plain + " what\r\n\r\n");
        }
        if (path == "coded") {
            return reply::status(200, {{"Content-Encoding", plain}}, plain);
        }
        if (path == "length") {
            return reply::raw("HTTP/1.1 200 OK\r\nContent-Length: " + plain + "\r\n\r\n");
        }
        if (path == "field") {
            return reply::raw("HTTP/1.1 200 OK\r\n" + plain + "\x01\r\n\r\n");
        }
        if (path == "wait") {
            return reply::status(503, {{"Retry-After", plain}, {"Location", plain}}, plain);
        }
        if (path == "json") {
            return reply::ok("{\"a\": 1" + plain + "}");
        }
        if (path == "login-needed") {
            return reply::status(401, {{"WWW-Authenticate", plain + " realm=\"" + plain + "\""}});
        }
        const std::string body = plain + "\n" + odd + "\n" + percent(odd) + "\n";
        return reply::status(404, {{"X-Plain", plain}, {"X-Odd", odd}, {"Content-Type", plain}, {plain, "x"}},
                             body + std::string(1020 - body.size(), '.') + plain);
    }

    fault_server server_;
};

class CheckSecrets : public CheckCommand {
protected:
    /// Everything that a run can write into files and to the terminal, by its name.
    [[nodiscard]] std::map<std::string, std::string> all_that_is_told(std::vector<std::string> arguments, int status) {
        const std::vector<std::string> names{"junit", "tap", "json", "markdown", "html", "results", "log-file"};
        for (const auto& name : names) {
            arguments.insert(arguments.end(), {"--" + name, place(name)});
        }
        auto how = check_options(std::move(arguments));
        how.environment.insert(how.environment.end(),
                               {"GITHUB_STEP_SUMMARY=" + place("summary").string(), "GITHUB_ACTIONS=true"});
        const auto result = run(TRAWL_BINARY, std::move(how));
        EXPECT_TRUE(ended_with(result, status));
        std::map<std::string, std::string> told{{"stdout", result.out}, {"stderr", result.err}};
        for (const auto& name : names) {
            told[name] = read_file(place(name));
        }
        told["summary"] = read_file(place("summary"));
        return told;
    }

    static void expect_hidden(const std::map<std::string, std::string>& told) {
        for (const auto& [name, text] : told) {
            for (const std::string secret : {plain_secret, odd_secret}) {
                // Its first four bytes may stand where it was cut off.
                EXPECT_THAT(small(text), Not(HasSubstr(small(secret.substr(0, 5))))) << name << "\n"
                                                                                     << around(text, secret);
                EXPECT_THAT(text, Not(HasSubstr(percent(secret).substr(0, 7)))) << name;
            }
        }
    }

private:
    [[nodiscard]] static std::string around(const std::string& text, const std::string& secret) {
        const auto at = small(text).find(small(secret.substr(0, 5)));
        return at == std::string::npos ? "" : text.substr(at - std::min<std::size_t>(at, 200), 400);
    }
};

const std::vector<std::string> both{"--secret", std::string("PLAIN=") + plain_secret, "--secret",
                                    std::string("ODD=") + odd_secret};

TEST_F(CheckSecrets, AreShownNowhereWhateverAServerSays) {
    const talkative_site site;
    const auto suite = file("smoke.toml", R"(
thresholds = ["p99(time) < 1us"]
[[check]]
name = "login"
url = "/login?key=${SECRET:PLAIN}"
method = "POST"
body = "password=${SECRET:ODD}"
capture = {token = "json $.token", odd = "header X-Token"}
expect = ['header X-Token == "${SECRET:ODD}"', 'cookie sid == "${SECRET:PLAIN}"']
[[check]]
name = "captured"
url = "/captured/${token}"
needs = "login"
headers = {Authorization = "Bearer ${token}", X-Odd = "${odd}"}
expect = ['body == "${token}-"', 'header X-Plain != "${token}"', 'not url contains "${token}"', 'header X-Odd startswith "${odd}-"']
[[check]]
name = "missing"
url = "/missing?key=${SECRET:PLAIN}&odd=${SECRET:ODD}"
headers = {Cookie = "a=${SECRET:PLAIN}", X-Key = "${SECRET:ODD}"}
expect = ['body == "${SECRET:ODD}"', 'header X-Plain == 1', 'header X-Odd matches "^${SECRET:PLAIN}$"', 'url == x', 'json $ == 1', 'header Content-Type == x']
capture = {none = "json $['PLAIN']"}
[[check]]
name = "moved"
url = "/moved"
retry = {max = 1, every = 0, on = "assert"}
expect = ['redirects contains nothing', 'url == x']
[[check]]
name = "loop"
url = "/loop"
[[check]]
name = "elsewhere"
url = "/elsewhere"
[[check]]
name = "broken"
url = "/broken"
[[check]]
name = "coded"
url = "/coded"
[[check]]
name = "length"
url = "/length"
[[check]]
name = "field"
url = "/field"
[[check]]
name = "wait"
url = "/wait"
wait_for = "10ms"
[[check]]
name = "json"
url = "/json"
expect = "json $.a == 1"
[[check]]
name = "login needed"
url = "/login-needed"
expect = 'header WWW-Authenticate == x'
[[check]]
name = "no such host"
url = "http://${SECRET:PLAIN}.invalid/"
retry = 1
[[check]]
url = "/unnamed/${SECRET:PLAIN}"
)");

    const auto told = all_that_is_told(both + std::vector<std::string>{suite, site.url("/list/") + plain_secret, "-vv",
                                                                       "--base-url", site.url(), "--dns-timeout", "1s"},
                                       3);

    expect_hidden(told);
    EXPECT_THAT(told.at("stdout"), HasSubstr("\n16 checks: 1 passed, 8 failed, 7 errors in "));
    const auto asked = site.log();
    const auto captured =
        std::ranges::find_if(asked, [](const auto& one) { return one.target.starts_with("/captured"); });
    ASSERT_NE(captured, asked.end());
    EXPECT_EQ(captured->field("Authorization"), std::string("Bearer ") + plain_secret);
    EXPECT_EQ(captured->field("Cookie"), std::string("sid=") + plain_secret);
    EXPECT_EQ(captured->field("X-Odd"), odd_secret);
}

TEST_F(CheckSecrets, ThatAreCapturedAreShownNowhereFromThenOn) {
    const talkative_site site;
    const auto suite = file("smoke.toml", R"(
[[check]]
name = "login"
url = "/login"
expect = ['json $.token == "x"', 'header X-Token == "x"', 'cookie sid == "x"']
capture = {"SECRET:token" = "json $.token", "SECRET:odd" = "header X-Token"}
retry = {max = 1, every = 0, on = "assert"}
[[check]]
name = "login again"
url = "/login?again"
capture = {"SECRET:token" = "json $.token", "SECRET:odd" = "header X-Token", 'SECRET:digit' = "status matches /^2/"}
[[check]]
name = "captured"
url = "/captured/${SECRET:token}?odd=${odd|url}"
needs = "login again"
headers = {Authorization = "Bearer ${SECRET:token}", X-Odd = "${SECRET:odd}"}
expect = ['body == "${SECRET:token}-"', 'header X-Plain != "${token}"', 'header X-Odd startswith "${odd}-"']
[[check]]
url = "/missing/${SECRET:token}/${token}"
needs = "login again"
expect = ['header X-Plain == 1', 'url == x', 'json $ == 1']
[[check]]
name = "moved"
url = "/moved"
needs = "login again"
expect = ['redirects contains nothing', 'url == x']
)");

    const auto told = all_that_is_told({suite, "-vv", "--base-url", site.url(), "-j", "1"}, 4);

    expect_hidden(told);
    EXPECT_THAT(told.at("stdout"), HasSubstr("\n5 checks: 1 passed, 4 failed in "));
    EXPECT_THAT(told.at("stdout"), HasSubstr("json $.token is \"***\", not \"x\""));
    EXPECT_THAT(told.at("stderr"), HasSubstr("the secret digit is shorter than 4 bytes"));
    const auto asked = site.log();
    const auto captured =
        std::ranges::find_if(asked, [](const auto& one) { return one.target.starts_with("/captured"); });
    ASSERT_NE(captured, asked.end());
    EXPECT_EQ(captured->target, std::string("/captured/") + plain_secret + "?odd=" + percent(odd_secret));
    EXPECT_EQ(captured->field("Authorization"), std::string("Bearer ") + plain_secret);
    EXPECT_EQ(captured->field("X-Odd"), odd_secret);
}

TEST_F(CheckSecrets, ThatCouldNotBeCapturedOfAReplyCutShortAreNotShownWithIt) {
    fault_server server{
        [](const received_request&) { return reply::truncated("{\"token\": \"" + std::string(plain_secret), 500); }};
    const auto suite = file("smoke.toml", "[[check]]\nurl = '/'\ncapture = {'SECRET:token' = 'json $.token'}\n");

    expect_hidden(all_that_is_told({suite, "-vv", "--base-url", server.url("/")}, 3));
}

// Texts are cut where they get long: a secret may stand there.
TEST_F(CheckSecrets, AreShownNowhereWhereverATextIsCut) {
    fault_server server{[](const received_request& asked) {
        const auto before = std::stoul(asked.target.substr(1));
        return reply::status(200, {{"X-Long", std::string(before, '.') + plain_secret + std::string(40, '.')}},
                             std::string(before, '\n') + odd_secret);
    }};
    std::string list;
    for (const std::size_t limit : {200U, 1024U, 4000U}) {
        for (std::size_t before = limit - 20; before < limit + 2; ++before) {
            list += server.url("/" + std::to_string(before)) + "\n";
        }
    }

    expect_hidden(all_that_is_told(
        both + std::vector<std::string>{"-i", file("urls.txt", list), "-e", "header X-Long == x", "-e", "body == x"},
        4));
}

TEST_F(CheckSecrets, AreAlsoLoginsThatAServerRepeats) {
    fault_server server{[](const received_request& asked) {
        std::string fields;
        for (const auto& [name, value] : asked.fields) {
            fields += name + ": " + value + "\n";
        }
        return reply::ok(fields);
    }};
    const auto plain = server.url("/");
    const std::string at = "http://me:hunter2@" + plain.substr(plain.find("//") + 2);
    const auto netrc = file("netrc", "default login me password hunter2\n");
    const auto list = file("urls.txt", at + "\n");
    const std::vector<std::vector<std::string>> ways{{at},
                                                     {"-i", list},
                                                     {plain, "--netrc-file", netrc},
                                                     {plain, "--user", "me:hunter2"},
                                                     {plain, "--bearer", "hunter2"},
                                                     {plain, "-H", "Authorization: Bearer hunter2"},
                                                     {plain, "-H", "Cookie: sid=hunter2"}};
    for (auto arguments : ways) {
        arguments.insert(arguments.end(), {"-e", "body == x", "-vv", "--results", place("records").string()});
        const auto result = check(arguments);
        EXPECT_TRUE(ended_with(result, 4));
        const std::string all = result.out + result.err + read_file(place("records"));
        EXPECT_THAT(all, HasSubstr("***"));
        EXPECT_THAT(all, Not(AnyOf(HasSubstr("hunter2"), HasSubstr("aHVudGVy"))));
    }
}

TEST_F(CheckSecrets, AreShownToNoProgram) {
    const talkative_site site;
    const std::vector<std::string> what{site.url("/missing/") + plain_secret, "-e", "body == x"};

    const auto formatted =
        check(both + what +
              std::vector<std::string>{"-w", "{url} {final_url} {name} {message} {body_start} {content_type}\\n"});
    const auto completed = check(both + what + std::vector<std::string>{"--on-complete", "cat", "-q"});

    EXPECT_THAT(formatted.out, HasSubstr("/missing/***"));
    expect_hidden(
        {{"formatted", formatted.out}, {"stderr", formatted.err}, {"completed", completed.out + completed.err}});
}

TEST_F(CheckSecrets, AreShownByNoMistake) {
    const std::string place_of_it = "${SECRET:PLAIN}";
    const std::vector<std::string> suites{
        "base_url = 'http://" + place_of_it + ":x/'\n[[check]]\nurl = '/'",
        "[[check]]\nurl = '" + place_of_it + "'",
        "[[check]]\nurl = 'http://127.0.0.1:1/'\nheaders = {X = \"" + place_of_it + "\\n\"}",
        "[[check]]\nurl = 'http://127.0.0.1:1/'\nexpect = 'status == " + place_of_it + "'",
        "[[check]]\nurl = 'http://127.0.0.1:1/'\nexpect = 'body matches \"(" + place_of_it + "\"'",
        "[[check]]\nurl = 'http://127.0.0.1:1/'\nexpect = 'time < " + place_of_it + "'",
        "[[check]]\nname = 'x " + place_of_it + "'\nurl = 'http://127.0.0.1:1/'\n[[check]]\nname = 'x " + place_of_it +
            "'\nurl = 'http://127.0.0.1:1/'",
        "[vars]\nv = '" + place_of_it + "'\n[[check]]\nurl = 'http://${v}:x/'",
    };
    for (const auto& text : suites) {
        const auto suite = file("wrong.toml", text);
        for (const auto& more : {std::vector<std::string>{"-vv"}, std::vector<std::string>{"--dry-run"}}) {
            const auto result = check(both + std::vector<std::string>{suite} + more);
            SCOPED_TRACE(text);
            expect_hidden({{"stdout", result.out}, {"stderr", result.err}});
        }
    }
    const auto result = check({"--secret", std::string("9=") + plain_secret, "http://127.0.0.1:1/"});
    expect_hidden({{"stdout", result.out}, {"stderr", result.err}});
}

TEST_F(CheckSecrets, AreShownByNoPlan) {
    const auto suite = file("smoke.toml", R"(
[[check]]
name = "one ${SECRET:PLAIN}"
url = "http://a.example/${SECRET:ODD}?${SECRET:PLAIN}"
[[check]]
url = "http://${SECRET:PLAIN}.example/"
[[check]]
name = "login"
url = "http://a.example/login"
capture = {"SECRET:token" = "json $.token"}
[[check]]
url = "http://a.example/me?t=${SECRET:token|url}&${token}"
needs = "login"
)");
    const auto result =
        check(both + std::vector<std::string>{suite, "--dry-run", "http://b.example/" + std::string(plain_secret)});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, HasSubstr("http://a.example/***?***"));
    EXPECT_THAT(result.out, HasSubstr("GET http://a.example/me?t=***&${token}\tGET\t"
                                      "http://a.example/me?t=${SECRET:token}&${token}\t1 expectation\tneeds login"));
    expect_hidden({{"stdout", result.out}, {"stderr", result.err}});
    EXPECT_THAT(result.err, IsEmpty());
}

}  // namespace
}  // namespace trawl::test
