#include "http/content_range.hpp"

#include <limits>

#include "http/field_syntax.hpp"

namespace trawl::http {

namespace {

constexpr std::string_view unit = "bytes";

std::optional<content_range::bytes> parse_part(std::string_view text) noexcept {
    const auto dash = text.find('-');
    if (dash == text.npos) {
        return std::nullopt;
    }
    const auto first = parse_number(text.substr(0, dash));
    const auto last = parse_number(text.substr(dash + 1));
    // The byte behind the last one must be countable too.
    if (!first || !last || *last < *first || *last == std::numeric_limits<std::uint64_t>::max()) {
        return std::nullopt;
    }
    return content_range::bytes{*first, *last};
}

}  // namespace

std::optional<content_range> parse_content_range(std::string_view text) noexcept {
    text = trim_blanks(text);
    if (!same_name(text.substr(0, unit.size()), unit) || text.substr(unit.size()).find(' ') != 0) {
        return std::nullopt;
    }
    text = trim_blanks(text.substr(unit.size()));
    const auto slash = text.find('/');
    if (slash == text.npos) {
        return std::nullopt;
    }
    const auto part = text.substr(0, slash);
    const auto total = text.substr(slash + 1);
    content_range found;
    found.total = parse_number(total);
    if (!found.total && total != "*") {
        return std::nullopt;
    }
    if (part == "*") {
        return found.total ? std::optional(found) : std::nullopt;
    }
    found.part = parse_part(part);
    if (!found.part || (found.total && found.part->last >= *found.total)) {
        return std::nullopt;
    }
    return found;
}

std::optional<content_range> content_range_of(const headers& reply) {
    const auto all = reply.all("Content-Range");
    return all.size() == 1 ? parse_content_range(all.front()) : std::nullopt;
}

}  // namespace trawl::http
