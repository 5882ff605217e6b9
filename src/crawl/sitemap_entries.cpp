#include "crawl/sitemap_entries.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "html/link_room.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::crawl {
namespace {

// Longer ones are no URLs that anybody serves.
constexpr std::size_t max_value = 8192;
constexpr std::size_t max_date = 64;

std::string_view local_name(std::string_view name) noexcept {
    return name.substr(name.find(':') + 1);
}

std::string_view prefix_of(std::string_view name) noexcept {
    return name.substr(0, name.size() - local_name(name).size());
}

// White space of Unicode, and what stands for it in files: zero width space, byte order mark.
bool is_blank(char32_t point) noexcept {
    return point <= ' ' || point == 0x85 || point == 0xA0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200B) ||
           point == 0x2028 || point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000 ||
           point == 0xFEFF;
}

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto first = base::decode_utf8(text);
        if (!first.is_valid || !is_blank(first.point)) {
            break;
        }
        text.remove_prefix(first.length);
    }
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto next = base::decode_utf8(text.substr(at));
        at += next.length;
        end = next.is_valid && is_blank(next.point) ? end : at;
    }
    return text.substr(0, end);
}

struct root_kind {
    std::string_view root;
    sitemap_kind kind;
    std::string_view entry;
};

constexpr std::array<root_kind, 5> roots{{{"urlset", sitemap_kind::urlset, "url"},
                                          {"sitemapindex", sitemap_kind::index, "sitemap"},
                                          {"rss", sitemap_kind::feed, "item"},
                                          {"RDF", sitemap_kind::feed, "item"},
                                          {"feed", sitemap_kind::feed, "entry"}}};

}  // namespace

void sitemap_entries::start_tag(std::string_view name, std::string_view attributes, bool is_empty) {
    if (has_enough_) {
        return;
    }
    const std::string_view local = local_name(name);
    if (root_.empty()) {
        open_root(name, attributes);
    } else if (http::same_name(local, entry_name_) && (!is_in_entry_ || prefix_of(name) == prefix_)) {
        if (is_in_entry_) {
            note("has no end", entry_name_);
            close_entry();
        }
        if (!is_empty) {
            open_entry(prefix_of(name));
        }
    } else if (is_in_entry_) {
        ++depth_;
        if (depth_ == 1 && (prefix_of(name) == prefix_ || name == "dc:date")) {
            open_field(local, attributes);
        }
        if (is_empty) {
            end_tag(name);
        }
    }
}

void sitemap_entries::end_tag(std::string_view name) {
    const std::string_view local = local_name(name);
    if (has_enough_) {
        return;
    }
    if (is_in_entry_ && http::same_name(local, entry_name_) && prefix_of(name) == prefix_) {
        close_entry();
    } else if (is_in_entry_ && depth_ > 0) {
        if (depth_ == 1) {
            close_field();
        }
        --depth_;
    } else if (name == root_) {
        is_closed_ = true;
        has_enough_ = true;
    } else if (http::same_name(local, entry_name_)) {
        note("ends and did not begin", local);
    }
}

void sitemap_entries::text(std::string_view raw, bool is_cdata) {
    if (!is_in_entry_ || depth_ > 1 || (depth_ == 1 && field_ == field::none)) {
        return;
    }
    std::string& into = depth_ == 0 ? own_text_ : value_;
    // One octet over the limit is enough to see that it is too long.
    raw = raw.substr(0, max_value + 1 - std::min(into.size(), max_value + 1));
    if (is_cdata) {
        into += raw;
    } else {
        append_xml_text(into, raw);
    }
}

void sitemap_entries::open_root(std::string_view name, std::string_view attributes) {
    root_ = name;
    for (const root_kind& each : roots) {
        if (http::same_name(local_name(name), each.root)) {
            sitemap_.kind = each.kind;
            entry_name_ = each.entry;
        }
    }
    has_enough_ = sitemap_.kind == sitemap_kind::none;
    if (has_enough_) {
        note("is neither a sitemap nor a feed", name);
    }
    const auto base = sitemap_.kind == sitemap_kind::feed ? xml_attribute(attributes, "xml:base") : std::nullopt;
    if (base) {
        if (auto url = http::resolve_url(*base, base_)) {
            base_ = std::move(*url);
        }
    }
}

