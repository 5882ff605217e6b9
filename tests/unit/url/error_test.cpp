#include "trawl/http/error.hpp"

#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "trawl/http/url.hpp"

namespace {

using trawl::http::errc;
using trawl::http::error;
using trawl::http::phase;

TEST(Error, EveryCodeAndPhaseHasItsOwnName) {
    std::set<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(errc::system); ++code) {
        names.insert(name(static_cast<errc>(code)));
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(errc::system) + 1);
    EXPECT_FALSE(names.contains("unknown"));
    std::set<std::string_view> phases;
    for (int where = 0; where <= static_cast<int>(phase::redirect); ++where) {
        phases.insert(name(static_cast<phase>(where)));
    }
    EXPECT_EQ(phases.size(), static_cast<std::size_t>(phase::redirect) + 1);
    EXPECT_EQ(name(errc::timed_out), "timed_out");
    EXPECT_EQ(name(phase::first_byte), "first_byte");
}

TEST(Error, TheMessageIsOfLimitedLength) {
    EXPECT_EQ(message(error(errc::dns_not_found, phase::dns, {}, std::string(100'000, 'a'))),
              "look up " + std::string(400, 'a') + "...: no such host");
    EXPECT_EQ(message(error(errc::dns_not_found, phase::dns, {}, "a" + std::string(399, '\xc3') + "\xa4\xa4")),
              "look up a" + std::string(398, '\xc3') + "...: no such host");
}

TEST(Error, TheMessageSaysWhereAndWhat) {
    EXPECT_EQ(message(error(errc::refused, phase::connect, {}, "192.0.2.1:443")),
              "connect to 192.0.2.1:443: connection refused");
    EXPECT_EQ(message(error(errc::timed_out, phase::connect)), "connect: timed out");
    EXPECT_EQ(message(error(errc::dns_not_found, phase::dns, {}, "a.invalid")), "look up a.invalid: no such host");
    EXPECT_EQ(message(error(errc::protocol, phase::head, {}, "Content-Length twice")),
              "read the reply's head: not a valid HTTP/1.1 reply (Content-Length twice)");
    EXPECT_EQ(message(error(errc::bad_url, phase::queue, {}, "no host")), "not a URL (no host)");
    EXPECT_EQ(message(error(errc::bad_url, phase::queue)), "not a URL");
}

TEST(Error, TheSystemsReasonIsGivenWhereTheCodeDoesNotSayIt) {
    const auto cause = make_error_code(boost::system::errc::too_many_files_open);
    EXPECT_EQ(message(error(errc::system, phase::connect, cause)), "connect: " + cause.message());
    EXPECT_EQ(message(error(errc::refused, phase::connect, cause)), "connect: connection refused");
}

TEST(Error, AskingAFailureForItsValueThrowsTheMessage) {
    const auto result = trawl::http::parse_url("http://");
    try {
        static_cast<void>(result.value());
        FAIL() << "no exception";
    } catch (const std::runtime_error& thrown) {
        EXPECT_STREQ(thrown.what(), "not a URL (no host)");
    }
}

}  // namespace
