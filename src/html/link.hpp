#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "trawl/http/url.hpp"

namespace trawl::html {

/// What a link is for. `name` has the words that records show.
enum class link_kind : std::uint8_t {
    seed,       ///< given by the user
    anchor,     ///< a, area
    frame,      ///< iframe, frame
    form,       ///< the action of a form that is sent by GET
    refresh,    ///< meta refresh, the field Refresh
    redirect,   ///< the field Location
    canonical,  ///< link rel=canonical
    alternate,  ///< link rel=alternate: other languages, feeds
    related,    ///< any other link element or Link field that leads to a document: next, prev, author ...
    sitemap,    ///< an entry of a sitemap, or a sitemap itself
    feed,       ///< an entry of a feed
    image,      ///< img, input type=image, picture, SVG image; CSS url()
    style,      ///< link rel=stylesheet, @import
    script,
    media,   ///< audio, video, source, track; poster
    object,  ///< embed, object
    icon,
    other_requisite,  ///< manifest, preload, and whatever else a page needs to look as it should
};

/// "anchor", "other_requisite" is "requisite".
[[nodiscard]] std::string_view name(link_kind kind) noexcept;
[[nodiscard]] std::optional<link_kind> link_kind_of(std::string_view name) noexcept;

/// Whether a page needs it to look as it should: image, style, script, media, object, icon, other_requisite.
[[nodiscard]] bool is_requisite(link_kind kind) noexcept;

/// One link of a document, in the order of the document.
struct found_link {
    /// Resolved against the document's base, with its fragment; nullopt if it is no http or https URL.
    std::optional<http::url> target;
    /// As it stood there, references decoded, blanks at both ends taken away.
    std::string raw;
    link_kind kind = link_kind::anchor;
    /// rel=nofollow (ugc and sponsored say the same), or it stands where nothing must be followed.
    bool nofollow = false;
    /// Of a template: it is told, and never followed.
    bool is_inert = false;
    /// The name of the element and its attribute: "a" and "href"; of CSS "style" and "url"; of a field "header" and its name.
    std::string_view element;
    std::string_view attribute;
    /// The text of an anchor, blanks collapsed, cut to 200 bytes between characters; or the alternative text of an image.
    std::string anchor;
    /// Where the tag (in CSS the reference) starts: line from 1, column in characters from 1; 0: no place.
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    /// Where the value stands in what was read, in bytes, without its quotes; both 0: nowhere.
    std::size_t offset = 0;
    std::size_t size = 0;
};

}  // namespace trawl::html
