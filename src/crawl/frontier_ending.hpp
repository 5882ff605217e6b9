#pragma once

#include <cstdint>

#include "crawl/page.hpp"
#include "crawl/state.hpp"
#include "fetch/outcome.hpp"
#include "files/sha256.hpp"

namespace trawl::crawl {

/// Whether it counts as a page: the server gave what was asked for, or said that what we have is still right.
[[nodiscard]] bool is_page(const page& what) noexcept;

/// Whether it leads to another URL.
[[nodiscard]] bool is_redirect(const page& what) noexcept;

/// What stands for its content where contents are compared.
[[nodiscard]] std::uint64_t first_bits_of(const files::sha256_digest& digest) noexcept;

/// How a URL ended, for the state. `what` is null if no head of a reply came. What follows from other URLs (duplicates,
/// links) is not in it.
[[nodiscard]] ending ending_of(const fetch::report& done, const page* what);

}  // namespace trawl::crawl