void sitemap_entries::open_entry(std::string_view prefix) {
    is_in_entry_ = true;
    prefix_ = prefix;
    depth_ = 0;
    first_ = sitemap_.entries.size();
}

void sitemap_entries::close_entry() {
    close_field();
    is_in_entry_ = false;
    if (sitemap_.entries.size() == first_ && !has_enough_) {
        if (!permalink_.empty()) {
            add(permalink_);
        } else if (sitemap_.kind != sitemap_kind::feed && !trimmed(own_text_).empty()) {
            add(own_text_);
        }
    }
    own_text_.clear();
    permalink_.clear();
    modified_.clear();
}

sitemap_entries::field sitemap_entries::field_of(std::string_view local) const noexcept {
    const auto is = [&](std::string_view name) { return http::same_name(local, name); };
    if (sitemap_.kind != sitemap_kind::feed) {
        return is("loc") ? field::location : is("lastmod") ? field::modified : field::none;
    }
    if (is("link")) {
        return field::location;
    }
    if (is("guid")) {
        return field::permalink;
    }
    return is("pubDate") || is("date") || is("updated") || is("modified") ? field::modified : field::none;
}

void sitemap_entries::open_field(std::string_view local, std::string_view attributes) {
    field_ = field_of(local);
    value_.clear();
    if (field_ == field::location && sitemap_.kind == sitemap_kind::feed) {
        take_atom_link(attributes);
    } else if (field_ == field::permalink && xml_attribute(attributes, "isPermaLink") == "false") {
        field_ = field::none;
    }
}

// An entry has one page; its first link without a relation, or as "alternate", leads there.
void sitemap_entries::take_atom_link(std::string_view attributes) {
    const auto target = xml_attribute(attributes, "href");
    const auto relation = xml_attribute(attributes, "rel");
    const bool is_other = relation && *relation != "alternate";
    if (target || is_other || sitemap_.entries.size() != first_) {
        field_ = field::none;
    }
    if (target && !is_other && sitemap_.entries.size() == first_) {
        add(*target);
    }
}

void sitemap_entries::close_field() {
    const field which = std::exchange(field_, field::none);
    if (which == field::location) {
        add(value_);
    } else if (which == field::modified) {
        take_modified(std::string(trimmed(value_).substr(0, max_date)));
    } else if (which == field::permalink) {
        permalink_ = trimmed(value_);
    }
}

void sitemap_entries::take_modified(std::string text) {
    if (sitemap_.entries.size() > first_) {
        sitemap_.entries.back().last_modified = std::move(text);
    } else {
        modified_ = std::move(text);
    }
}

bool sitemap_entries::add(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || has_enough_) {
        return false;
    }
    // Words are no addresses, though they could be relative ones.
    const bool may_be_relative =
        sitemap_.kind == sitemap_kind::feed || (sitemap_.kind != sitemap_kind::text && text.starts_with('/'));
    auto where = may_be_relative ? http::resolve_url(text, base_) : http::parse_url(text);
    if (text.size() > max_value || !where) {
        note("is no URL", text);
        return false;
    }
    if (sitemap_.entries.size() >= html::room_for_links(base_, sitemap_reader::max_entries)) {
        sitemap_.is_cut = true;
        has_enough_ = true;
        note("entries are read, there are more", std::to_string(sitemap_.entries.size()));
        return false;
    }
    sitemap_.entries.push_back({std::move(*where), std::exchange(modified_, {})});
    return true;
}

void sitemap_entries::note(std::string_view problem, std::string_view of) {
    constexpr std::size_t max_shown = 100;
    if (sitemap_.problem.empty()) {
        const std::string place =
            sitemap_.entries.empty() ? "" : "after entry " + std::to_string(sitemap_.entries.size()) + ": ";
        sitemap_.problem = place + "\"" + base::printable(of.substr(0, max_shown)) + "\" " + std::string(problem);
    }
}

void sitemap_entries::finish() {
    if (sitemap_.kind == sitemap_kind::none || is_closed_ || has_enough_) {
        return;
    }
    if (is_in_entry_ && depth_ == 0) {
        close_entry();
    }
    sitemap_.is_cut = true;
    note("has no end", root_);
}

}  // namespace trawl::crawl
