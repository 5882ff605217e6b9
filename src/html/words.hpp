#pragma once

#include <cstdint>
#include <string_view>

#include "html/word_table.hpp"

namespace trawl::html {

/// The elements that links, or the tree, know by name.
enum class element : std::uint8_t {
    a,
    abbr,
    address,
    annotation_xml,
    applet,
    area,
    article,
    aside,
    audio,
    b,
    base,
    basefont,
    bgsound,
    big,
    blockquote,
    body,
    br,
    button,
    caption,
    center,
    code,
    col,
    colgroup,
    dd,
    desc,
    details,
    dialog,
    dir,
    div,
    dl,
    dt,
    em,
    embed,
    feimage,
    fieldset,
    figcaption,
    figure,
    font,
    footer,
    foreignobject,
    form,
    frame,
    frameset,
    h1,
    h2,
    h3,
    h4,
    h5,
    h6,
    head,
    header,
    hgroup,
    hr,
    html,
    i,
    iframe,
    image,
    img,
    input,
    keygen,
    legend,
    li,
    link,
    listing,
    main,
    malignmark,
    marquee,
    math,
    menu,
    meta,
    mglyph,
    mi,
    mn,
    mo,
    ms,
    mtext,
    nav,
    nobr,
    noembed,
    noframes,
    noscript,
    object,
    ol,
    optgroup,
    option,
    p,
    param,
    picture,
    plaintext,
    pre,
    ruby,
    s,
    script,
    search,
    section,
    select,
    small,
    source,
    span,
    strike,
    strong,
    style,
    sub,
    summary,
    sup,
    svg,
    table,
    tbody,
    td,
    template_element,
    textarea,
    tfoot,
    th,
    thead,
    title,
    tr,
    track,
    tt,
    u,
    ul,
    use,
    var,
    video,
    wbr,
    xmp,
    other
};

/// What the tree construction of HTML (section 13.2.6) knows about an element.
enum element_trait : std::uint16_t {
    leaves_foreign = 1,      ///< its start tag ends SVG or MathML
    is_void = 2,             ///< has no content
    is_special = 4,          ///< "special": end tags of other names do not reach beyond it
    is_block = 8,            ///< stands on lines of its own
    is_cell = 16,            ///< is apart from its neighbours
    stays_before_body = 32,  ///< its start tag does not open the body
    spoils_frameset = 64,    ///< a page that has it is no frameset
};

[[nodiscard]] element element_of(word_key name) noexcept;
[[nodiscard]] std::string_view name_of(element of) noexcept;
[[nodiscard]] bool has(element of, element_trait trait) noexcept;

/// The attributes that links, or the tree, are made from.
enum class attribute : std::uint8_t {
    action,
    alt,
    background,
    charset,
    color,
    content,
    data,
    data_src,
    data_srcset,
    encoding,
    face,
    href,
    http_equiv,
    id,
    imagesrcset,
    lang,
    method,
    name,
    poster,
    property,
    rel,
    size,
    src,
    srcset,
    style,
    type,
    xlink_href,
    other
};

[[nodiscard]] attribute attribute_of(word_key name) noexcept;
[[nodiscard]] std::string_view name_of(attribute of) noexcept;

}  // namespace trawl::html
