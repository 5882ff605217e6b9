#include "html/words.hpp"

namespace trawl::html {

namespace {

struct element_entry {
    std::string_view name;
    int traits;
};

// In the order of the enumerations.
constexpr std::array<element_entry, 125> elements{{
    {"a", 0},
    {"abbr", 0},
    {"address", is_special | is_block},
    {"annotation-xml", 0},
    {"applet", is_special | spoils_frameset},
    {"area", is_void | is_special | spoils_frameset},
    {"article", is_special | is_block},
    {"aside", is_special | is_block},
    {"audio", 0},
    {"b", leaves_foreign},
    {"base", is_void | is_special | stays_before_body},
    {"basefont", is_void | is_special | stays_before_body},
    {"bgsound", is_void | is_special | stays_before_body},
    {"big", leaves_foreign},
    {"blockquote", leaves_foreign | is_special | is_block},
    {"body", leaves_foreign | is_special | is_block | spoils_frameset},
    {"br", leaves_foreign | is_void | is_special | is_block | spoils_frameset},
    {"button", is_special | spoils_frameset},
    {"caption", is_special | is_block},
    {"center", leaves_foreign | is_special | is_block},
    {"code", leaves_foreign},
    {"col", is_void | is_special},
    {"colgroup", is_special},
    {"dd", leaves_foreign | is_special | is_block | spoils_frameset},
    {"desc", 0},
    {"details", is_special | is_block},
    {"dialog", is_block},
    {"dir", is_special | is_block},
    {"div", leaves_foreign | is_special | is_block},
    {"dl", leaves_foreign | is_special | is_block},
    {"dt", leaves_foreign | is_special | is_block | spoils_frameset},
    {"em", leaves_foreign},
    {"embed", leaves_foreign | is_void | is_special | spoils_frameset},
    {"feimage", 0},
    {"fieldset", is_special | is_block},
    {"figcaption", is_special | is_block},
    {"figure", is_special | is_block},
    {"font", 0},
    {"footer", is_special | is_block},
    {"foreignobject", 0},
    {"form", is_special | is_block},
    {"frame", is_void | is_special},
    {"frameset", is_special | stays_before_body},
    {"h1", leaves_foreign | is_special | is_block},
    {"h2", leaves_foreign | is_special | is_block},
    {"h3", leaves_foreign | is_special | is_block},
    {"h4", leaves_foreign | is_special | is_block},
    {"h5", leaves_foreign | is_special | is_block},
    {"h6", leaves_foreign | is_special | is_block},
    {"head", leaves_foreign | is_special | stays_before_body},
    {"header", is_special | is_block},
    {"hgroup", is_special | is_block},
    {"hr", leaves_foreign | is_void | is_special | is_block | spoils_frameset},
    {"html", is_special | stays_before_body},
    {"i", leaves_foreign},
    {"iframe", is_special | spoils_frameset},
    {"image", is_void | spoils_frameset},
    {"img", leaves_foreign | is_void | is_special | spoils_frameset},
    {"input", is_void | is_special | spoils_frameset},
    {"keygen", is_void | is_special | spoils_frameset},
    {"legend", is_block},
    {"li", leaves_foreign | is_special | is_block | spoils_frameset},
    {"link", is_void | is_special | stays_before_body},
    {"listing", leaves_foreign | is_special | is_block | spoils_frameset},
    {"main", is_special | is_block},
    {"malignmark", 0},
    {"marquee", is_special | spoils_frameset},
    {"math", 0},
    {"menu", leaves_foreign | is_special | is_block},
    {"meta", leaves_foreign | is_void | is_special | stays_before_body},
    {"mglyph", 0},
    {"mi", 0},
    {"mn", 0},
    {"mo", 0},
    {"ms", 0},
    {"mtext", 0},
    {"nav", is_special | is_block},
    {"nobr", leaves_foreign},
    {"noembed", is_special},
    {"noframes", is_special | stays_before_body},
    {"noscript", is_special | stays_before_body},
    {"object", is_special | spoils_frameset},
    {"ol", leaves_foreign | is_special | is_block},
    {"optgroup", is_block},
    {"option", is_block},
    {"p", leaves_foreign | is_special | is_block},
    {"param", is_void | is_special},
    {"picture", 0},
    {"plaintext", is_special},
    {"pre", leaves_foreign | is_special | is_block | spoils_frameset},
    {"ruby", leaves_foreign},
    {"s", leaves_foreign},
    {"script", is_special | stays_before_body},
    {"search", is_special | is_block},
    {"section", is_special | is_block},
    {"select", is_special | spoils_frameset},
    {"small", leaves_foreign},
    {"source", is_void | is_special},
    {"span", leaves_foreign},
    {"strike", leaves_foreign},
    {"strong", leaves_foreign},
    {"style", is_special | stays_before_body},
    {"sub", leaves_foreign},
    {"summary", is_special | is_block},
    {"sup", leaves_foreign},
    {"svg", 0},
    {"table", leaves_foreign | is_special | is_block | spoils_frameset},
    {"tbody", is_special | is_block},
    {"td", is_special | is_cell},
    {"template", is_special | stays_before_body},
    {"textarea", is_special | spoils_frameset},
    {"tfoot", is_special | is_block},
    {"th", is_special | is_cell},
    {"thead", is_special | is_block},
    {"title", is_special | stays_before_body},
    {"tr", is_special | is_block},
    {"track", is_void | is_special},
    {"tt", leaves_foreign},
    {"u", leaves_foreign},
    {"ul", leaves_foreign | is_special | is_block},
    {"use", 0},
    {"var", leaves_foreign},
    {"video", 0},
    {"wbr", is_void | is_special | spoils_frameset},
    {"xmp", is_special | is_block | spoils_frameset},
}};

constexpr std::array<std::string_view, 27> attributes{
    "action",   "alt",      "background", "charset",    "color", "content",     "data",  "data-src", "data-srcset",
    "encoding", "face",     "href",       "http-equiv", "id",    "imagesrcset", "lang",  "method",   "name",
    "poster",   "property", "rel",        "size",       "src",   "srcset",      "style", "type",     "xlink:href"};

constexpr auto names_of_elements = [] {
    std::array<std::string_view, elements.size()> names;
    for (std::size_t index = 0; index < names.size(); ++index) {
        names[index] = elements[index].name;
    }
    return names;
}();

constexpr word_table<elements.size()> element_table(names_of_elements);
constexpr word_table<attributes.size()> attribute_table(attributes);

static_assert(elements.size() == static_cast<std::size_t>(element::other));
static_assert(attributes.size() == static_cast<std::size_t>(attribute::other));
static_assert(elements[static_cast<std::size_t>(element::video)].name == "video");
static_assert(attributes[static_cast<std::size_t>(attribute::style)] == "style");

}  // namespace

element element_of(word_key name) noexcept {
    return static_cast<element>(element_table.find(name));
}

std::string_view name_of(element of) noexcept {
    return of == element::other ? std::string_view() : elements[static_cast<std::size_t>(of)].name;
}

bool has(element of, element_trait trait) noexcept {
    return of != element::other && (elements[static_cast<std::size_t>(of)].traits & trait) != 0;
}

attribute attribute_of(word_key name) noexcept {
    return static_cast<attribute>(attribute_table.find(name));
}

std::string_view name_of(attribute of) noexcept {
    return of == attribute::other ? std::string_view() : attributes[static_cast<std::size_t>(of)];
}

}  // namespace trawl::html
