#include "crawl/traps.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "crawl/url_family.hpp"

namespace trawl::crawl {

namespace {

constexpr std::array names = std::to_array<std::string_view>(
    {"length", "segments", "repeats", "sessions", "years", "dates", "numbers", "queries", "combinations", "copies"});
static_assert(names.size() == trap_count);

constexpr std::uint32_t combinations_of_a_value = 8;
constexpr std::uint32_t dates_to_believe = 3;
/// In the count of a pattern: one of its URLs was no date.
constexpr std::uint32_t no_date = 0x8000'0000U;

// What is counted of one path, or one text, beside each other.
enum class counter : std::uint64_t { pattern, session, queries, values, combinations };

std::uint64_t key(std::uint64_t hash, counter what) noexcept {
    return hash + static_cast<std::uint64_t>(what) * 0x9e3779b97f4a7c15U;
}

int clock_year() {
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    return static_cast<int>(std::chrono::year_month_day(today).year());
}

std::string taken_text(std::uint32_t limit, const std::string& like) {
    return std::to_string(limit) + " URLs like " + like + " are taken";
}

}  // namespace

std::string_view name(trap which) noexcept {
    return names.at(static_cast<std::size_t>(which));
}

std::uint32_t& trap_limits::of(trap which) noexcept {
    switch (which) {
        case trap::length:
            return length;
        case trap::segments:
            return segments;
        case trap::repeats:
            return repeats;
        case trap::sessions:
            return sessions;
        case trap::years:
            return years;
        case trap::dates:
            return dates;
        case trap::numbers:
            return numbers;
        case trap::queries:
            return queries;
        case trap::combinations:
            return combinations;
        case trap::copies:
            break;
    }
    return copies;
}

std::uint32_t trap_limits::of(trap which) const noexcept {
    return trap_limits(*this).of(which);
}

traps::traps(const trap_limits& limits, int this_year)
    : limits_(limits),
      last_year_((this_year == 0 ? clock_year() : this_year) + static_cast<int>(limits.years)),
      is_first_counted_(limits.sessions == 1 || limits.dates == 1 || limits.numbers == 1 || limits.queries == 1) {
}

verdict traps::refuse(trap which, std::string detail) {
    ++refused_.at(static_cast<std::size_t>(which));
    detail.append("; --trap-").append(name(which)).append(" allows more");
    return {reason::trap, std::move(detail)};
}

verdict traps::refuse_link_of_copy() {
    verdict why = refuse(trap::copies, "on a page with the content of another");
    why.why = reason::duplicate;
    return why;
}

verdict traps::ask(const http::url& where, bool counts) {
    if (auto why = check_shape(where); !why.is_good() || !counts) {
        return why;
    }
    if (!may_have_family(where)) {
        return {};
    }
    const url_family family(where);
    if (auto why = check_budgets(family); !why.is_good()) {
        return why;
    }
    count(family);
    return {};
}

void traps::remember(const http::url& taken) {
    if (may_have_family(taken)) {
        count(url_family(taken));
    }
}

verdict traps::check_shape(const http::url& where) {
    const auto size = where.href().size() - where.fragment().size();
    if (limits_.length > 0 && size > limits_.length) {
        return refuse(trap::length,
                      "the URL has " + std::to_string(size) + " bytes, over " + std::to_string(limits_.length));
    }
    const auto segments = segment_count(where.path());
    if (limits_.segments > 0 && segments > limits_.segments) {
        return refuse(trap::segments, "the path has " + std::to_string(segments) + " segments, over " +
                                          std::to_string(limits_.segments));
    }
    if (limits_.repeats > 0) {
        if (auto what = repetition_of(where, limits_.repeats); !what.empty()) {
            return refuse(trap::repeats, std::move(what));
        }
    }
    return {};
}

verdict traps::check_budgets(const url_family& of) {
    if (limits_.sessions > 0 && of.has_session && taken(key(of.text_hash, counter::session)) >= limits_.sessions) {
        return refuse(trap::sessions, std::to_string(limits_.sessions) + " session ids of this URL are taken");
    }
    // "/2040/05" may be the fifth page of some thread: what has come of that pattern before tells.
    const auto alike = of.has_numbers ? taken(key(of.pattern_hash, counter::pattern)) & ~no_date : 0;
    const int year = std::max(of.named_year, alike >= dates_to_believe && is_date(of) ? of.year : 0);
    if (limits_.years > 0 && year > last_year_) {
        return refuse(trap::years,
                      "a date in " + std::to_string(year) + ", over " + std::to_string(limits_.years) + " years ahead");
    }
    if (of.has_numbers) {
        const auto which = is_date(of) ? trap::dates : trap::numbers;
        if (limits_.of(which) > 0 && alike >= limits_.of(which)) {
            return refuse(which, taken_text(alike, of.shown(false)));
        }
    }
    if (of.parameters.empty()) {
        return {};
    }
    const auto queries = taken(key(of.path_hash, counter::queries));
    if (limits_.queries > 0 && queries >= limits_.queries) {
        return refuse(trap::queries, taken_text(queries, of.shown(true) + "?..."));
    }
    const auto combinations = counts_.get(key(of.path_hash, counter::combinations));
    const auto values = counts_.get(key(of.path_hash, counter::values));
    if (limits_.combinations > 0 && is_combination(of) &&
        combinations >=
            std::max<std::uint64_t>(limits_.combinations, std::uint64_t{combinations_of_a_value} * values)) {
        return refuse(trap::combinations, std::to_string(combinations) + " combinations of the " +
                                              std::to_string(values) + " parameters of " + of.shown(true) +
                                              " are taken");
    }
    return {};
}

std::uint32_t traps::taken(std::uint64_t key) const noexcept {
    const auto counted = counts_.get(key);
    return counted == 0 && met_.has(key) ? 1 : counted;
}

// Whether it was counted before.
bool traps::count_one(std::uint64_t key) {
    const bool was_met = met_.meet(key);
    if (was_met || is_first_counted_) {
        auto& count = counts_.at(key);
        count += count == 0 && !is_first_counted_ ? 2 : 1;  // the first one was only met
    }
    return was_met;
}

bool traps::is_date(const url_family& of) const noexcept {
    return of.may_be_date && (counts_.get(key(of.pattern_hash, counter::pattern)) & no_date) == 0;
}

// Whether there is nothing new in it.
bool traps::is_combination(const url_family& of) const noexcept {
    return of.parameters.size() > 1 &&
           std::ranges::all_of(of.parameters, [this](std::uint64_t each) { return met_.has(each); });
}

void traps::count(const url_family& of) {
    if (of.has_session) {
        count_one(key(of.text_hash, counter::session));
    }
    if (of.has_numbers) {
        const auto pattern = key(of.pattern_hash, counter::pattern);
        if ((count_one(pattern) || is_first_counted_) && !of.may_be_date) {
            counts_.at(pattern) |= no_date;
        }
    }
    if (!of.parameters.empty()) {
        count_query(of);
    }
}

void traps::count_query(const url_family& of) {
    const bool is_first = !count_one(key(of.path_hash, counter::queries));
    if (of.parameters.size() < 2) {
        return;
    }
    if (is_combination(of)) {
        ++counts_.at(key(of.path_hash, counter::combinations));
        return;
    }
    std::uint32_t values = 0;
    for (const auto each : of.parameters) {
        values += met_.meet(each) ? 0 : 1;
    }
    if (values > 0 && !is_first) {
        counts_.at(key(of.path_hash, counter::values)) += values;  // those of a path's only query limit nothing
    }
}

}  // namespace trawl::crawl
