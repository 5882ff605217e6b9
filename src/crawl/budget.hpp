#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "trawl/async/clock.hpp"

namespace trawl::crawl {

/// How much may be fetched; nullopt: any amount.
struct budget {
    /// URLs that end with 2xx, of all runs. Never one more.
    std::optional<std::uint64_t> pages;
    /// Of their bodies, decoded, of all runs. What is under way when it is reached goes on.
    std::optional<std::uint64_t> bytes;
    /// From the first job of this run on. What is under way when it is over goes on.
    std::optional<async::clock::duration> time;
};

/// What has been fetched so far.
struct spending {
    std::uint64_t pages = 0;
    std::uint64_t bytes = 0;
    std::size_t active = 0;  ///< what is under way: each may be a page
    std::optional<async::clock::time_point> began;
};

enum class allowance : std::uint8_t {
    open,
    waits,  ///< all that is left may go to what is under way
    spent,
};

[[nodiscard]] allowance ask(const budget& limit, const spending& so_far, async::clock::time_point now) noexcept;

/// "--max-pages 100": the first limit that is reached, with `prefix` before its name ("--max-", "--host-max-").
[[nodiscard]] std::string name_of_limit(const budget& limit, const spending& so_far, async::clock::time_point now,
                                        const std::string& prefix);

}  // namespace trawl::crawl
