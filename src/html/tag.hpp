#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "html/words.hpp"

namespace trawl::html {

/// A start tag or an end tag, with those of its attributes that `attribute` knows.
class tag {
public:
    element name = element::other;
    word_key key;  ///< tells apart what `name` does not know
    bool is_end = false;
    bool is_self_closing = false;
    /// From its '<' to its '>', as it stands there.
    std::string_view text;
    /// Where it starts in the document, in bytes.
    std::size_t offset = 0;

    [[nodiscard]] bool has(attribute which) const noexcept { return (present_ & bit(which)) != 0; }
    [[nodiscard]] bool has_attributes() const noexcept { return present_ != 0; }

    /// The value as it stands there, without its quotes: see `append_decoded`. Empty if there is none.
    [[nodiscard]] std::string_view raw(attribute which) const noexcept {
        const span at = values_[static_cast<std::size_t>(which)];
        return has(which) ? text.substr(at.start, at.size) : std::string_view();
    }

    /// Where that value starts in the document. Requires `has(which)`.
    [[nodiscard]] std::size_t offset_of(attribute which) const noexcept {
        return offset + values_[static_cast<std::size_t>(which)].start;
    }

    /// The first of a name counts.
    void add(attribute which, std::size_t start, std::size_t size) noexcept {
        if (!has(which)) {
            present_ |= bit(which);
            values_[static_cast<std::size_t>(which)] = {static_cast<std::uint32_t>(start),
                                                        static_cast<std::uint32_t>(size)};
        }
    }

    void clear() noexcept {
        key = word_key();
        present_ = 0;
        is_self_closing = false;
    }

private:
    struct span {
        std::uint32_t start;
        std::uint32_t size;
    };
    static constexpr std::uint32_t bit(attribute which) noexcept { return 1U << static_cast<unsigned>(which); }

    std::uint32_t present_ = 0;
    std::array<span, static_cast<std::size_t>(attribute::other)> values_;
};

static_assert(static_cast<unsigned>(attribute::other) <= 32);

}  // namespace trawl::html
