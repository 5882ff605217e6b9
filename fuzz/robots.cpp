#include <string>
#include <vector>

#include "check.hpp"
#include "crawl/robots_explanation.hpp"
#include "crawl/sitemap.hpp"
#include "pieces.hpp"
#include "robots/directives.hpp"
#include "robots/path_pattern.hpp"
#include "robots/rules.hpp"
#include "targets.hpp"

using trawl::fuzz::check;
namespace http = trawl::http;
namespace robots = trawl::robots;
namespace crawl = trawl::crawl;

namespace {

// As RFC 9309 has it, in the plainest way: which beginnings of the rule cover this much of the target.
bool covers_plainly(std::string_view rule, std::string_view target) {
    const bool to_the_end = rule.ends_with('$');
    rule.remove_suffix(to_the_end ? 1 : 0);
    std::vector<bool> reached(rule.size() + 1, false);
    reached[0] = true;
    for (std::size_t i = 0;; ++i) {
        for (std::size_t k = 0; k < rule.size(); ++k) {
            reached[k + 1] = reached[k + 1] || (reached[k] && rule[k] == '*');
        }
        if (reached.back() && (!to_the_end || i == target.size())) {
            return true;
        }
        if (i == target.size()) {
            return false;
        }
        for (std::size_t k = rule.size(); k > 0; --k) {
            reached[k] = (reached[k - 1] && rule[k - 1] == target[i] && rule[k - 1] != '*') ||
                         (reached[k] && rule[k - 1] == '*');
        }
        reached[0] = false;
    }
}

void check_pattern(std::string_view value, const http::url& where) {
    const std::string rule = robots::normal_rule(value).text;
    const std::string target = robots::normal_target(where.target());
    if (rule.size() * target.size() < 10'000) {
        check(robots::covers(rule, target) == covers_plainly(rule, target), "a rule covers what it says");
    }
}

crawl::sitemap read(std::string_view text, bool is_whole) {
    crawl::sitemap_reader reader(http::parse_url("https://example.org/sitemap.xml").value(), "");
    trawl::fuzz::pieces cut(text);
    while (!cut.empty()) {
        reader.feed(is_whole ? cut.next(SIZE_MAX) : cut.next());
    }
    return reader.finish();
}

}  // namespace

// A line with a URL, then a robots.txt.
void trawl::fuzz::robots(std::string_view input) {
    const std::string_view first = take_line(input);
    const auto parsed = http::parse_typed_url(first);
    const http::url where = parsed ? *parsed : http::parse_url("http://example.org/a/b?c=%2A#d").value();
    const auto said = robots::rules::parse(input, "trawl/1.0");
    const auto answer = said.check(where);
    check(answer.allowed || answer.line > 0, "what is forbidden is forbidden by a line");
    check((answer.line > 0) == !answer.rule.empty(), "a rule has a line");
    check(said.group().empty() == (said.group_line() == 0), "a group has a line");
    (void)robots::sitemap_urls(said, where);
    std::string_view rest = input;
    for (int i = 0; i < 20 && !rest.empty(); ++i) {
        check_pattern(take_line(rest), where);
    }
    (void)robots::parse_directives(input);
    crawl::robots_reply reply;
    reply.asked.push_back(where);
    reply.status = 200;
    reply.body = input;
    const std::string told = crawl::explain_robots(where, "trawl", reply);
    check(told.ends_with('\n') && told.find('\x1B') == std::string::npos, "what is told is safe for a terminal");
}

// A sitemap or a feed.
void trawl::fuzz::sitemap(std::string_view input) {
    const auto whole = read(input, true);
    const auto pieces = read(input, false);
    check(whole.kind == pieces.kind, "a kind does not depend on the pieces");
    check(whole.entries.size() == pieces.entries.size(), "entries do not depend on the pieces");
    for (std::size_t i = 0; i < whole.entries.size(); ++i) {
        check(whole.entries[i].where == pieces.entries[i].where &&
                  whole.entries[i].last_modified == pieces.entries[i].last_modified,
              "an entry does not depend on the pieces");
    }
    check(whole.is_cut == pieces.is_cut && whole.problem == pieces.problem, "a problem does not depend on the pieces");
    check(whole.entries.size() <= crawl::sitemap_reader::max_entries, "entries have a limit");
}
