#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::html {

/// A part of a text.
struct part {
    std::size_t start = 0;
    std::size_t size = 0;
};

/// Space, tab, LF, FF, CR.
[[nodiscard]] constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/// Without the blanks and controls at both ends, as the URL standard takes them away.
[[nodiscard]] part trimmed(std::string_view text) noexcept;

/// Whether a list of words between blanks has this one, in any case.
[[nodiscard]] bool has_word(std::string_view words, std::string_view lower) noexcept;

/// The URLs of the candidates of a srcset (HTML standard, section 4.8.4.2.2), whether or not their descriptors mean something.
[[nodiscard]] std::vector<part> srcset_urls(std::string_view srcset);

/// The URL of `<meta http-equiv=refresh content=...>` or of the field Refresh (HTML standard, section 4.2.5.3); nullopt if it is no such thing or
/// names no URL.
[[nodiscard]] std::optional<part> refresh_url(std::string_view content) noexcept;

/// What an attribute means, and where each byte of that stands in the document.
class attribute_text {
public:
    /// Lifetime    As long as `raw`.
    attribute_text(std::string_view raw, std::size_t offset);

    [[nodiscard]] std::string_view text() const noexcept { return origins_.empty() ? raw_ : decoded_; }

    /// The part of the document that `of`, a part of the text, comes from.
    [[nodiscard]] part origin(part of) const noexcept;

private:
    std::string_view raw_;
    std::size_t offset_;
    std::string decoded_;
    std::vector<std::uint32_t> origins_;  // empty: the text is the raw one
};

}  // namespace trawl::html
