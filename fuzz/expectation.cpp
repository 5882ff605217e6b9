#include "expect/expectation.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "check.hpp"
#include "expect/threshold.hpp"
#include "targets.hpp"

using trawl::fuzz::check;
namespace expect = trawl::expect;

namespace {

expect::observation reply() {
    expect::observation made;
    made.status = 200;
    made.version = 11;
    made.fields.add("Content-Type", "application/json; charset=utf-8");
    made.fields.add("Set-Cookie", "sid=1");
    made.fields.add("X-Count", "12");
    made.body =
        R"({"items": [{"id": 7, "name": "a"}, {"id": 8, "name": "ä"}], "token": "secret", "ok": true, "none": null})";
    made.size = made.body.size();
    made.sha256 = std::string(64, 'a');
    made.url = "https://example.org/items?page=1";
    made.redirects = {"https://example.org/items?page=1"};
    made.cookies = {{"sid", "1"}, {"sid", "2"}};
    auto facts = std::make_shared<trawl::http::tls_facts>();
    facts->version = "TLSv1.3";
    facts->issuer = "CN=R11,O=Somebody";
    facts->names = {"example.org", "*.example.org"};
    facts->expires = std::chrono::system_clock::time_point() + std::chrono::hours{24 * 30};
    made.tls = facts;
    made.times.total = std::chrono::milliseconds{123};
    return made;
}

expect::observation text_reply() {
    expect::observation made;
    made.status = 404;
    made.version = 10;
    made.body = "no JSON, but a text";
    made.url = "http://example.org/";
    return made;
}

expect::observation failure() {
    expect::observation made;
    made.failure = trawl::http::error(trawl::http::errc::timed_out, trawl::http::phase::connect);
    made.url = "http://example.org/";
    return made;
}

const std::array<expect::observation, 3>& observed() {
    static const std::array all{reply(), text_reply(), failure()};
    return all;
}

void check_expectation(const std::string& text) {
    const auto parsed = expect::expectation::parse(text);
    if (!parsed) {
        trawl::fuzz::check_error(parsed.error(), text);
        return;
    }
    check(parsed->text() == text, "the text is what was parsed");
    for (const auto& each : parsed->references()) {
        check(each.at + each.length <= text.size(), "places are within the text");
    }
    const auto bound = parsed->bound([](const auto&) { return std::optional<std::string>("7"); });
    if (!bound) {
        trawl::fuzz::check_error(bound.error(), text);
        return;
    }
    check(bound->references().empty(), "what all is bound in has no places");
    for (const auto& each : observed()) {
        const auto said = bound->check(each);
        check(said.holds == said.message.empty(), "there is a message if it does not hold, and only then");
        check(said.actual.size() <= 200, "what was observed is cut");
        (void)parsed->check(each, {{"a", "1"}});
    }
}

void check_capture(const std::string& text) {
    const auto parsed = expect::capture::parse(text);
    if (!parsed) {
        trawl::fuzz::check_error(parsed.error(), text);
        return;
    }
    const auto taken = parsed->take(observed().front());
    check(taken.has_value() || !taken.error().empty(), "there is a value, or a reason");
}

class figures : public expect::run_figures {
public:
    [[nodiscard]] std::uint64_t runs() const override { return 100; }
    [[nodiscard]] std::uint64_t failed() const override { return 1; }
    [[nodiscard]] std::uint64_t flaky() const override { return 2; }
    [[nodiscard]] trawl::async::clock::duration percentile(expect::timed_phase, double percent) const override {
        check(percent > 0 && percent <= 100, "a percentile is one");
        return std::chrono::milliseconds{500};
    }
    [[nodiscard]] std::uint64_t replies() const override { return 99; }
};

void check_threshold(const std::string& text) {
    (void)expect::threshold::is_meant_by(text);
    const auto parsed = expect::threshold::parse(text);
    if (!parsed) {
        trawl::fuzz::check_error(parsed.error(), text);
        return;
    }
    const auto said = parsed->check(figures());
    check(said.holds == said.message.empty(), "there is a message if it does not hold, and only then");
}

}  // namespace

void trawl::fuzz::expectation(std::string_view input) {
    const std::string text(input);
    check_expectation(text);
    check_capture(text);
    check_threshold(text);
}
