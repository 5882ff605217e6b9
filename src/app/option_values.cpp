#include "app/option_values.hpp"

#include <charconv>

#include "app/option_set.hpp"
#include "base/byte_size.hpp"
#include "base/duration_text.hpp"
#include "base/printable.hpp"

namespace trawl::app {

namespace {

constexpr std::size_t largest_number = 1'000'000;
constexpr std::uint64_t largest_count = 4'000'000'000;

}  // namespace

std::size_t number_value(const std::string& given, std::size_t least) {
    std::size_t number = 0;
    const auto* end = given.data() + given.size();
    const auto [stop, failed] = std::from_chars(given.data(), end, number);
    if (failed != std::errc{} || stop != end || number < least || number > largest_number) {
        throw bad_value("'" + base::printable(given) + "' is no number from " + std::to_string(least) + " to " +
                        std::to_string(largest_number));
    }
    return number;
}

std::optional<std::uint64_t> count_value(const std::string& given, std::uint64_t least) {
    std::uint64_t number = 0;
    const auto* end = given.data() + given.size();
    const auto [stop, failed] = std::from_chars(given.data(), end, number);
    if (given == "none") {
        return std::nullopt;
    }
    if (failed != std::errc{} || stop != end || number < least || number > largest_count) {
        throw bad_value("'" + base::printable(given) + "' is no number from " + std::to_string(least) + " on");
    }
    return number;
}

std::optional<async::clock::duration> time_value(const std::string& given, async::clock::duration least) {
    const auto found = base::parse_duration(given);
    if (given != "none" && (!found || *found < least)) {
        throw bad_value("'" + base::printable(given) + "' is no duration, such as 500ms, 10s, 1h30m or none");
    }
    return found;
}

std::optional<std::uint64_t> size_value(const std::string& given) {
    const auto found = base::parse_byte_size(given);
    if (given != "none" && (!found || found->bytes() == 0)) {
        throw bad_value("'" + base::printable(given) + "' is no size, such as 512k, 10M, 1.5G or none");
    }
    return found ? std::optional{found->bytes()} : std::nullopt;
}

std::optional<fetch::rate> rate_value(const std::string& given) {
    const auto found = fetch::parse_rate(given);
    if (given != "none" && !found) {
        throw bad_value("'" + base::printable(given) + "' is no rate, such as 100/s, 30/m, 2/15s or none");
    }
    return found;
}

}  // namespace trawl::app
