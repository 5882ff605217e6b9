// What is given in a URL, a list, an option or a file stays where it is put: one request on the wire, with the fields
// that were meant.

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Injection : public FetchCommand {
protected:
    [[nodiscard]] static script answer(const received_request&) { return reply::ok("x"); }

    // Nothing of what was planted was understood as such.
    static void expect_requests(const fault_server& server, std::size_t count) {
        EXPECT_EQ(server.requests(), count);
        for (const auto& asked : server.log()) {
            EXPECT_EQ(asked.method, "GET");
            EXPECT_EQ(asked.version, "HTTP/1.1") << asked.target;
            EXPECT_EQ(asked.count("X-Planted"), 0U) << asked.target;
            EXPECT_FALSE(asked.target.starts_with("/planted")) << asked.target;
        }
    }

    void expect_refused(const std::vector<std::string>& arguments, const std::string& input = {}) const {
        const auto result = fetch(arguments, input);
        EXPECT_TRUE(ended_with(result, 2)) << testing::PrintToString(arguments) << input;
        EXPECT_THAT(result.err, Not(testing::AnyOf(HasSubstr("\r"), HasSubstr("\x1b"))));
        EXPECT_THAT(result.err, Not(HasSubstr("\nX-Planted")));
    }

    fault_server server_{answer};
};

const std::string planted = "\r\nX-Planted: 1\r\n\r\nGET /planted HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(Injection, ThroughAUrlIsEncodedOrLeftOut) {
    const std::string encoded = "%0d%0aX-Planted:%201%0D%0A%0D%0AGET%20/planted%20HTTP/1.1%0d%0a";
    const auto port = std::to_string(server_.port());
    const std::vector<std::string> urls{
        server_.url("/a" + encoded),
        server_.url("/b?" + encoded),
        server_.url("/c#" + encoded),
        server_.url("/d" + planted),
        server_.url("/e?" + planted),
        server_.url("/f\t\n\r x"),
        "http://u" + encoded.substr(0, 12) + ":p" + encoded.substr(0, 12) + "@127.0.0.1:" + port + "/g",
        "ht\rtp://127.0.0.1:" + port + "/h",
    };

    EXPECT_TRUE(ended_with(fetch(urls), 0));
    expect_requests(server_, urls.size());

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--no-state"}, urls[0] + '\n' + server_.url("/i\rX-Planted: 1\n")), 2));
    EXPECT_EQ(records().of_line(2).error_kind(), "bad_line");
    expect_requests(server_, urls.size() + 1);
}

TEST_F(Injection, ThroughAHostIsNoUrl) {
    for (const char* host : {"127.0.0.1%0d%0aX-Planted:1", "127.0.0.1%00", "a b", "127.0.0.1%0d", "a%0ab", "a%20b"}) {
        expect_refused({"http://" + std::string(host) + ':' + std::to_string(server_.port()) + "/"});
    }
    expect_requests(server_, 0);
}

TEST_F(Injection, ThroughAnOptionIsRefused) {
    const auto url = server_.url("/");
    for (const auto& [option, value] : std::vector<std::pair<std::string, std::string>>{
             {"-H", "X: a" + planted},
             {"-H", "X: a\nX-Planted: 1"},
             {"-H", "X: a\rX-Planted: 1"},
             {"-H", "X\r\nX-Planted: 1"},
             {"-H", "X Y: 1"},
             {"-H", "Host: a" + planted},
             {"-A", "a" + planted},
             {"-X", "GET / HTTP/1.1" + planted + "GET"},
             {"-X", "G T"},
             {"--bearer", "a" + planted},
         }) {
        expect_refused({option, value, url});
    }
    expect_refused({"-H", "@" + file("fields", "X: a\rX-Planted: 1\n"), url});
    expect_refused({"--config", file("1.toml", R"(header = ["X: a\r\nX-Planted: 1"])"), url});
    expect_refused({"--config", file("2.toml", R"(user-agent = "a\r\nX-Planted: 1")"), url});
    expect_refused({"--config", file("3.toml", R"(request = "GET / HTTP/1.1\r\nX-Planted: 1\r\nX")"), url});
    expect_refused({"--config", file("4.toml", "[\"a\\r\\u001b[2J\"]\n"), url});
    expect_requests(server_, 0);
}

TEST_F(Injection, ThroughAListIsABadLine) {
    const auto url = server_.url("/");
    for (const auto& [format, lines] : std::vector<std::pair<std::string, std::string>>{
             {"tsv", url + "\tname\theader=X: a\rX-Planted: 1\n"},
             {"tsv", url + "\tname\tmethod=GET / HTTP/1.1\rX-Planted:\n"},
             {"jsonl", R"({"url": ")" + url + R"(", "headers": {"X": "a\r\nX-Planted: 1"}})"},
             {"jsonl", R"({"url": ")" + url + R"(", "headers": {"X\r\nX-Planted": "1"}})"},
             {"jsonl", R"({"url": ")" + url + R"(", "method": "GET / HTTP/1.1\r\nX-Planted: 1\r\nX"})"},
             {"aria2", url + "\n  header=X: a\rX-Planted: 1\n"},
             {"aria2", url + "\n  referer=a\rX-Planted: 1\n"},
             {"curl", "url = \"" + url + "\"\nheader = \"X: a\\r\\nX-Planted: 1\"\n"},
             {"curl", "url = \"" + url + "\"\nreferer = \"a\\r\\nX-Planted: 1\"\n"},
             {"curl", "url = \"" + url + "\"\nrequest = \"GET / HTTP/1.1\\r\\nX-Planted: 1\\r\\nX\"\n"},
         }) {
        expect_refused({"-i", "-", "--input-format", format}, lines);
    }
    expect_requests(server_, 0);
}

TEST_F(Injection, ThroughACookieFileIsABadLine) {
    const auto cookies = file("cookies",
                              "127.0.0.1\tFALSE\t/\tFALSE\t0\tgood\t1\n"
                              "127.0.0.1\tFALSE\t/\tFALSE\t0\tbad\ta\rX-Planted: 1\n"
                              "127.0.0.1\tFALSE\t/\tFALSE\t0\tbad\x01\tb\n");
    EXPECT_TRUE(ended_with(fetch({"--load-cookies", cookies, server_.url("/")}), 0));
    EXPECT_EQ(server_.log().at(0).field("Cookie"), "good=1");
    expect_requests(server_, 1);
}

}  // namespace
}  // namespace trawl::test
