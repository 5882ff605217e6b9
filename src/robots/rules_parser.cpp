#include "robots/rules_parser.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "robots/path_pattern.hpp"
#include "robots/product_token.hpp"
#include "robots/robots_text.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::robots {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
    const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

// "*", and what begins with it but is no name: "*, foo", "*<BR>". What is not ASCII may be a letter.
bool means_everybody(std::string_view name) noexcept {
    if (!name.starts_with('*')) {
        return false;
    }
    name.remove_prefix(1);
    return name.empty() || (product_token(name).empty() && static_cast<unsigned char>(name.front()) < 0x80);
}

// The number that `text` begins with, "1.5" or "1,5", in milliseconds.
std::optional<std::chrono::milliseconds> parse_seconds(std::string_view text) noexcept {
    constexpr std::int64_t day = std::int64_t{24} * 60 * 60 * 1000;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t at = 0;
    std::int64_t value = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        value = std::min(value * 10 + (text[at] - '0') * 1000, day);
    }
    const std::size_t whole_digits = at;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        ++at;
        for (std::int64_t unit = 100; at < text.size() && is_digit(text[at]); ++at, unit /= 10) {
            value += (text[at] - '0') * unit;
        }
    }
    if (whole_digits == 0 && at < 2) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(std::min(value, day));
}

}  // namespace

rules rules_parser::run(std::string_view robots_txt) {
    read_lines(robots_text(robots_txt));
    collected& chosen = named_.line != 0 ? named_ : everybody_;
    rules result;
    result.rules_ = std::move(chosen.rules);
    result.crawl_delay_ = chosen.crawl_delay;
    result.group_ = std::move(chosen.name);
    result.group_line_ = chosen.line;
    result.sitemaps_ = std::move(sitemaps_);
    std::stable_sort(result.rules_.begin(), result.rules_.end(), [](const rules::rule& left, const rules::rule& right) {
        return std::tie(left.weight, left.allows) > std::tie(right.weight, right.allows);
    });
    return result;
}

void rules_parser::read_lines(std::string_view text) {
    std::size_t start = 0;
    while (start < text.size() && start < rules::max_size) {
        const auto end = std::min(text.find_first_of("\r\n", start), text.size());
        ++line_;
        read_line(text.substr(start, end - start));
        start = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    }
}

void rules_parser::read_line(std::string_view line) {
    line = line.substr(0, line.find('#'));
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) {
        take_record(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
}

void rules_parser::take_record(std::string_view key, std::string_view value) {
    if (http::same_name(key, "user-agent")) {
        take_agent(value);
    } else if (http::same_name(key, "allow") || http::same_name(key, "disallow")) {
        take_rule(key, value);
    } else if (http::same_name(key, "crawl-delay")) {
        take_crawl_delay(value);
    } else if (http::same_name(key, "sitemap")) {
        take_sitemap(value);
    } else if ((http::same_name(key, "http") || http::same_name(key, "https")) &&
               value.find("sitemap") != std::string_view::npos) {
        // A line of nothing but the sitemap's URL.
        take_sitemap(std::string(key).append(":").append(value));
    }
}

void rules_parser::take_agent(std::string_view value) {
    if (!is_naming_) {
        named_.is_current = false;
        everybody_.is_current = false;
        is_naming_ = true;
    }
    if (means_everybody(value)) {
        begin_group(everybody_, "*", line_);
    } else if (same_product(value, agent_)) {
        begin_group(named_, product_token(value), line_);
    }
}

void rules_parser::begin_group(collected& whose, std::string_view name, std::uint32_t line) {
    whose.is_current = true;
    if (whose.line == 0) {
        whose.name = name;
        whose.line = line;
    }
}

void rules_parser::take_rule(std::string_view key, std::string_view value) {
    is_naming_ = false;
    if (!value.starts_with('/') && !value.starts_with('*')) {
        return;
    }
    for (collected* each : {&named_, &everybody_}) {
        if (each->is_current) {
            normal_path path = normal_rule(value);
            std::string text = std::string(key).append(": ").append(value);
            each->rules.push_back(
                {std::move(path.text), path.weight, http::same_name(key, "allow"), line_, std::move(text)});
        }
    }
}

void rules_parser::take_crawl_delay(std::string_view value) {
    const auto delay = parse_seconds(value);
    for (collected* each : {&named_, &everybody_}) {
        if (each->is_current && !each->crawl_delay) {
            each->crawl_delay = delay;
        }
    }
}

void rules_parser::take_sitemap(std::string_view value) {
    if (!value.empty() && known_sitemaps_.emplace(value).second) {
        sitemaps_.emplace_back(value);
    }
}

}  // namespace trawl::robots
