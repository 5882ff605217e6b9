#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawl/counter_table.hpp"
#include "crawl/once_filter.hpp"
#include "crawl/reason.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

struct url_family;

/// Ways in which a site can have endlessly many URLs. The words of `name` are those of the options: "--trap-numbers".
enum class trap : std::uint8_t {
    length,        ///< of the URL
    segments,      ///< of its path
    repeats,       ///< of the path's segments or the query's parameters
    sessions,      ///< variants of one URL that differ in a session id
    years,         ///< dates far ahead
    dates,         ///< URLs that differ in a date
    numbers,       ///< URLs that differ in numbers
    queries,       ///< of one path
    combinations,  ///< of parameters that are all known of one path
    copies,        ///< pages of one content, of which the links are followed
};
constexpr std::size_t trap_count = 10;

[[nodiscard]] std::string_view name(trap which) noexcept;

/// The budgets; 0: no such limit. The defaults leave alone a site of tens of thousands of numbered pages, a page a day
/// since 1995, and a shop with thousands of filters, and still end what has no end.
struct trap_limits {
    /// Bytes.
    std::uint32_t length = 2048;
    std::uint32_t segments = 20;
    /// As many times a sequence of segments may not come in a row ("/a/b/a/b/a/b"), nor a parameter with its value in a query;
    /// one segment may not come two times more often anywhere in a path. Segments that are numbers do not count.
    std::uint32_t repeats = 3;
    /// URLs that are the same without their session ids.
    std::uint32_t sessions = 3;
    /// A date ("year=2031"; "2031-05", "/2031/05/" and "20310517" where the URLs like it have been dates so far) may be so many years ahead.
    std::uint32_t years = 5;
    /// URLs of a host that are the same but for their numbers, where these have read as dates so far: days of 27 years.
    std::uint32_t dates = 10'000;
    /// As `dates`, of any numbers; hashes, keys and session ids are such: 12 hex digits or more, 16 letters and digits
    /// that look random, a UUID.
    std::uint32_t numbers = 50'000;
    /// URLs of one path that differ in their queries.
    std::uint32_t queries = 50'000;
    /// Of these, those of two or more parameters, each of which that path has had with that value before: this many, or eight
    /// for each value that is known if that is more. Filters multiply, a list of items does not.
    std::uint32_t combinations = 5'000;
    /// Pages of the same content of which the links are followed; those after them are only looked at for their requisites.
    std::uint32_t copies = 1;

    [[nodiscard]] std::uint32_t& of(trap which) noexcept;
    [[nodiscard]] std::uint32_t of(trap which) const noexcept;

    friend bool operator==(const trap_limits&, const trap_limits&) = default;
};

/// Counts the URLs that a crawl takes, by what they have in common, and refuses those that look like one of endlessly many.
/// Which ones of a family are taken is decided by who comes first.
///
/// Threads     Not thread-safe.
/// Limits      14 to 21 bytes for each family of two or more URLs that differ in numbers, in session ids or in the query,
///             twice that where the query has several parameters; 1 to 3 bytes for a URL that is like no other, and for
///             each value of a parameter that came with others.
class traps {
public:
    /// `this_year` 0: the clock's.
    explicit traps(const trap_limits& limits, int this_year = 0);

    /// Good, or `reason::trap` with the rule and its option. With `counts` the budgets are asked too, and a good one is
    /// counted as taken; without, only the shape of the URL counts.
    [[nodiscard]] verdict ask(const http::url& where, bool counts);

    /// Whether the links of a page are followed, of whose content so many pages were followed before it.
    [[nodiscard]] bool allows_copy(std::uint32_t followed) const noexcept {
        return limits_.copies == 0 || followed < limits_.copies;
    }

    /// `reason::duplicate`, of a link of a page that `allows_copy` refused.
    [[nodiscard]] verdict refuse_link_of_copy();

    /// An earlier run has taken it.
    void remember(const http::url& taken);

    /// How many URLs each of them has refused.
    [[nodiscard]] const std::array<std::uint64_t, trap_count>& refused() const noexcept { return refused_; }

private:
    [[nodiscard]] verdict check_shape(const http::url& where);
    [[nodiscard]] verdict check_budgets(const url_family& of);
    [[nodiscard]] std::uint32_t taken(std::uint64_t key) const noexcept;
    bool count_one(std::uint64_t key);
    [[nodiscard]] bool is_date(const url_family& of) const noexcept;
    [[nodiscard]] bool is_combination(const url_family& of) const noexcept;
    void count(const url_family& of);
    void count_query(const url_family& of);
    verdict refuse(trap which, std::string detail);

    trap_limits limits_;
    int last_year_;
    counter_table counts_;
    /// What came once is in no table.
    once_filter met_;
    /// But it is if a limit is so tight that what was met by mistake would be over it.
    bool is_first_counted_;
    std::array<std::uint64_t, trap_count> refused_{};
};

}  // namespace trawl::crawl
