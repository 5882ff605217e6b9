#include "app/fail_threshold.hpp"

#include <charconv>
#include <cmath>

namespace trawl::app {

std::optional<fail_threshold> fail_threshold::parse(std::string_view text) {
    fail_threshold result;
    result.text_ = text;
    result.is_given_ = true;
    if (text == "any") {
        return result;
    }
    if (text == "none") {
        result.kind_ = kind::never;
        return result;
    }
    if (text.ends_with('%')) {
        result.kind_ = kind::percent;
        text.remove_suffix(1);
    }
    const auto* const end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, result.least_, std::chars_format::fixed);
    const bool is_whole = result.least_ == std::trunc(result.least_);
    if (failed != std::errc{} || stop != end || !(result.least_ > 0) || result.least_ > 1e15 ||
        (result.kind_ == kind::percent ? result.least_ > 100 : !is_whole)) {
        return std::nullopt;
    }
    return result;
}

bool fail_threshold::is_reached(std::uint64_t failed, std::uint64_t all) const noexcept {
    if (failed == 0 || kind_ == kind::never) {
        return false;
    }
    const auto count = static_cast<double>(failed);
    return kind_ == kind::percent ? count * 100 >= least_ * static_cast<double>(all) : count >= least_;
}

}  // namespace trawl::app
