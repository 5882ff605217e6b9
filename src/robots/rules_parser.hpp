#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "robots/rules.hpp"

namespace trawl::robots {

/// Reads a robots.txt once, keeping only what concerns one agent.
class rules_parser {
public:
    explicit rules_parser(std::string_view agent) : agent_(agent) {}

    [[nodiscard]] rules run(std::string_view robots_txt);

private:
    // What is collected for the agent by its name, and for everybody.
    struct collected {
        std::vector<rules::rule> rules;
        std::optional<std::chrono::milliseconds> crawl_delay;
        std::string name;
        std::uint32_t line = 0;
        bool is_current = false;  // the group that is being read is meant for it
    };

    void read_lines(std::string_view text);
    void read_line(std::string_view line);
    void take_record(std::string_view key, std::string_view value);
    void take_agent(std::string_view value);
    void take_rule(std::string_view key, std::string_view value);
    void take_crawl_delay(std::string_view value);
    void take_sitemap(std::string_view value);

    static void begin_group(collected& whose, std::string_view name, std::uint32_t line);

    std::string_view agent_;
    collected named_;
    collected everybody_;
    std::vector<std::string> sitemaps_;
    std::unordered_set<std::string> known_sitemaps_;
    std::uint32_t line_ = 0;
    bool is_naming_ = false;  // no rule came since the last line that named an agent
};

}  // namespace trawl::robots
