#include "fetch/host_limits.hpp"

#include <charconv>
#include <cmath>

#include "base/duration_text.hpp"

namespace trawl::fetch {

namespace {

// "s" is one second, "15s" is fifteen.
std::optional<async::clock::duration> parse_period(std::string_view text) {
    if (text.empty()) {
        return std::nullopt;
    }
    const bool has_number = text.front() >= '0' && text.front() <= '9';
    const auto period = base::parse_duration(has_number ? std::string(text) : "1" + std::string(text));
    if (!period || *period <= async::clock::duration::zero()) {
        return std::nullopt;
    }
    return period;
}

bool matches(std::string_view pattern, std::string_view host) noexcept {
    return pattern == "*" || pattern == host ||
           (pattern.starts_with("*.") && host.ends_with(pattern.substr(1)) && host.size() >= pattern.size());
}

}  // namespace

std::optional<rate> parse_rate(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == 0 || slash == std::string_view::npos || text.front() == '-') {
        return std::nullopt;
    }
    const auto number = text.substr(0, slash);
    rate found;
    const auto [end, failed] = std::from_chars(number.begin(), number.end(), found.count, std::chars_format::fixed);
    const auto period = parse_period(text.substr(slash + 1));
    if (failed != std::errc() || end != number.end() || !(found.count > 0) || !std::isfinite(found.count) || !period) {
        return std::nullopt;
    }
    found.per = *period;
    return found;
}

const host_limits& host_rules::of(std::string_view host) const noexcept {
    for (const auto& [pattern, limits] : special) {
        if (matches(pattern, host)) {
            return limits;
        }
    }
    return otherwise;
}

}  // namespace trawl::fetch
