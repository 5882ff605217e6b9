#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/content_coding.hpp"

namespace trawl::http {

/// The reference encoders, for what a decoder must undo.
[[nodiscard]] std::string encode(content_coding coding, std::string_view plain);
[[nodiscard]] std::string encode(const std::vector<content_coding>& codings, std::string_view plain);

/// Deflate without the zlib header that the coding's definition asks for.
[[nodiscard]] std::string encode_raw_deflate(std::string_view plain);

/// With a window of 2 to this power.
[[nodiscard]] std::string encode_zstd(std::string_view plain, int window_log);
[[nodiscard]] std::string encode_large_window_brotli(std::string_view plain);

}  // namespace trawl::http
