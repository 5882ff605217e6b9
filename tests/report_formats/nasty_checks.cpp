#include "nasty_checks.hpp"

#include <memory>
#include <string_view>
#include <utility>

#include "unit/output/sample_report.hpp"

namespace trawl::report::test {

namespace {

using check::standing;
using namespace std::string_view_literals;

std::vector<std::string> nasty_texts() {
    return {
        "plain",
        std::string("zero \0 and \x01\x08\x0B\x1B[31mred\x1B[0m \x7F"sv),
        "\xC2\x80\xC2\x9F\xE2\x80\xA8\xE2\x80\xAE\xEF\xBB\xBF controls beyond ASCII",
        "]]> <![CDATA[ ]]> <b>&amp;\"'</failure></testcase>",
        "\xF0\x9F\xA6\x8A \xC3\xBCn\xC3\xAF \xE6\x97\xA5\xE6\x9C\xAC",
        "\xFF\xFE\xC3( \xED\xA0\x80 \xF4\x90\x80\x80 no UTF-8",
        "\xEF\xBF\xBE\xEF\xBF\xBF no characters",
        "# SKIP not really",
        "x # TODO later",
        R"(a \ b \# c \\# d \n \x41 ends with \)",
        "line one\nline two\r\nthree\ttab\rfour\n\n",
        "ok 1 - fake\nnot ok 2\n1..1\nBail out! no\n# comment\npragma +strict\n",
        "---\nmessage: x\n...\n  ...\n  ---\n",
        "::error file=x,line=1::boom\n::stop-commands::pause\n##[error]x",
        "  blanks around  ",
        "- dash",
        "42 begins with a number",
        "{\"a\": [1, 'b']} %YAML &anchor *alias !tag |- >+ ? : @x `y` , key: value",
        "\n",
        std::string(65536, 'm'),
        std::string(65535, 'm') + "\xF0\x9F\xA6\x8A" + std::string(100, '<'),
    };
}

check::expectation_result expected(std::string text, bool holds, bool was_looked_at, const std::string& actual) {
    check::expectation_result made;
    made.text = std::move(text);
    made.where.file = "suites/smoke.v1.toml";
    made.where.line = 7;
    made.holds = holds;
    made.was_looked_at = was_looked_at;
    if (!holds) {
        made.actual = actual;
        made.message = "body is " + actual;
    }
    return made;
}

void add_problem(check::check_result& to, standing how, const std::string& text) {
    const bool is_error = how == standing::error;
    to.blamed = is_error ? check::blame::network : check::blame::assertion;
    to.message = text;
    to.expectations = {expected("status in 200..299", !is_error, !is_error, ""),
                       expected("body contains \"" + text + "\"", false, !is_error, text)};
    to.body_start = is_error ? "" : text;
}

fetch::outcome outcome_of(standing how) {
    if (how == standing::error) {
        return fetch::network_failure{http::error{http::errc::timed_out, http::phase::head}};
    }
    if (how == standing::skipped || how == standing::not_run) {
        return fetch::cancelled{};
    }
    return fetch::fetched{};
}

fetch::report report_of(const std::string& url, standing how, std::shared_ptr<check::check_result> result) {
    const bool has_reply = how == standing::passed || how == standing::flaky || how == standing::failed;
    fetch::report done =
        has_reply ? output::test::answered(url, outcome_of(how)) : output::test::sample_report(url, outcome_of(how));
    done.product = std::move(result);
    return done;
}

}  // namespace

fetch::report ended_check(const std::string& name, standing how, const std::string& text) {
    auto of = std::make_shared<check::entry>();
    of->where.file = "suites/smoke.v1.toml";
    of->tags = {"fast", text};
    auto result = std::make_shared<check::check_result>();
    result->of = of;
    result->name = name;
    result->stands = how;
    if (how == standing::failed || how == standing::error) {
        add_problem(*result, how, text);
    } else if (how == standing::skipped) {
        result->message = text;
    } else if (how == standing::flaky) {
        result->tries = 3;
        result->first_failure = text;
    }
    return report_of("http://a.test/?q=" + name.substr(0, 5), how, std::move(result));
}

fetch::report url_check(const std::string& url, standing how) {
    auto of = std::make_shared<check::entry>();
    of->where.file = "urls.txt";
    auto result = std::make_shared<check::check_result>();
    result->of = of;
    result->name = "GET " + url;
    result->stands = how;
    if (how == standing::failed || how == standing::error) {
        add_problem(*result, how, "it did not pass");
    }
    return report_of(url, how, std::move(result));
}

std::vector<fetch::report> nasty_checks() {
    std::vector<fetch::report> made;
    for (const std::string& text : nasty_texts()) {
        for (const standing how :
             {standing::failed, standing::error, standing::skipped, standing::flaky, standing::passed}) {
            made.push_back(ended_check(std::string(check::name(how)) + " " + text, how, text));
        }
    }
    // Of another suite whose file has the same name.
    fetch::report twin = ended_check("failed plain", standing::failed, "twin");
    auto of = std::make_shared<check::entry>();
    of->where.file = "more/smoke.v1.toml";
    dynamic_cast<check::check_result&>(*twin.product).of = std::move(of);
    made.push_back(std::move(twin));
    made.push_back(url_check("http://www.a.test/%3Cb%3E?x='y'&z=%22#part", standing::passed));
    made.push_back(url_check("https://192.0.2.1:8443/", standing::error));
    made.push_back(url_check("https://[2001:db8::1]/", standing::failed));
    made.push_back(url_check("no url", standing::error));
    return made;
}

}  // namespace trawl::report::test
