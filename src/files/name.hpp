#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "trawl/http/url.hpp"

namespace trawl::files {

/// The longest name for a file: 255 bytes less ".part.json", which a name carries while its file is in the making.
inline constexpr std::size_t max_name_size = 245;

/// The longest path for a file, in bytes: what a system takes (4,096) leaves room for the folder that it is in.
inline constexpr std::size_t max_path_size = 2048;

/// The name for the file of a URL: the last segment of its path, decoded once and made safe; "index.html" for a path
/// that ends with '/'. The query has no part in it.
///
/// Result      One component of a path, never empty, "." or "..", in UTF-8, of at most `max_name_size` bytes. In it,
///             '_' stands for each separator, control character, bidirectional or line control, leading dot and byte
///             that is not UTF-8. No blanks or dots at its end. A name that would end in ".part" or ".part.json", as
///             our own unfinished files do, ends in "_part" or "_part.json". One that is too long keeps its start and
///             its extension around a hash of the whole. The same URL gets the same name in each run; different URLs
///             may get the same one: see `name_registry`.
[[nodiscard]] std::string safe_name(const http::url& url);

/// One component of a path from any text, made safe as `safe_name` does; '_' for an empty one.
[[nodiscard]] std::string safe_component(std::string_view text);

/// The name for a file that its server names (Content-Disposition): what stands behind the last '/' or '\', made safe as
/// `safe_name` does.
[[nodiscard]] std::string file_name_from(std::string_view untrusted);

/// `path` with `insert` behind its stem: "a.txt" and "-1" give "a-1.txt". The stem is cut, between characters, as far
/// as `max_name_size` asks for. Of a path, all of this is about its last component.
[[nodiscard]] std::string name_with(std::string_view path, std::string_view insert);

/// Where the extension of a component starts, with its dot; its size if there is none.
[[nodiscard]] std::size_t extension_start(std::string_view name) noexcept;

/// A hash that is the same in each run and on each machine; not against adversaries.
[[nodiscard]] std::uint64_t name_hash(std::string_view name) noexcept;

}  // namespace trawl::files
