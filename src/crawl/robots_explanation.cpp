#include "crawl/robots_explanation.hpp"

#include <algorithm>

#include "base/duration_text.hpp"
#include "base/printable.hpp"

namespace trawl::crawl {
namespace {

using robots::access;

// How much of robots.txt there was.
std::string size_text(const robots_reply& reply) {
    std::string text = std::to_string(reply.body.size()) + " bytes";
    return reply.is_cut ? "the first " + text + " of more" : text;
}

// "HTTP 404", or what happened instead.
std::string reply_text(const robots_reply& reply) {
    return reply.error.empty() ? "HTTP " + std::to_string(reply.status) : base::printable(reply.error);
}

std::string status_text(const robots_reply& reply) {
    switch (access_of(reply)) {
        case access::by_rules:
            return reply_text(reply) + ", " + size_text(reply);
        case access::allowed:
            return reply_text(reply) + ": as good as none, so everything is allowed";
        case access::unreachable:
            break;
    }
    return reply_text(reply) + ": unreachable, so nothing is allowed until it is there";
}

// The name as it stands, or that there is none.
std::string group_text(const robots::rules& rules, std::string_view agent) {
    if (rules.group_line() == 0) {
        return "none for " + base::printable(agent) + ", and none for *";
    }
    return base::printable(rules.group()) + " (line " + std::to_string(rules.group_line()) + ")";
}

std::string rule_text(const robots::rules::answer& answer, const http::url& where) {
    if (answer.line != 0) {
        return base::printable(answer.rule) + " (line " + std::to_string(answer.line) + ")";
    }
    return where.target() == "/robots.txt" ? "none: robots.txt itself is always allowed"
                                           : "none matches, so it is allowed";
}

void append_row(std::string& out, std::string_view name, std::string_view value) {
    constexpr std::size_t width = 13;
    out += name;
    out.append(width - std::min(width - 1, name.size()), ' ');
    out.append(value) += '\n';
}

void append_rules(std::string& out, const robots::rules& rules, const http::url& where, std::string_view agent) {
    append_row(out, "group", group_text(rules, agent));
    append_row(out, "rule", rule_text(rules.check(where), where));
    if (const auto delay = rules.crawl_delay()) {
        append_row(out, "crawl-delay", base::to_text(*delay));
    }
}

}  // namespace

http::url robots_txt_of(const http::url& where) {
    auto place = http::resolve_url("/robots.txt", where.without_credentials());
    return std::move(*place);
}

access access_of(const robots_reply& reply) noexcept {
    if (reply.error.empty()) {
        return robots::access_by_status(reply.status);
    }
    return reply.leads_nowhere ? access::allowed : access::unreachable;
}

robots::rules::answer robots_verdict(const http::url& where, std::string_view agent, const robots_reply& reply) {
    const access how = access_of(reply);
    if (how == access::by_rules) {
        return robots::rules::parse(reply.body, agent).check(where);
    }
    robots::rules::answer answer;
    answer.allowed = how == access::allowed || where.target() == "/robots.txt";
    return answer;
}

std::string explain_robots(const http::url& where, std::string_view agent, const robots_reply& reply) {
    std::string out;
    append_row(out, "url", base::printable(where.redacted()));
    append_row(out, "agent", base::printable(agent));
    append_row(out, "robots.txt", reply.asked.front().redacted());
    for (std::size_t hop = 1; hop < reply.asked.size(); ++hop) {
        append_row(out, "redirected", reply.asked[hop].redacted());
    }
    append_row(out, "reply", status_text(reply));
    if (access_of(reply) == access::by_rules) {
        const auto rules = robots::rules::parse(reply.body, agent);
        append_rules(out, rules, where, agent);
        for (const http::url& sitemap : robots::sitemap_urls(rules, reply.asked.back())) {
            append_row(out, "sitemap", sitemap.redacted());
        }
    }
    append_row(out, "verdict", robots_verdict(where, agent, reply).allowed ? "allowed" : "denied");
    return out;
}

}  // namespace trawl::crawl
