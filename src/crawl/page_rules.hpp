#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "crawl/page_settings.hpp"
#include "crawl/reason.hpp"
#include "crawl/visit.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// Whether a URL is asked for by HEAD: what is only checked, unless what its fragments may name is wanted.
[[nodiscard]] bool asks_by_head(const visit& of) noexcept;

/// Whether the server does not know HEAD, to judge by its answer. Those come in many ways, but that it wants to be left alone
/// is none.
[[nodiscard]] bool refuses_head(int status) noexcept;
[[nodiscard]] bool refuses_head(const http::error& why) noexcept;

/// Whether both are one page for the crawl (see `page_settings::key_of`).
[[nodiscard]] bool are_same_page(const page_settings& settings, const http::url& left, const http::url& right);

/// Whether a body is a packed file, not a page that was packed for the way: servers name its coding in Content-Encoding all
/// the same.
[[nodiscard]] bool is_packed_itself(std::string_view type, std::string_view path) noexcept;

/// What --content-type has against a body for this purpose.
[[nodiscard]] verdict check_type(const page_settings& settings, purpose why, std::string_view type);

/// What --max-size has against a body of this size; nullopt: more came than that.
[[nodiscard]] verdict check_size(const page_settings& settings, std::optional<std::uint64_t> size);

}  // namespace trawl::crawl
