#include "http/rate_limit.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "http/field_syntax.hpp"

namespace trawl::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using time_point = std::chrono::system_clock::time_point;

constexpr std::uint64_t longest = 365ULL * 24 * 60 * 60;
constexpr std::uint64_t least_epoch = 1'000'000'000;  // a delta of over 30 years is none

struct quota {
    std::optional<std::uint64_t> remaining;
    std::optional<std::uint64_t> reset;  // seconds

    void set(std::string_view name, std::string_view value) {
        if (name == "r" || same_name(name, "remaining")) {
            remaining = parse_number(value);
        } else if (name == "t" || same_name(name, "reset")) {
            reset = parse_number(value);
        }
    }
};

std::optional<milliseconds> pause_of(const quota& left) {
    if (left.remaining != 0U || !left.reset) {
        return std::nullopt;
    }
    return seconds{std::min(*left.reset, longest)};
}

/// "name=value" of either form; what has no '=' is the name of a policy.
void take_pair(quota& into, std::string_view text) {
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) {
        into.set(trim_blanks(text.substr(0, equals)), trim_blanks(text.substr(equals + 1)));
    }
}

/// One policy an element in the newest form, one pair an element in that of the drafts 3 to 7.
std::optional<milliseconds> pause_of_combined(std::string_view field) {
    std::optional<milliseconds> pause;
    quota whole;
    for (auto element : split_list(field)) {
        take_pair(whole, element.substr(0, element.find(';')));
        quota policy;
        while (!element.empty()) {
            const auto part = element.substr(0, element.find(';'));
            take_pair(policy, part);
            element.remove_prefix(std::min(part.size() + 1, element.size()));
        }
        pause = std::max(pause, pause_of(policy));
    }
    return std::max(pause, pause_of(whole));
}

/// In seconds: a fraction counts as a whole one; one since 1970 is turned into one from now.
std::optional<std::uint64_t> parse_reset(std::string_view value, time_point now) {
    const auto point = std::min(value.find('.'), value.size());
    const auto number = parse_number(value.substr(0, point));
    if (!number || value.find_first_not_of("0123456789", std::min(point + 1, value.size())) != std::string_view::npos) {
        return std::nullopt;
    }
    const std::uint64_t seconds_up = point < value.size() ? *number + 1 : *number;
    if (seconds_up < least_epoch) {
        return seconds_up;
    }
    const auto since_1970 = static_cast<std::uint64_t>(
        std::max<std::int64_t>(std::chrono::floor<seconds>(now.time_since_epoch()).count(), 0));
    const std::uint64_t when = seconds_up / 1000 >= least_epoch ? seconds_up / 1000 : seconds_up;
    return when > since_1970 ? when - since_1970 : 0;
}

std::optional<milliseconds> pause_of_two(const headers& fields, std::string_view remaining, std::string_view reset,
                                         time_point now) {
    const auto left = fields.get(remaining);
    if (!left) {
        return std::nullopt;
    }
    const auto until = fields.get(reset);
    if (!until) {
        return std::nullopt;
    }
    return pause_of({parse_number(trim_blanks(*left)), parse_reset(trim_blanks(*until), now)});
}

}  // namespace

std::optional<milliseconds> rate_limit_pause(const headers& fields, time_point now) {
    const auto combined = fields.joined("RateLimit");
    return std::max({combined ? pause_of_combined(*combined) : std::nullopt,
                     pause_of_two(fields, "RateLimit-Remaining", "RateLimit-Reset", now),
                     pause_of_two(fields, "X-RateLimit-Remaining", "X-RateLimit-Reset", now)});
}

}  // namespace trawl::http
