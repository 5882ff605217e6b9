#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// What a URL has in common with others: what `traps` counts. Without its session ids, its scheme and its escapes as
/// `normal_form` has it.
struct url_family {
    /// "//example.org/item/#?id=#": each number is a '#', and each run of digits and letters that looks random.
    std::string pattern;
    /// Where the query begins in the pattern, and what stands there is the path's; its size if there is none.
    std::size_t path_size = 0;
    std::uint64_t text_hash = 0;  ///< of the whole, numbers as they are
    std::uint64_t path_hash = 0;  ///< of host and path
    std::uint64_t pattern_hash = 0;
    bool has_session = false;
    bool has_numbers = false;
    /// The numbers may be those of a date.
    bool may_be_date = false;
    /// The greatest year of a date that is written like one ("2031-05", "/2031/05/", "20310517"); 0: none.
    int year = 0;
    /// That of a parameter that is called so ("year=2031").
    int named_year = 0;
    /// Of host, path, and a parameter with its value, each.
    std::vector<std::uint64_t> parameters;

    explicit url_family(const http::url& where);

    /// The pattern, or the path if `is_path`, to be shown.
    [[nodiscard]] std::string shown(bool is_path) const;
};

/// False: it has no number, query or session id that others could differ in.
[[nodiscard]] bool may_have_family(const http::url& where) noexcept;

/// Which sequence of segments, or parameter, comes too often: "the path repeats /a/b 3 times"; empty: none. As
/// `trap_limits::repeats` says; requires times > 0.
[[nodiscard]] std::string repetition_of(const http::url& where, std::uint32_t times);

/// How many segments a path has, the last one counted only if it is not empty.
[[nodiscard]] std::size_t segment_count(std::string_view path) noexcept;

}  // namespace trawl::crawl
