#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::html {

/// Where a character reference stands: in an attribute, "&copy=1" is none.
enum class reference_place : std::uint8_t { text, attribute };

/// Appends what the text means: its character references decoded (HTML standard, sections 13.2.5.72 to 13.2.5.80), NUL as U+FFFD, CR LF and CR as LF.
/// With `origins`, one entry a byte that was appended says where in `raw` it comes from, and one more, where `raw` ends.
void append_decoded(std::string& out, std::string_view raw, reference_place place,
                    std::vector<std::uint32_t>* origins = nullptr);

/// Whether `append_decoded` would give anything but `raw`.
[[nodiscard]] bool needs_decoding(std::string_view raw) noexcept;

/// What a byte means in windows-1252, as the Encoding standard has it.
[[nodiscard]] char32_t windows_1252_character(unsigned char byte) noexcept;

/// Appends a code point in UTF-8. Requires a scalar value.
void append_utf8(std::string& out, char32_t point);

}  // namespace trawl::html
