#include "output/record.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/json/parse.hpp>

#include "sample_report.hpp"

namespace trawl::output {
namespace {

using namespace std::chrono_literals;

std::string record(const fetch::report& done) {
    std::string out;
    append_record(out, done, "GET");
    return out;
}

boost::json::object parsed(const fetch::report& done) {
    return boost::json::parse(record(done)).as_object();
}

TEST(Record, OfAFileThatArrivedIsThisLine) {
    fetch::fetched kept;
    kept.path = "out/a.txt";
    kept.sha256.emplace().fill(0xA5);
    fetch::report done = test::answered("https://example.org/a.txt", kept);
    done.reply->etag = "\"x\"";
    done.reply->last_modified = "Mon, 23 Nov 2026 10:00:00 GMT";
    EXPECT_EQ(
        record(done),
        R"({"input":"https://example.org/a.txt","line":1,"url":"https://example.org/a.txt","final_url":"https://example.org/a.txt",)"
        R"("method":"GET","outcome":"ok","status":200,"http_version":"1.1","remote_ip":"192.0.2.1","reused":true,"bytes":5,)"
        R"("bytes_decoded":5,"sha256":"a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5","path":"out/a.txt",)"
        R"("content_type":"text/plain","etag":"\"x\"","last_modified":"Mon, 23 Nov 2026 10:00:00 GMT",)"
        R"("started":"2026-11-23T10:33:49.123Z","timing_ms":{"queue":1.000,"dns":null,"connect":null,"tls":null,"ttfb":10.000,)"
        R"("transfer":1.500,"total":12.500},"redirects":[],)"
        R"("attempts":[{"status":200,"error":null,"took_ms":11.500,"waited_ms":0.000}],"error":null,"depth":0,"referrer":null})"
        "\n");
}

TEST(Record, OfAnInputThatIsNoUrlIsThisLine) {
    fetch::report done = test::sample_report(
        "http://exa mple/", fetch::skipped{http::error{http::errc::bad_url, http::phase::queue}}, 3, 0);
    done.queued = 0ns;
    done.took = 0ns;
    const std::string message = http::message(std::get<fetch::skipped>(done.how).why);
    EXPECT_EQ(
        record(done),
        R"({"input":"http://exa mple/","line":null,"url":null,"final_url":null,"method":"GET","outcome":"skipped","status":null,)"
        R"("http_version":null,"remote_ip":null,"reused":null,"bytes":null,"bytes_decoded":null,"sha256":null,"path":null,)"
        R"("content_type":null,"etag":null,"last_modified":null,"started":"2026-11-23T10:33:49.123Z",)"
        R"("timing_ms":{"queue":0.000,"dns":null,"connect":null,"tls":null,"ttfb":null,"transfer":null,"total":0.000},)"
        R"("redirects":[],"attempts":[],"error":{"kind":"bad_url","phase":"queue","message":")" +
            message + R"("},"depth":0,"referrer":null})" + "\n");
}

TEST(Record, OfRetriesHasEveryAttemptTheLastOneIncluded) {
    const http::error refused{http::errc::refused, http::phase::connect, boost::asio::error::connection_refused,
                              "192.0.2.1:80"};
    fetch::report done = test::sample_report("example.org", fetch::network_failure{refused});
    done.took = 1s;
    done.attempts.push_back({503, std::nullopt, 100ms, 200ms});
    done.attempts.push_back({0, refused, 50ms, 400ms});
    const boost::json::object object = parsed(done);
    EXPECT_EQ(object.at("outcome"), "network_error");
    EXPECT_EQ(object.at("attempts"),
              boost::json::parse(R"([{"status":503,"error":null,"took_ms":100.0,"waited_ms":200.0},
        {"status":null,"error":"refused","took_ms":50.0,"waited_ms":400.0},{"status":null,"error":"refused","took_ms":250.0,"waited_ms":0.0}])"));
    EXPECT_EQ(object.at("error").at("kind"), "refused");
    EXPECT_EQ(object.at("error").at("phase"), "connect");
    EXPECT_EQ(object.at("error").at("message"), boost::json::string_view{http::message(refused)});
    EXPECT_EQ(object.at("url"), "http://example.org/");
    EXPECT_EQ(object.at("input"), "example.org");
}

TEST(Record, OfRedirectsHasEachWithItsTimings) {
    fetch::report done = test::answered("http://example.org/old", fetch::fetched{});
    http::timings took;
    took.queue = 1ms;
    took.dns = 2ms;
    took.connect = 3ms;
    took.ttfb = 4ms;
    took.total = 10ms;
    done.trace.redirects.push_back({301, *http::parse_url("http://example.org/old"), took});
    done.trace.redirects.push_back({302, *http::parse_url("http://u:p@example.org/other"), {}});
    done.reply->final_url = *http::parse_url("http://example.org/new");
    const boost::json::object object = parsed(done);
    EXPECT_EQ(object.at("final_url"), "http://example.org/new");
    EXPECT_EQ(object.at("redirects"), boost::json::parse(R"([
        {"status":301,"url":"http://example.org/old",
         "timing_ms":{"queue":1.0,"dns":2.0,"connect":3.0,"tls":null,"ttfb":4.0,"transfer":null,"total":10.0}},
        {"status":302,"url":"http://u:***@example.org/other",
         "timing_ms":{"queue":null,"dns":null,"connect":null,"tls":null,"ttfb":null,"transfer":null,"total":0.0}}])"));
}

