#pragma once

#include <chrono>
#include <memory>

#include "expect/observation.hpp"

namespace trawl::expect {

/// A reply with something for each subject.
inline observation a_reply() {
    using namespace std::chrono_literals;
    observation of;
    of.status = 404;
    of.version = 11;
    of.fields.add("Content-Type", "text/html; charset=utf-8");
    of.fields.add("Content-Length", "123");
    of.fields.add("Vary", "Accept");
    of.fields.add("Vary", "Origin");
    of.fields.add("Vary", "Cookie");
    of.fields.add("X-Empty", "");
    of.body =
        R"({"name": "Ada", "age": 36, "pi": 3.5, "ok": true, "none": null, "tags": ["a", "b", 3], "big": 9007199254740993,
            "items": [{"id": 1, "state": "up"}, {"id": 2, "state": "up"}, {"id": 3, "state": "down"}], "at": {}, "n": [7, 7]})";
    of.size = 2048;
    of.sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    of.url = "https://example.org/login?next=1";
    of.redirects = {"https://example.org/start", "https://example.org/login?next=1"};
    of.cookies = {{"sid", "abc123"}, {"lang", "de"}, {"lang", "en"}, {"n", "10"}};
    of.times.total = 1230ms;
    of.times.dns = 1500us;
    of.times.connect = 20ms;
    of.times.tls = 45ms;
    of.times.ttfb = 812400us;
    of.times.transfer = 65s;
    of.now = std::chrono::system_clock::time_point(std::chrono::hours(24 * 20000));
    auto facts = std::make_shared<http::tls_facts>();
    facts->version = "TLSv1.3";
    facts->issuer = "CN=R11,O=Let's Encrypt,C=US";
    facts->names = {"example.org", "*.example.org"};
    facts->expires = of.now + std::chrono::hours(24 * 13 + 12);
    of.tls = facts;
    return of;
}

/// A failure in place of a reply.
inline observation a_failure() {
    observation of;
    of.failure = http::error(http::errc::refused, http::phase::connect, {}, "127.0.0.1:1");
    of.url = "http://127.0.0.1:1/";
    return of;
}

}  // namespace trawl::expect
