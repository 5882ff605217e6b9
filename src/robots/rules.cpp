#include "robots/rules.hpp"

#include <algorithm>
#include <utility>

#include "robots/path_pattern.hpp"
#include "robots/rules_parser.hpp"

namespace trawl::robots {

rules rules::parse(std::string_view robots_txt, std::string_view agent) {
    return rules_parser(agent).run(robots_txt);
}

rules::answer rules::check(const http::url& where) const {
    answer result;
    if (where.target() == "/robots.txt") {
        return result;
    }
    const std::string target = normal_target(where.target());
    const auto decides = [&](const rule& each) { return covers(each.pattern, target); };
    const auto found = std::find_if(rules_.begin(), rules_.end(), decides);
    if (found != rules_.end()) {
        result.allowed = found->allows;
        result.line = found->line;
        result.rule = found->text;
    }
    return result;
}

std::vector<http::url> sitemap_urls(const rules& said, const http::url& robots_txt) {
    std::vector<http::url> urls;
    for (const std::string& text : said.sitemaps()) {
        auto where = http::resolve_url(text, robots_txt);
        if (where && std::find(urls.begin(), urls.end(), *where) == urls.end()) {
            urls.push_back(std::move(*where));
        }
    }
    return urls;
}

access access_by_status(int status) noexcept {
    if (status >= 200 && status < 300) {
        return access::by_rules;
    }
    if (status >= 300 && status < 500 && status != 429) {
        return access::allowed;
    }
    return access::unreachable;
}

}  // namespace trawl::robots
