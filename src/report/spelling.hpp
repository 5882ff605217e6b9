#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::report {

/// How text may be written in other text.
enum class spelling : std::uint8_t {
    plain,
    percent,
    percent_kept,  ///< what looked as if it were encoded was left as it is, the rest was encoded
    json,
    html,
};
inline constexpr std::array spellings{spelling::plain, spelling::percent, spelling::percent_kept, spelling::json,
                                      spelling::html};

/// No less than this of a text that was cut off says which it was.
inline constexpr std::size_t shortest_part = 4;

/// What escapes begin with.
inline constexpr std::string_view escape_starts = "%&+\\";

/// One letter for the two cases, or of base64 for both alphabets.
[[nodiscard]] char folded(char c, bool is_base64) noexcept;
[[nodiscard]] bool is_same(char a, char b, bool is_base64) noexcept;
[[nodiscard]] bool is_base64_letter(char c) noexcept;

/// Whether a text may have been cut off before this rest of it.
[[nodiscard]] bool is_cut(std::string_view rest);

/// What a text may begin with: its first byte, or what an escape stands for.
struct written {
    std::size_t length;  ///< in the text
    std::string meant;
};
/// Whatever the spelling; each once. Requires text.
[[nodiscard]] std::vector<written> first_of(std::string_view text);

/// How much of the text is what is sought, or `enough` of it and the rest cut off (where an ellipsis says that, `shortest_part` will do); 0: it
/// is not.
[[nodiscard]] std::size_t matched(std::string_view text, std::string_view sought, std::size_t enough, bool is_base64,
                                  spelling how);

}  // namespace trawl::report
