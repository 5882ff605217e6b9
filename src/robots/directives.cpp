#include "robots/directives.hpp"

#include <algorithm>
#include <array>

#include "http/field_syntax.hpp"
#include "robots/product_token.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::robots {
namespace {

// The directives that have a value behind a colon: what stands before it is no agent.
bool has_value(std::string_view name) noexcept {
    constexpr std::array names{"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"};
    return std::any_of(names.begin(), names.end(), [&](std::string_view each) { return http::same_name(each, name); });
}

// The agent that an element of a field begins with: "googlebot: nofollow"; empty: none. A date has colons too.
std::string_view agent_of(std::string_view element) noexcept {
    const auto colon = element.find(':');
    if (colon == std::string_view::npos) {
        return {};
    }
    const std::string_view name = http::trim_blanks(element.substr(0, colon));
    const bool is_word = name.find_first_of(" \t") == std::string_view::npos;
    return is_word && !has_value(name) ? name : std::string_view{};
}

void take_word(directives& said, std::string_view word) noexcept {
    const bool is_none = http::same_name(word, "none");
    said.nofollow = said.nofollow || is_none || http::same_name(word, "nofollow");
    said.noindex = said.noindex || is_none || http::same_name(word, "noindex");
}

}  // namespace

bool is_meant_for(std::string_view meta_name, std::string_view agent) noexcept {
    const std::string_view name = http::trim_blanks(meta_name);
    return http::same_name(name, "robots") || same_product(name, agent);
}

directives parse_directives(std::string_view content) noexcept {
    constexpr std::string_view separators = ",; \t\r\n\f";
    directives said;
    while (true) {
        const auto start = content.find_first_not_of(separators);
        if (start == std::string_view::npos) {
            return said;
        }
        content.remove_prefix(start);
        const std::string_view word = content.substr(0, content.find_first_of(separators));
        take_word(said, word);
        content.remove_prefix(word.size());
    }
}

directives parse_robots_tag(std::string_view field, std::string_view agent) noexcept {
    directives said;
    bool is_for_us = true;
    while (!field.empty()) {
        std::string_view element = field.substr(0, field.find(','));
        field.remove_prefix(std::min(element.size() + 1, field.size()));
        const std::string_view name = agent_of(element);
        if (!name.empty()) {
            is_for_us = name == "*" || same_product(name, agent);
            element.remove_prefix(element.find(':') + 1);
        }
        if (is_for_us) {
            said.add(parse_directives(element));
        }
    }
    return said;
}

}  // namespace trawl::robots
