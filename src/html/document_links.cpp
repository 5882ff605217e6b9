#include "html/document_links.hpp"

#include <algorithm>
#include <utility>

#include "html/character_references.hpp"
#include "html/collapsed_text.hpp"
#include "html/css_links.hpp"
#include "html/field_links.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::html {

namespace {

constexpr std::size_t max_metas = 1000;
constexpr std::size_t max_meta_content = 16 * 1024;
constexpr std::size_t max_dead_text = 1024;  // kept of a link that is no URL: data: may be long
constexpr std::size_t max_alternative_text = 200;

std::string decoded(std::string_view raw) {
    std::string text;
    append_decoded(text, raw, reference_place::attribute);
    return text;
}

std::string lower(std::string text) {
    for (char& c : text) {
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    return text;
}

bool says_nofollow(std::string_view rel) {
    return has_word(rel, "nofollow") || has_word(rel, "ugc") || has_word(rel, "sponsored");
}

bool paints_background(element name) {
    return name == element::body || name == element::table || name == element::td || name == element::th ||
           name == element::tr || name == element::tbody || name == element::thead || name == element::tfoot;
}

}  // namespace

bool document_links::is_full() noexcept {
    const bool is_full = out_.links.size() >= max_links_;
    out_.is_cut = out_.is_cut || is_full;
    return is_full;
}

void document_links::take(const tag& start, space of, bool is_inert) {
    opened_anchor_.reset();
    if (!start.has_attributes()) {
        in_form_ = in_form_ || start.name == element::form;
        return;
    }
    place_.reset();
    is_inert_ = is_inert;
    nofollow_ = start.has(attribute::rel) && says_nofollow(decoded(start.raw(attribute::rel)));
    if (of == space::html) {
        take_html(start);
    } else if (of == space::svg) {
        take_svg(start);
    }
    if (start.has(attribute::style)) {
        take_style_attribute(start);
    }
}

void document_links::take_html(const tag& start) {
    switch (start.name) {
        case element::a:
        case element::area:
            take_anchor(start, attribute::href);
            break;
        case element::link:
            take_link(start);
            break;
        case element::meta:
            take_meta(start);
            break;
        case element::base:
            take_base(start);
            break;
        case element::form:
            take_form(start);
            break;
        case element::html:
            if (out_.language.empty()) {
                out_.language = decoded(start.raw(attribute::lang)).substr(0, max_alternative_text);
            }
            break;
        default:
            take_embedded(start);
            break;
    }
    if (start.has(attribute::background) && paints_background(start.name)) {
        add(start, attribute::background, link_kind::image);
    }
}

void document_links::take_embedded(const tag& start) {
    switch (start.name) {
        case element::img:
        case element::image:
            take_image(start);
            break;
        case element::script:
            add(start, attribute::src, link_kind::script);
            break;
        case element::iframe:
        case element::frame:
            add(start, attribute::src, link_kind::frame);
            add(start, attribute::data_src, link_kind::frame);
            break;
        case element::source:
            take_source(start);
            break;
        case element::video:
        case element::audio:
        case element::track:
            add(start, attribute::src, link_kind::media);
            add(start, attribute::data_src, link_kind::media);
            add(start, attribute::poster, link_kind::media);
            break;
        case element::embed:
            add(start, attribute::src, link_kind::object);
            break;
        case element::object:
            add(start, attribute::data, link_kind::object);
            break;
        case element::input:
            if (http::same_name(start.raw(attribute::type), "image")) {
                add(start, attribute::src, link_kind::image);
            }
            break;
        default:
            break;
    }
}

void document_links::take_svg(const tag& start) {
    const attribute which = start.has(attribute::href) ? attribute::href : attribute::xlink_href;
    if (start.name == element::a) {
        take_anchor(start, which);
    } else if (start.name == element::image || start.name == element::use || start.name == element::feimage) {
        add(start, which, link_kind::image);
    } else if (start.name == element::script) {
        add(start, which, link_kind::script);
    }
}

void document_links::take_anchor(const tag& start, attribute which) {
    const std::size_t before = out_.links.size();
    add(start, which, link_kind::anchor);
    if (start.name == element::a && out_.links.size() > before) {
        opened_anchor_ = before;
    } else if (out_.links.size() > before && start.has(attribute::alt)) {
        out_.links.back().anchor =
            collapsed(start.raw(attribute::alt), reference_place::attribute, max_alternative_text);
    }
}

void document_links::take_link(const tag& start) {
    if (const auto kind = kind_of_relations(decoded(start.raw(attribute::rel)))) {
        add(start, attribute::href, *kind);
        add_srcset(start, attribute::imagesrcset, *kind);
    }
}

void document_links::take_image(const tag& start) {
    const std::size_t before = out_.links.size();
    add(start, attribute::src, link_kind::image);
    add_srcset(start, attribute::srcset, link_kind::image);
    add(start, attribute::data_src, link_kind::image);
    add_srcset(start, attribute::data_srcset, link_kind::image);
    if (start.has(attribute::alt) && out_.links.size() > before) {
        const std::string text = collapsed(start.raw(attribute::alt), reference_place::attribute, max_alternative_text);
        std::for_each(out_.links.begin() + static_cast<std::ptrdiff_t>(before), out_.links.end(),
                      [&text](found_link& link) { link.anchor = text; });
    }
}

// Of a picture it has a srcset, of audio and video a src.
void document_links::take_source(const tag& start) {
    add(start, attribute::src, link_kind::media);
    add_srcset(start, attribute::srcset, link_kind::image);
    add(start, attribute::data_src, link_kind::media);
    add_srcset(start, attribute::data_srcset, link_kind::image);
}

void document_links::take_meta(const tag& start) {
    for (const attribute which : {attribute::name, attribute::property, attribute::http_equiv}) {
        if (!start.has(which) || !start.has(attribute::content) || is_inert_) {
            continue;
        }
        if (out_.metas.size() == max_metas) {
            out_.is_cut = true;
            break;
        }
        std::string content = decoded(start.raw(attribute::content).substr(0, max_meta_content));
        out_.metas.emplace_back(lower(decoded(start.raw(which).substr(0, max_alternative_text))), std::move(content));
        if (which == attribute::http_equiv && out_.language.empty() && out_.metas.back().first == "content-language") {
            out_.language = out_.metas.back().second.substr(0, max_alternative_text);
        }
    }
    if (http::same_name(start.raw(attribute::http_equiv), "refresh")) {
        const attribute_text content(start.raw(attribute::content), start.offset_of(attribute::content));
        if (const auto url = refresh_url(content.text())) {
            add_part(start, attribute::content, link_kind::refresh, content.text().substr(url->start, url->size),
                     content.origin(*url));
        }
    }
}

// The first one that has a href counts, for links before it too.
void document_links::take_base(const tag& start) {
    if (has_base_ || is_inert_ || !start.has(attribute::href)) {
        return;
    }
    has_base_ = true;
    out_.base_offset = start.offset_of(attribute::href);
    out_.base_size = start.raw(attribute::href).size();
    if (auto base = http::resolve_url(decoded(start.raw(attribute::href)), options_.location)) {
        const std::size_t room = room_for_links(*base, options_.max_links);
        if (room < out_.links.size()) {
            out_.is_cut = true;
            return;
        }
        max_links_ = room;
        out_.base = std::move(*base);
        std::ranges::for_each(out_.links, [this](found_link& link) { resolve(link); });
    }
}

void document_links::take_form(const tag& start) {
    const bool is_open = std::exchange(in_form_, true);
    const std::string_view method = start.raw(attribute::method);
    if (options_.takes_forms && !is_open && !http::same_name(method, "post") && !http::same_name(method, "dialog")) {
        add(start, attribute::action, link_kind::form);
    }
}

void document_links::take_style_attribute(const tag& start) {
    const std::string_view raw = start.raw(attribute::style);
    if (raw.find('(') == std::string_view::npos || is_full()) {
        return;
    }
    const attribute_text value(raw, start.offset_of(attribute::style));
    place at = tokens_.place_of(start.offset);
    std::size_t placed = start.offset;
    for (found_link& link : css_links(value.text(), base(), max_links_ - out_.links.size())) {
        const part origin = value.origin({link.offset, link.size});
        at.pass(start.text.substr(placed - start.offset, origin.start - placed));
        placed = origin.start;
        link.line = at.line;
        link.column = at.column;
        link.offset = origin.start;
        link.size = origin.size;
        append(std::move(link));
    }
}

void document_links::take_style(std::string_view css, std::size_t offset, place at, bool is_inert) {
    is_inert_ = is_inert;
    nofollow_ = false;
    if (is_full()) {
        return;
    }
    for (found_link& link : css_links(css, base(), max_links_ - out_.links.size())) {
        link.column += link.line == 1 ? at.column - 1 : 0;
        link.line += at.line - 1;
        link.offset += offset;
        append(std::move(link));
    }
}

void document_links::drop_behind(std::size_t kept) {
    out_.links.erase(out_.links.begin() + static_cast<std::ptrdiff_t>(std::min(kept, out_.links.size())),
                     out_.links.end());
    opened_anchor_.reset();
}

void document_links::add(const tag& start, attribute which, link_kind kind) {
    if (!start.has(which)) {
        return;
    }
    const std::string_view raw = start.raw(which);
    const std::size_t offset = start.offset_of(which);
    if (needs_decoding(raw)) {
        const attribute_text value(raw, offset);
        const part inner = trimmed(value.text());
        add_part(start, which, kind, value.text().substr(inner.start, inner.size), value.origin(inner));
    } else {
        const part inner = trimmed(raw);
        add_part(start, which, kind, raw.substr(inner.start, inner.size), {offset + inner.start, inner.size});
    }
}

void document_links::add_srcset(const tag& start, attribute which, link_kind kind) {
    if (!start.has(which)) {
        return;
    }
    const attribute_text value(start.raw(which), start.offset_of(which));
    for (const part url : srcset_urls(value.text())) {
        add_part(start, which, kind, value.text().substr(url.start, url.size), value.origin(url));
        if (is_full()) {
            break;
        }
    }
}

void document_links::add_part(const tag& start, attribute which, link_kind kind, std::string_view text, part origin) {
    const part inner = trimmed(text);
    text = text.substr(inner.start, inner.size);
    // An empty one of these loads nothing; an anchor's is the document itself.
    if ((text.empty() && kind != link_kind::anchor && kind != link_kind::form) || is_full()) {
        return;
    }
    if (!place_) {
        place_ = tokens_.place_of(start.offset);
    }
    found_link link;
    link.raw = text;
    link.kind = kind;
    link.element = name_of(start.name);
    link.attribute = name_of(which);
    link.line = place_->line;
    link.column = place_->column;
    link.offset = origin.start;
    link.size = origin.size;
    resolve(link);
    append(std::move(link));
}

void document_links::append(found_link&& link) {
    link.is_inert = is_inert_;
    link.nofollow = nofollow_;
    if (!link.target && link.raw.size() > max_dead_text) {
        link.raw.resize(max_dead_text);
    }
    out_.links.push_back(std::move(link));
}

void document_links::resolve(found_link& link) const {
    if (auto target = http::resolve_url(link.raw, base())) {
        link.target = std::move(*target);
    } else {
        link.target.reset();
    }
}

}  // namespace trawl::html
