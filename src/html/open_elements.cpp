#include "html/open_elements.hpp"

#include <algorithm>
#include <string>

#include "html/character_references.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::html {

namespace {

constexpr std::size_t max_depth = 256;

bool is_mathml_text_point(element name) {
    return name == element::mi || name == element::mo || name == element::mn || name == element::ms ||
           name == element::mtext;
}

bool is_svg_html_point(element name) {
    return name == element::foreignobject || name == element::desc || name == element::title;
}

bool is_html_annotation(const tag& start) {
    std::string encoding;
    append_decoded(encoding, start.raw(attribute::encoding), reference_place::attribute);
    return http::same_name(encoding, "text/html") || http::same_name(encoding, "application/xhtml+xml");
}

bool leaves(const tag& start) {
    if (start.name == element::font) {
        return start.has(attribute::color) || start.has(attribute::face) || start.has(attribute::size);
    }
    return has(start.name, leaves_foreign);
}

bool is_table_part(element name) {
    return has(name, is_cell) || name == element::tr || name == element::tbody || name == element::thead ||
           name == element::tfoot || name == element::caption || name == element::table;
}

}  // namespace

std::uint32_t& open_elements::outer(const tag& of) noexcept {
    const auto known = static_cast<std::size_t>(of.name);
    return outer_[of.name == element::other ? known + of.key.tail % unknown_names : known];
}

space open_elements::open(const tag& start) {
    if (inner_.empty()) {
        if (start.name != element::svg && start.name != element::math) {
            ++outer(start);
            return space::html;
        }
        return open_foreign(start, start.name == element::svg ? space::svg : space::mathml);
    }
    if (!is_html_here(start)) {
        if (!leaves(start)) {
            return open_foreign(start, inner_.back().of);
        }
        leave_foreign();
    }
    if (start.name == element::svg || start.name == element::math) {
        return open_foreign(start, start.name == element::svg ? space::svg : space::mathml);
    }
    open_html(start);
    return space::html;
}

bool open_elements::is_html_here(const tag& start) const noexcept {
    const entry& current = inner_.back();
    if (current.of == space::html || current.takes_html) {
        return true;
    }
    if (current.of != space::mathml) {
        return false;
    }
    if (is_mathml_text_point(current.name)) {
        return start.name != element::mglyph && start.name != element::malignmark;
    }
    return current.name == element::annotation_xml && start.name == element::svg;
}

space open_elements::open_foreign(const tag& start, space of) {
    if (!start.is_self_closing) {
        const bool takes_html = of == space::svg ? is_svg_html_point(start.name)
                                                 : start.name == element::annotation_xml && is_html_annotation(start);
        push(start, of, takes_html);
    }
    return of;
}

void open_elements::push(const tag& start, space of, bool takes_html) {
    if (inner_.size() < max_depth) {
        inner_.push_back({start.key, start.name, of, takes_html});
    }
}

// Up to where HTML may stand.
void open_elements::leave_foreign() noexcept {
    while (!inner_.empty() && inner_.back().of != space::html && !inner_.back().takes_html &&
           !(inner_.back().of == space::mathml && is_mathml_text_point(inner_.back().name))) {
        inner_.pop_back();
    }
}

// Whether a new cell or row is one of a table around the SVG or MathML: it ends the cell, with all that is open in it.
bool open_elements::ends_outer_cell() const noexcept {
    const bool in_cell =
        outer_[static_cast<std::size_t>(element::td)] > 0 || outer_[static_cast<std::size_t>(element::th)] > 0;
    return in_cell && std::ranges::none_of(inner_, [](const entry& open) { return open.name == element::table; });
}

void open_elements::open_html(const tag& start) {
    if (inner_.empty()) {
        ++outer(start);
        return;
    }
    if (is_table_part(start.name) && start.name != element::table && ends_outer_cell()) {
        inner_.clear();
    } else if (!has(start.name, is_void)) {
        push(start, space::html, false);
    }
}

space open_elements::close(const tag& end) {
    if (inner_.empty()) {
        std::uint32_t& open = outer(end);
        open -= open > 0 ? 1 : 0;
        return space::html;
    }
    if (inner_.back().of != space::html && (end.name == element::p || end.name == element::br)) {
        leave_foreign();
    }
    // Among SVG and MathML, it ends the innermost of its name.
    for (std::size_t at = inner_.size(); at > 0 && inner_[at - 1].of != space::html; --at) {
        if (inner_[at - 1].key == end.key) {
            const space of = inner_[at - 1].of;
            inner_.erase(inner_.begin() + static_cast<std::ptrdiff_t>(at - 1), inner_.end());
            return of;
        }
    }
    close_html(end);
    return space::html;
}

// An HTML element within SVG or MathML, or one around it, with all that is in it.
void open_elements::close_html(const tag& end) noexcept {
    std::size_t at = inner_.size();
    bool passed_special = false;
    while (at > 0) {
        const entry& open = inner_[at - 1];
        if (open.of == space::html && open.key == end.key) {
            if (!passed_special || has(end.name, is_special)) {
                inner_.erase(inner_.begin() + static_cast<std::ptrdiff_t>(at - 1), inner_.end());
            }
            return;
        }
        const bool bounds = open.of != space::html && (open.takes_html || is_mathml_text_point(open.name));
        if (bounds && !is_table_part(end.name)) {
            return;
        }
        passed_special = passed_special || (open.of == space::html && has(open.name, is_special));
        --at;
    }
    std::uint32_t& around = outer(end);
    if (around > 0 && end.name != element::body && end.name != element::html) {
        --around;
        inner_.clear();
    }
}

}  // namespace trawl::html
