#include "http/date.hpp"

#include <array>
#include <cassert>
#include <cstdio>

#include "http/field_syntax.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::http {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekday_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                        "Thursday", "Friday", "Saturday"};

/// Takes the parts of a date from the front of its text; once one is missing, all further ones are.
class scanner {
public:
    explicit scanner(std::string_view text) noexcept : rest_(text) {}

    void literal(std::string_view text) noexcept {
        if (rest_.starts_with(text)) {
            rest_.remove_prefix(text.size());
        } else {
            failed_ = true;
        }
    }

    /// Exactly so many digits; the first may be a blank in its place.
    int digits(std::size_t count, bool may_be_blank = false) noexcept {
        auto text = rest_.substr(0, count);
        if (may_be_blank && text.starts_with(' ')) {
            text.remove_prefix(1);
        }
        const auto number = parse_number(text);
        if (rest_.size() < count || !number) {
            failed_ = true;
            return 0;
        }
        rest_.remove_prefix(count);
        return static_cast<int>(*number);
    }

    /// A weekday's long name, or its first three letters.
    void weekday(bool long_name) noexcept {
        for (const auto name : weekday_names) {
            const auto wanted = long_name ? name : name.substr(0, 3);
            if (same_name(rest_.substr(0, wanted.size()), wanted)) {
                rest_.remove_prefix(wanted.size());
                return;
            }
        }
        failed_ = true;
    }

    month month_name() noexcept {
        for (std::size_t i = 0; i < month_names.size(); ++i) {
            if (same_name(rest_.substr(0, 3), month_names[i])) {
                rest_.remove_prefix(3);
                return month{static_cast<unsigned>(i) + 1};
            }
        }
        failed_ = true;
        return month{1};
    }

    seconds time_of_day() noexcept {
        const int hour = digits(2);
        literal(":");
        const int minute = digits(2);
        literal(":");
        const int second = digits(2);
        failed_ = failed_ || hour > 23 || minute > 59 || second > 60;
        return hours{hour} + minutes{minute} + seconds{second};
    }

    void zone() noexcept {
        if (!same_name(rest_, " GMT")) {
            failed_ = true;
        }
        rest_ = {};
    }

    [[nodiscard]] bool is_done() const noexcept { return !failed_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

std::optional<sys_seconds> assemble(const scanner& text, year_month_day date, seconds time) {
    if (!text.is_done() || !date.ok()) {
        return std::nullopt;
    }
    return sys_days{date} + time;
}

std::optional<sys_seconds> parse_imf_date(std::string_view text) {
    scanner scan{text};
    scan.weekday(false);
    scan.literal(", ");
    const day d{static_cast<unsigned>(scan.digits(2))};
    scan.literal(" ");
    const auto m = scan.month_name();
    scan.literal(" ");
    const year y{scan.digits(4)};
    scan.literal(" ");
    const auto time = scan.time_of_day();
    scan.zone();
    return assemble(scan, y / m / d, time);
}

std::optional<sys_seconds> parse_rfc850_date(std::string_view text, sys_seconds now) {
    scanner scan{text};
    scan.weekday(true);
    scan.literal(", ");
    const day d{static_cast<unsigned>(scan.digits(2))};
    scan.literal("-");
    const auto m = scan.month_name();
    scan.literal("-");
    const int short_year = scan.digits(2);
    scan.literal(" ");
    const auto time = scan.time_of_day();
    scan.zone();
    const int this_year{year_month_day{floor<days>(now)}.year()};
    int y = this_year - this_year % 100 + 100 + short_year;
    while (y > this_year + 50) {
        y -= 100;
    }
    return assemble(scan, year{y} / m / d, time);
}

std::optional<sys_seconds> parse_asctime_date(std::string_view text) {
    scanner scan{text};
    scan.weekday(false);
    scan.literal(" ");
    const auto m = scan.month_name();
    scan.literal(" ");
    const day d{static_cast<unsigned>(scan.digits(2, true))};
    scan.literal(" ");
    const auto time = scan.time_of_day();
    scan.literal(" ");
    const year y{scan.digits(4)};
    return assemble(scan, y / m / d, time);
}

}  // namespace

std::optional<sys_seconds> parse_date(std::string_view text, sys_seconds now) {
    const auto comma = text.find(',');
    if (comma == std::string_view::npos) {
        return parse_asctime_date(text);
    }
    return comma == 3 ? parse_imf_date(text) : parse_rfc850_date(text, now);
}

std::string format_date(sys_seconds when) {
    const auto date_part = floor<days>(when);
    const year_month_day date{date_part};
    const hh_mm_ss time{when - date_part};
    const int y{date.year()};
    assert(y >= 0 && y <= 9999);
    std::array<char, 64> text{};
    const int size =
        std::snprintf(text.data(), text.size(), "%.3s, %02u %.3s %04d %02d:%02d:%02d GMT",
                      weekday_names[weekday{date_part}.c_encoding()].data(), unsigned{date.day()},
                      month_names[unsigned{date.month()} - 1].data(), y, static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace trawl::http
