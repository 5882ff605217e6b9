#pragma once

#include <cstdint>
#include <string>

namespace trawl::simulation {

/// Both included.
struct seed_range {
    std::uint64_t from = 1;
    std::uint64_t to = 0;
};

/// How many seeds of crawls are tried without being asked for: fewer where a sanitizer makes each dearer.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr std::uint64_t crawl_seeds = 100;
#elif __has_feature(address_sanitizer)
inline constexpr std::uint64_t crawl_seeds = 200;
#else
inline constexpr std::uint64_t crawl_seeds = 1000;
#endif
#else
inline constexpr std::uint64_t crawl_seeds = 1000;
#endif
/// Of lists: each costs about twice as much.
inline constexpr std::uint64_t list_seeds = crawl_seeds / 4;
inline constexpr std::uint64_t parts = 4;

/// Those of one of the `parts` of so many seeds. With TRAWL_SEEDS=FROM..TO (or one number) the first part has all of these, and
/// the others have none.
[[nodiscard]] seed_range seeds_of(std::uint64_t part, std::uint64_t of);

/// Whether TRAWL_SEEDS names them.
[[nodiscard]] bool are_chosen();

/// Tells of the seed if the program comes to its end within it: an assertion, a sanitizer, a run that never ends,
/// two minutes.
class seed_at_work {
public:
    explicit seed_at_work(std::uint64_t seed);
    seed_at_work(const seed_at_work&) = delete;
    seed_at_work& operator=(const seed_at_work&) = delete;
    ~seed_at_work();
};

/// What to type to see one seed again.
[[nodiscard]] std::string command_for(std::uint64_t seed);

}  // namespace trawl::simulation
