#include "fetch/job_request.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

// The value of each of its fields, "-" for none.
std::string fields_at(const request_settings& settings, const job& what, std::size_t place) {
    const http::request ask = request_for(settings, what, place);
    std::string all;
    for (const char* name : {"Authorization", "Cookie", "Host", "X-Own"}) {
        all += std::string(ask.fields.get(name).value_or("-")) + ' ';
    }
    return all;
}

TEST(JobRequest, OwnFieldsOfAnOriginAreForItAndReplaceTheRuns) {
    request_settings settings;
    settings.fields.add("Cookie", "run");
    auto details = std::make_shared<job_details>();
    for (const char* name : {"authorization", "COOKIE", "Host", "X-Own"}) {
        details->fields.add(name, "own");
    }
    for (const char* mirror : {"http://a/b", "http://b/a", "https://a/a", "http://a:81/a", "http://a./a"}) {
        details->mirrors.push_back(*http::parse_url(mirror));
    }
    job what(http::parse_url("http://a/a"));
    what.details = details;
    EXPECT_EQ(fields_at(settings, what, 0), "own own own own ");
    EXPECT_EQ(fields_at(settings, what, 1), "own own own own ");
    for (std::size_t place = 2; place <= 5; ++place) {
        EXPECT_EQ(fields_at(settings, what, place), "- - - own ") << what.place(place).href();
    }
}

TEST(JobRequest, TheLoginIsThatOfThePlace) {
    request_settings settings;
    settings.login = [](const http::url& where) {
        http::credentials who;
        who.username = where.host_name();
        return std::optional(who);
    };
    auto details = std::make_shared<job_details>();
    details->mirrors.push_back(*http::parse_url("http://b/"));
    job what(http::parse_url("http://a/"));
    what.details = details;
    EXPECT_EQ(request_for(settings, what, 0).login->username, "a");
    EXPECT_EQ(request_for(settings, what, 1).login->username, "b");
}

TEST(JobRequest, ConditionThatNoServerCanHaveSentIsLeftOut) {
    known_file known;
    known.etag = "\"x\"\r\nX-Planted: 1";
    known.last_modified = "Mon, 23 Nov 2026 13:00:00 GMT";
    http::request ask(*http::parse_url("http://a/"));
    add_condition(ask, known);
    EXPECT_EQ(ask.fields.size(), 1U);
    EXPECT_EQ(ask.fields.get("If-Modified-Since"), known.last_modified);
    known.last_modified = "\n";
    http::request bare(*http::parse_url("http://a/"));
    add_condition(bare, known);
    EXPECT_EQ(bare.fields.size(), 0U);
}

}  // namespace
}  // namespace trawl::fetch
