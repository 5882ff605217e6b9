#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "html/tag.hpp"

namespace trawl::html {

/// The namespace of an element.
enum class space : std::uint8_t { html, svg, mathml };

/// As much of the stack of open elements as tells in which namespace a tag is (HTML standard, section 13.2.6): nothing but counts outside SVG and MathML, and
/// within them what is open there.
///
/// Limits      256 elements within SVG or MathML; deeper ones are not remembered.
class open_elements {
public:
    /// Takes a start tag: the namespace of its element.
    space open(const tag& start);

    /// Takes an end tag: the namespace of the element that it ends, html if none.
    space close(const tag& end);

    /// Whether what comes now is within SVG or MathML, where "<![CDATA[" is text.
    [[nodiscard]] bool is_foreign() const noexcept { return !inner_.empty() && inner_.back().of != space::html; }

private:
    struct entry {
        word_key key;
        element name;
        space of;
        bool takes_html;  ///< an integration point for HTML
    };

    [[nodiscard]] bool is_html_here(const tag& start) const noexcept;
    space open_foreign(const tag& start, space of);
    void open_html(const tag& start);
    [[nodiscard]] bool ends_outer_cell() const noexcept;
    void leave_foreign() noexcept;
    void close_html(const tag& end) noexcept;
    void push(const tag& start, space of, bool takes_html);
    [[nodiscard]] std::uint32_t& outer(const tag& of) noexcept;

    std::vector<entry> inner_;  // from the outermost svg or math element on
    // How many of each element are open outside of it; those that end without an end tag count on. Unknown names share some counts.
    static constexpr std::size_t unknown_names = 64;
    std::array<std::uint32_t, static_cast<std::size_t>(element::other) + unknown_names> outer_{};
};

}  // namespace trawl::html
