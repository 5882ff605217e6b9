#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "html/character_references.hpp"

namespace trawl::html {

/// Text as it is shown: references decoded, blanks collapsed to one space and none at the ends, cut to `max` bytes between characters.
[[nodiscard]] std::string collapsed(std::string_view raw, reference_place place, std::size_t max);

/// Gathers what a reader would see of a document, a line a block.
class visible_text {
public:
    /// Keeps no more than `max` bytes.
    explicit visible_text(std::size_t max) : max_(max) {}

    /// A piece of a text, references not decoded. Pieces without a boundary between them are one text.
    void add(std::string_view raw);

    void end_word() { end_run(' '); }
    void end_line() { end_run('\n'); }

    /// Whether there was more than was kept.
    [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }
    [[nodiscard]] std::string take();

private:
    void end_run(char boundary);
    void flush();

    std::size_t max_;
    std::string text_;
    std::string run_;       // not decoded yet
    char boundary_ = '\0';  // what stands before the next word
    bool is_cut_ = false;
};

}  // namespace trawl::html