TEST(Record, OfAnHttpErrorSaysTheStatus) {
    const boost::json::object object = parsed(test::answered("http://example.org/", fetch::http_error{}, 404));
    EXPECT_EQ(object.at("outcome"), "http_error");
    EXPECT_EQ(object.at("status"), 404);
    EXPECT_EQ(object.at("path"), nullptr);
    EXPECT_EQ(object.at("error"), boost::json::parse(R"({"kind":"http_status","phase":"head","message":"HTTP 404"})"));
}

TEST(Record, OfAFileThatCouldNotBeWrittenHasNoPath) {
    fetch::write_failure full;
    full.path = "out/a";
    full.why = {ENOSPC, boost::system::system_category()};
    const boost::json::object object = parsed(test::answered("http://example.org/", full));
    EXPECT_EQ(object.at("outcome"), "write_error");
    EXPECT_EQ(object.at("path"), nullptr);
    EXPECT_EQ(
        object.at("error"),
        boost::json::parse(R"({"kind":"write","phase":null,"message":"cannot write out/a: No space left on device"})"));
}

TEST(Record, OfAnInterruptedJobSaysSo) {
    fetch::report done = test::sample_report("http://example.org/", fetch::cancelled{});
    done.attempts.push_back({503, std::nullopt, 1ms, 2ms});
    const boost::json::object object = parsed(done);
    EXPECT_EQ(object.at("outcome"), "cancelled");
    EXPECT_EQ(object.at("error").at("kind"), "cancelled");
    EXPECT_EQ(object.at("attempts").as_array().size(), 1U);
}

TEST(Record, NamesTheKindOfEachNetworkFailure) {
    const std::vector<std::pair<http::errc, const char*>> outcomes{{http::errc::timed_out, "timeout"},
                                                                   {http::errc::truncated, "truncated"},
                                                                   {http::errc::too_large, "too_large"},
                                                                   {http::errc::certificate, "network_error"}};
    for (const auto& [code, outcome] : outcomes) {
        const http::error why{code, http::phase::body};
        const boost::json::object object =
            parsed(test::sample_report("http://example.org/", fetch::network_failure{why}));
        EXPECT_EQ(object.at("outcome"), outcome);
        EXPECT_EQ(object.at("error").at("kind"), boost::json::string_view{http::name(code)});
    }
}

TEST(Record, HasTheSameKeysInTheSameOrderWhateverHappened) {
    const auto keys = [](const fetch::report& done) {
        std::vector<std::string> names;
        for (const auto& member : parsed(done)) {
            names.emplace_back(member.key());
        }
        return names;
    };
    const http::error why{http::errc::tls, http::phase::tls};
    const std::vector<std::string> all = keys(test::answered("http://example.org/", fetch::fetched{}));
    EXPECT_THAT(all, testing::ElementsAre("input", "line", "url", "final_url", "method", "outcome", "status",
                                          "http_version", "remote_ip", "reused", "bytes", "bytes_decoded", "sha256",
                                          "path", "content_type", "etag", "last_modified", "started", "timing_ms",
                                          "redirects", "attempts", "error", "depth", "referrer"));
    for (const fetch::outcome& how : {fetch::outcome{fetch::http_error{}}, fetch::outcome{fetch::network_failure{why}},
                                      fetch::outcome{fetch::skipped{why}}, fetch::outcome{fetch::write_failure{}},
                                      fetch::outcome{fetch::cancelled{}}}) {
        EXPECT_EQ(keys(test::sample_report("http://example.org/", how)), all);
    }
}

TEST(Record, NeverShowsAPassword) {
    fetch::report done = test::answered("http://joe:s3cret@example.org/", fetch::fetched{});
    done.trace.redirects.push_back({301, *done.what.target, {}});
    EXPECT_EQ(record(done).find("s3cret"), std::string::npos);

    const http::error why{http::errc::redirect_refused, http::phase::redirect, {}, "ftp://joe:s3cret@example.org/"};
    EXPECT_EQ(record(test::sample_report("http://example.org/", fetch::network_failure{why})).find("s3cret"),
              std::string::npos);
    EXPECT_EQ(record(test::sample_report("ftp://joe:s3cret@example.org/", fetch::skipped{why})).find("s3cret"),
              std::string::npos);
}

TEST(Record, IsOneLineOfValidJsonWhateverTheBytes) {
    const std::string hostile = "http://\x1b]0;x\x07/\"\\\n\xFF\xC2\x9B\xE2\x80\xAE";
    fetch::report done = test::answered("http://example.org/", fetch::fetched{});
    done.what.input = hostile;
    done.reply->content_type = hostile;
    done.reply->etag = hostile;
    done.reply->last_modified = hostile;
    const std::string line = record(done);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_TRUE(boost::json::parse(line).is_object());
}

TEST(Record, AddressesAreWrittenInTheirShortForm) {
    fetch::report done = test::answered("http://example.org/", fetch::fetched{});
    done.trace.remote = boost::asio::ip::make_address("2001:db8:0:0:0:0:0:1");
    done.trace.reused = false;
    done.reply->version = 10;
    const boost::json::object object = parsed(done);
    EXPECT_EQ(object.at("remote_ip"), "2001:db8::1");
    EXPECT_EQ(object.at("reused"), false);
    EXPECT_EQ(object.at("http_version"), "1.0");
}

TEST(Record, IsAppendedToWhatIsThere) {
    std::string out = "before\n";
    append_record(out, test::sample_report("http://example.org/", fetch::cancelled{}), "HEAD");
    EXPECT_TRUE(out.starts_with("before\n{"));
    EXPECT_NE(out.find(R"("method":"HEAD")"), std::string::npos);
}

}  // namespace
}  // namespace trawl::output
