#include <algorithm>
#include <cctype>
#include <string>

#include "app/crawl_command.hpp"
#include "base/printable.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::app {

namespace {

void check_patterns(const char* option, const std::vector<std::string>& patterns) {
    if (std::ranges::any_of(patterns, [](const auto& text) { return text.empty(); })) {
        throw option_error(option, "must not be empty");
    }
}

// "image/*" is one, "*" too.
bool is_media_range(std::string_view text) {
    const auto slash = text.find('/');
    return text == "*" || (slash != std::string_view::npos && http::is_token(text.substr(0, slash)) &&
                           http::is_token(text.substr(slash + 1)));
}

void check_content_types(const std::vector<std::string>& types) {
    for (const auto& each : types) {
        if (!is_media_range(each)) {
            throw option_error("--content-type",
                               "'" + base::printable(each) + "' is no media type, such as text/html or image/*");
        }
    }
}

}  // namespace

std::string first_product(const std::string& user_agent) {
    return user_agent.substr(0, user_agent.find_first_of("/ "));
}

void add_reach_options(option_set& to, crawl_draft& draft) {
    auto& into = draft.result.reach;
    to.group("What is taken");
    to.choice({"--scope", "SCOPE", "Around each seed: page, prefix (its folder), host, domain, any"}, into.scope,
              {"page", "prefix", "host", "domain", "any"});
    to.words({"--span-hosts", "LIST", "Further hosts, '*.example.org' for those beneath one"}, into.span_hosts);
    to.values({"--include", "REGEX", "Only URLs in which one of these is found (RE2); may be given many times"},
              [&into](const std::vector<std::string>& given) { into.include = given; });
    to.values({"--exclude", "REGEX", "No URL in which one of these is found; wins over --include"},
              [&into](const std::vector<std::string>& given) { into.exclude = given; });
    to.limit({"--depth", "N", "Links from a seed at most; 0: the seeds alone"}, into.depth, 0);
    to.flag({"--requisites", "", "Images, styles, scripts of pages from other hosts, too"}, into.requisites);
    to.flag({"--no-requisites", "", "No images, styles, scripts of pages"}, into.no_requisites);
    to.words({"--content-type", "TYPES", "Only bodies of these types, as in 'text/html,image/*'"}, into.content_types);
    to.size({"--max-size", "SIZE", "Of one body; a larger one is not kept"}, into.max_size);
    to.flag({"--forms", "", "Ask for what forms with method GET lead to"}, into.forms);
    to.flag({"--no-sitemaps", "", "Do not read the sitemaps that robots.txt names"}, into.no_sitemaps);
}

void add_budget_options(option_set& to, crawl_draft& draft) {
    to.group("How much");
    const auto add = [&to](const std::string& prefix, const std::string& of, crawl::budget& into) {
        to.limit({prefix + "pages", "N", "Pages" + of + ", over all runs"}, into.pages);
        to.size({prefix + "bytes", "SIZE", "Bodies" + of + ", over all runs"}, into.bytes);
        to.time({prefix + "time", "DURATION", "Time" + of + " in this run; what is left waits for the next one"},
                into.time);
    };
    add("--max-", "", draft.result.whole);
    add("--host-max-", " of each host", draft.result.of_host);
}

void add_url_options(option_set& to, crawl_draft& draft) {
    auto& into = draft.result.reach;
    to.group("Which URLs are one");
    to.flag({"--sort-query", "", "Those whose parameters stand in another order"}, into.sort_query);
    to.flag({"--drop-tracking", "", "Those that differ in parameters such as utm_source"}, into.drop_tracking);
    to.flag({"--ignore-www", "", "Those with and without 'www.'"}, into.ignore_www);
    to.flag({"--ignore-scheme", "", "Those with http and with https"}, into.ignore_scheme);
}

void add_robots_options(option_set& to, crawl_draft& draft) {
    auto& into = draft.result.reach;
    to.group("Robots");
    to.text({"--agent", "NAME", "Who we are in robots.txt; without it, the first word of the User-Agent"}, into.agent);
    to.flag({"--ignore-robots", "", "Neither ask for robots.txt nor heed nofollow: for your own servers"},
            into.ignore_robots);
}

void add_trap_options(option_set& to, crawl_draft& draft) {
    auto& limits = draft.result.reach.traps;
    to.group("Traps");
    const auto add = [&](crawl::trap which, const char* text) {
        to.number({"--trap-" + std::string(name(which)), "N", text}, limits.of(which));
    };
    add(crawl::trap::length, "Bytes of a URL; 0 lifts this limit, and each of the next ones");
    add(crawl::trap::segments, "Segments of a path");
    add(crawl::trap::repeats, "Times that a part of a path or query may come again");
    add(crawl::trap::sessions, "Variants of one URL that differ in a session id");
    add(crawl::trap::years, "Years that a date may be ahead");
    add(crawl::trap::dates, "URLs that differ in a date alone");
    add(crawl::trap::numbers, "URLs that differ in numbers, hashes or keys alone");
    add(crawl::trap::queries, "Queries of one path");
    add(crawl::trap::combinations, "Combinations of parameters that one path has had by themselves");
    add(crawl::trap::copies, "Pages of the same content whose links are followed");
}

void finish_reach(crawl_draft& draft, bool has_user_agent) {
    auto& given = draft.result.reach;
    check_patterns("--include", given.include);
    check_patterns("--exclude", given.exclude);
    for (auto* words : {&given.content_types, &given.span_hosts}) {
        for (auto& word : *words) {
            std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::tolower(c); });
        }
    }
    check_content_types(given.content_types);
    if (given.requisites && given.no_requisites) {
        throw option_error("--requisites", "does not go with --no-requisites");
    }
    auto& user_agent = draft.result.session.user_agent;
    if (given.agent.empty()) {
        given.agent = first_product(user_agent);
    } else if (!http::is_token(given.agent)) {
        throw option_error("--agent", "'" + base::printable(given.agent) + "' is no product token, such as trawl");
    } else if (!has_user_agent) {
        user_agent = given.agent + " " + user_agent;
    }
}

}  // namespace trawl::app
