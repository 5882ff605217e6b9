#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "expect/expectation.hpp"
#include "observed.hpp"

namespace trawl::expect {
namespace {

// Each operator with each subject that it goes with, where it holds and where it does not, as it is and negated. What they say
// when there are several values, or none, stands in expectation_test.cpp.

struct operands {
    std::string word;
    std::string holding;
    std::string failing;
};

struct subject_case {
    std::string subject;
    std::string shown;
    std::vector<operands> all;
};

observation one_of_each() {
    auto of = a_reply();
    of.fields.set("X", "abc-5");
    of.cookies = {{"c", "abc-5"}};
    of.body = R"({"s": "abc-5", "n": 5})";
    of.redirects = {"u:a.test"};
    of.url = "u:a.test";
    auto facts = std::make_shared<http::tls_facts>(*of.tls);
    facts->names = {"a.test"};
    facts->issuer = "CN=A,C=US";
    facts->version = "TLSv1.2";
    facts->expires = of.now + std::chrono::hours(240);
    of.tls = facts;
    of.failure.reset();
    return of;
}

std::vector<operands> ordered(const std::string& less, const std::string& same, const std::string& more) {
    return {{"==", same, more},
            {"<", more, same},
            {"<=", same, less},
            {">", less, same},
            {">=", same, more},
            {"in", less + ".." + same, more + ", " + less},
            {"in", more + ", " + same, less}};
}

std::vector<operands> textual(const std::string& start, const std::string& middle, const std::string& end) {
    const auto quoted = [](const std::string& text) { return '"' + text + '"'; };
    const std::string whole = quoted(start + middle + end);
    return {{"==", whole, quoted("nope")},
            {"in", quoted("nope") + ", " + whole, quoted("nope") + ", " + quoted("no")},
            {"contains", quoted(middle), quoted("nope")},
            {"startswith", quoted(start), quoted(end)},
            {"endswith", quoted(end), quoted(start)},
            {"matches", "/^" + start + ".*" + end + "$/", "/^" + end + "/"},
            {"matches", "/NOPE|" + middle + "/i", "/nope/i"}};
}

std::vector<operands> both(std::vector<operands> all, const std::vector<operands>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::string verb(const std::string& word) {
    return word == "startswith" ? "start with"
           : word == "endswith" ? "end with"
           : word == "matches"  ? "match"
                                : "contain";
}

std::string third_person(const std::string& word) {
    return word == "startswith" ? "starts with" : word == "endswith" ? "ends with" : word;
}

bool is_about_text(const std::string& word) {
    return word == "contains" || word == "startswith" || word == "endswith" || word == "matches";
}

std::string missing(const subject_case& of, const std::string& word, const std::string& operand) {
    const std::string sign = word == "==" ? "" : word + " ";
    if (of.subject == "body") {
        return "body " + (is_about_text(word) ? "does not " + verb(word) + " " + operand : "is not " + sign + operand);
    }
    return of.subject + " is " + of.shown + ", " +
           (is_about_text(word) ? "which does not " + verb(word) + " " + operand : "not " + sign + operand);
}

std::string unwanted(const subject_case& of, const std::string& word, const std::string& operand) {
    const std::string sign = word == "==" ? "" : word + " ";
    const std::string said = is_about_text(word) ? third_person(word) + " " + operand : "is " + sign + operand;
    if (of.subject == "body") {
        return "body " + said + ", and should not";
    }
    return of.subject + " is " + of.shown + ", " + (word == "==" ? "and should not be" : "which " + said);
}

void check(const std::string& text, const std::string& message, const observation& of) {
    const auto parsed = expectation::parse(text);
    ASSERT_TRUE(parsed) << with_carets(parsed.error(), text) << '\n' << parsed.error().what;
    const auto found = parsed->check(of);
    EXPECT_EQ(found.message, message) << text;
    EXPECT_EQ(found.holds, message.empty()) << text;
}

void check_all(const subject_case& each, const observation& of) {
    for (const auto& [word, holding, failing] : each.all) {
        const std::string start = each.subject + " " + word + " ";
        check(start + holding, "", of);
        check(start + failing, missing(each, word, failing), of);
        check("not " + start + failing, "", of);
        check("not " + start + holding, unwanted(each, word, holding), of);
        check(each.subject + " not " + word + " " + failing, "", of);
        if (word == "==") {
            check(each.subject + " != " + failing, "", of);
            check(each.subject + " != " + holding, unwanted(each, word, holding), of);
        }
    }
    check(each.subject + " exists", "", of);
    check("not " + each.subject + " exists",
          each.subject == "body" ? "the body is not empty"
                                 : each.subject + " is " + each.shown + ", and should not exist",
          of);
}

TEST(Operators, CompareNumbers) {
    auto of = one_of_each();
    of.redirects = {"https://a.test/b", "https://a.test/c"};
    const std::vector<subject_case> all = {
        {"status", "404", ordered("403", "404", "405")},
        {"size", "2048 bytes (2.0 KiB)", ordered("1KiB", "2 KiB", "3 kB")},
        {"http_version", "1.1", ordered("1.0", "1.1", "2")},
        {"tls.version", "1.2", ordered("1.1", "1.2", "TLSv1.3")},
        {"tls.expires_in", "10 days", ordered("-1d", "240h", "2 weeks")},
        {"time", "1.23 s", ordered("1s", "1230ms", "2 s")},
        {"time.dns", "1.5 ms", ordered("1ms", "1.5 ms", "1 min")},
        {"json $.n", "5", ordered("4", "5.0", "6e0")},
        {"json $.s", "\"abc-5\"", {{"<", "\"b\"", "\"a\""}, {">=", "\"abc-5\"", "\"abd\""}}},
        {"header Content-Length", "\"123\"", ordered("99", "123.0", "1e3")},
    };
    for (const auto& each : all) {
        check_all(each, of);
    }
    for (const auto& [word, holding, failing] : ordered("1", "2", "3")) {
        check("redirects " + word + " " + holding, "", of);
        check("redirects " + word + " " + failing, missing({"redirects", "2", {}}, word, failing), of);
        check("count redirects " + word + " " + holding, "", of);
        check("count redirects " + word + " " + failing, missing({"count redirects", "2", {}}, word, failing), of);
    }
}

TEST(Operators, CompareTexts) {
    const auto of = one_of_each();
    const auto loose = both(textual("abc", "-", "5"),
                            {{"<", "b", "a"}, {"<=", "abc-5", "abc"}, {">", "a", "b"}, {">=", "abc-5", "x"}});
    const std::vector<subject_case> all = {
        {"cookie c", "\"abc-5\"", textual("abc", "-", "5")},
        {"header X", "\"abc-5\"", textual("abc", "-", "5")},
        {"json $.s", "\"abc-5\"", textual("abc", "-", "5")},
        {"url", "\"u:a.test\"", textual("u:", "a", ".test")},
        {"tls.issuer", "\"CN=A,C=US\"", textual("CN=A", ",", "C=US")},
        {"cert.san", "\"a.test\"", textual("a", ".te", "st")},
        {"sha256",
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
         {{"==", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", std::string(64, '0')},
          {"in", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", std::string(64, '1')}}},
    };
    for (const auto& each : all) {
        check_all(each, of);
    }
    for (const auto& [word, holding, failing] : textual("u:", "a", ".test")) {
        if (is_about_text(word)) {
            check("redirects " + word + " " + holding, "", of);
            check("redirects " + word + " " + failing, missing({"redirects", "\"u:a.test\"", {}}, word, failing), of);
        }
    }
    for (const auto& [word, holding, failing] : loose) {
        check("header X " + word + " " + holding, "", of);
        check("not cookie c " + word + " " + failing, "", of);
    }
}

TEST(Operators, CompareBodies) {
    auto of = one_of_each();
    of.body = "abc-5";
    check_all({"body", "", textual("abc", "-", "5")}, of);
}

TEST(Operators, CompareErrors) {
    const std::string shown = "refused (connect to 127.0.0.1:1: connection refused)";
    check_all({"error",
               shown,
               {{"==", "refused", "timeout"},
                {"in", "dns, refused", "dns, tls"},
                {"contains", "\"127.0.0.1\"", "\"::1\""},
                {"startswith", "\"connect to\"", "\"x\""},
                {"startswith", "\"ref\"", "\"dns\""},
                {"endswith", "\"refused\"", "\"127\""},
                {"matches", "/:1\\b/", "/:2/"}}},
              a_failure());
}

}  // namespace
}  // namespace trawl::expect
