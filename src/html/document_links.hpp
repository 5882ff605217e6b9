#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "html/attribute_values.hpp"
#include "html/document_reader.hpp"
#include "html/link_room.hpp"
#include "html/open_elements.hpp"
#include "html/place.hpp"
#include "html/tag.hpp"
#include "html/tokenizer.hpp"

namespace trawl::html {

/// Makes links of the tags of a document.
class document_links {
public:
    /// Lifetime    The options, the document and the tokenizer live longer.
    document_links(const reading_options& options, document& out, tokenizer& tokens)
        : options_(options),
          out_(out),
          tokens_(tokens),
          max_links_(room_for_links(options.location, options.max_links)) {}

    /// Takes a start tag. `is_inert`: it stands in a template.
    void take(const tag& start, space of, bool is_inert);

    /// Takes the content of a style element, which starts here.
    void take_style(std::string_view css, std::size_t offset, place at, bool is_inert);

    /// A form was closed.
    void end_form() noexcept { in_form_ = false; }

    /// The body of the document turns out to be none (a frameset comes instead): the links behind the first `kept` are gone.
    void drop_behind(std::size_t kept);

    /// The place in the list of the anchor that the last tag opened, if it did.
    [[nodiscard]] std::optional<std::size_t> opened_anchor() const noexcept { return opened_anchor_; }

private:
    void take_html(const tag& start);
    void take_embedded(const tag& start);
    void take_svg(const tag& start);
    void take_anchor(const tag& start, attribute which);
    void take_link(const tag& start);
    void take_image(const tag& start);
    void take_source(const tag& start);
    void take_meta(const tag& start);
    void take_base(const tag& start);
    void take_form(const tag& start);
    void take_style_attribute(const tag& start);

    void add(const tag& start, attribute which, link_kind kind);
    void add_srcset(const tag& start, attribute which, link_kind kind);
    void add_part(const tag& start, attribute which, link_kind kind, std::string_view text, part origin);
    void append(found_link&& link);
    void resolve(found_link& link) const;
    [[nodiscard]] const http::url& base() const noexcept { return out_.base ? *out_.base : options_.location; }
    [[nodiscard]] bool is_full() noexcept;

    const reading_options& options_;
    document& out_;
    tokenizer& tokens_;
    std::size_t max_links_;
    std::optional<std::size_t> opened_anchor_;
    std::optional<place> place_;  // of the tag that is being taken
    bool has_base_ = false;
    bool in_form_ = false;
    bool is_inert_ = false;
    bool nofollow_ = false;
};

}  // namespace trawl::html
