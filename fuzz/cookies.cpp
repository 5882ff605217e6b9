#include "trawl/http/cookie_jar.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "check.hpp"
#include "pieces.hpp"
#include "targets.hpp"
#include "trawl/http/headers.hpp"

using trawl::fuzz::check;
namespace http = trawl::http;

namespace {

constexpr http::cookie_jar::time_point now{std::chrono::seconds{1'764'000'000}};

const std::vector<http::url>& hosts() {
    static const std::vector<http::url> all{
        http::parse_url("https://www.example.org/a/b").value(), http::parse_url("http://www.example.org/").value(),
        http::parse_url("https://example.org/a").value(),       http::parse_url("https://example.com/a/b").value(),
        http::parse_url("https://10.0.0.1/").value(),           http::parse_url("http://[::1]/a/").value(),
    };
    return all;
}

void check_jar(http::cookie_jar& jar) {
    const std::string saved = jar.save(now);
    http::cookie_jar again;
    check(again.load(saved, now).empty(), "a jar's file is one");
    check(again.save(now) == saved, "a jar comes back from its file");
    for (const auto& each : hosts()) {
        const std::string sent = jar.cookies_for(each, now);
        check(http::is_field_value(sent) && sent.size() <= 8190, "cookies can be sent");
        check(again.cookies_for(each, now) == sent, "a jar from a file decides as the one that was saved");
    }
}

}  // namespace

// Set-Cookie values of www.example.org, one a line; behind a tab first what its replies to another URL set.
void trawl::fuzz::cookies(std::string_view input) {
    http::cookie_jar jar;
    http::url from = hosts().front();
    bool has_others = false;
    while (!input.empty()) {
        std::string_view line = take_line(input);
        if (line.starts_with('\t')) {
            has_others = true;
            if (const auto parsed = http::parse_url(line)) {
                from = *parsed;
            }
        } else {
            jar.store(from, line, now);
        }
    }
    if (!has_others) {
        check(jar.cookies_for(hosts()[3], now).empty(), "cookies do not go to others");
        check(jar.cookies_for(hosts()[4], now).empty(), "cookies do not go to addresses");
    }
    check_jar(jar);
}

// A Netscape cookie file.
void trawl::fuzz::cookie_file(std::string_view input) {
    http::cookie_jar jar;
    (void)jar.load(input, now);
    check_jar(jar);
}
