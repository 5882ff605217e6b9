#include "crawl/link_rewriting.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "html/charset.hpp"
#include "html/css_links.hpp"
#include "html/document_reader.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::crawl {

namespace {

constexpr std::size_t most_links = 1'000'000;

// What takes the place of some bytes.
struct edit {
    std::size_t offset = 0;
    std::size_t size = 0;
    std::string text;
};

void append_percent(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
}

// What a URL path, a CSS url() and an attribute without quotes all take as it is.
bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~/=").find(c) != std::string_view::npos;
}

// A URL for CSS, or for HTML, with or without quotes around it.
std::string embedded(std::string_view url, bool is_css) {
    std::string out;
    for (const char c : url) {
        if (c == '\'' || c == '(' || c == ')' || c == '\\' || c == '`') {
            append_percent(out, c);
        } else if (c == '&' && !is_css) {
            out += "&amp;";
        } else {
            out += c;
        }
    }
    return out;
}

bool is_absolute(std::string_view raw) {
    return http::same_name(raw.substr(0, 7), "http://") || http::same_name(raw.substr(0, 8), "https://");
}

// What the link is to say; nullopt: what it says.
std::optional<std::string> rewritten(const html::found_link& link, const linked_file& of, const mirror_targets& targets,
                                     bool has_base) {
    // Without a base these lead to their own document, wherever it is.
    const bool is_own = !has_base && link.raw.starts_with('#');
    if (!link.target || is_own) {
        return std::nullopt;
    }
    const bool is_css = link.element == "style";
    const auto path = targets.path_of(*link.target);
    if (path) {
        return relative_reference(of.path, *path) + embedded(link.target->fragment(), is_css);
    }
    if (is_absolute(link.raw)) {
        return std::nullopt;
    }
    return embedded(link.target->href(), is_css);
}

std::vector<edit> edits_of(const std::vector<html::found_link>& links, const linked_file& of,
                           const mirror_targets& targets, bool has_base) {
    std::vector<edit> edits;
    for (const html::found_link& link : links) {
        if (link.size == 0) {
            continue;
        }
        if (auto text = rewritten(link, of, targets, has_base)) {
            edits.push_back({link.offset, link.size, std::move(*text)});
        }
    }
    return edits;
}

std::vector<edit> edits_of_document(std::string_view utf8, const linked_file& of, const mirror_targets& targets) {
    html::reading_options options(of.where);
    options.is_xml = of.path.ends_with(".xhtml") || of.path.ends_with(".xht");
    options.takes_forms = true;
    options.max_links = most_links;
    html::document_reader reader(std::move(options));
    reader.feed(utf8);
    const html::document found = reader.finish();
    std::vector<edit> edits = edits_of(found.links, of, targets, found.base.has_value());
    if (found.base_size > 0) {
        edits.push_back({found.base_offset, found.base_size, "./"});
    }
    return edits;
}

// Makes places in the decoded text places in the bytes, in the order of their offsets.
void move_to_bytes(std::vector<edit>& edits, std::string_view bytes, const std::string& charset) {
    html::charset_decoder decoder(charset);
    std::size_t taken = 0;
    std::size_t decoded = 0;
    std::string room;
    const auto place_of = [&](std::size_t offset) {
        while (decoded < offset && taken < bytes.size()) {
            room.clear();
            decoder.decode(bytes.substr(taken, 1), room, taken + 1 == bytes.size());
            decoded += room.size();
            ++taken;
        }
        return taken;
    };
    for (edit& each : edits) {
        const std::size_t start = place_of(each.offset);
        each.size = place_of(each.offset + each.size) - start;
        each.offset = start;
    }
}

// The text of an edit is ASCII.
std::string encoded(std::string text, std::string_view charset) {
    const bool is_little = charset == "utf-16le";
    if (!is_little && charset != "utf-16be") {
        return text;
    }
    std::string out;
    for (const char c : text) {
        out += is_little ? c : '\0';
        out += is_little ? '\0' : c;
    }
    return out;
}

std::string applied(std::string_view bytes, const std::vector<edit>& edits, std::string_view charset) {
    std::string out;
    std::size_t at = 0;
    for (const edit& each : edits) {
        out += bytes.substr(at, each.offset - at);
        out += encoded(each.text, charset);
        at = each.offset + each.size;
    }
    return out.append(bytes.substr(at));
}

// By their places; of those that overlap, which no sane document has, the first.
void put_in_order(std::vector<edit>& edits) {
    std::stable_sort(edits.begin(), edits.end(), [](const edit& a, const edit& b) { return a.offset < b.offset; });
    std::size_t end = 0;
    std::erase_if(edits, [&](const edit& each) {
        const bool overlaps = each.offset < end;
        end = overlaps ? end : each.offset + each.size;
        return overlaps;
    });
}

}  // namespace

std::string relative_reference(std::string_view from, std::string_view to) {
    std::size_t common = 0;  // behind the last '/' of the folders that both have
    for (std::size_t i = 0; i < std::min(from.size(), to.size()) && from[i] == to[i]; ++i) {
        common = from[i] == '/' ? i + 1 : common;
    }
    std::string out;
    const std::string_view above = from.substr(common);
    for (auto left = std::count(above.begin(), above.end(), '/'); left > 0; --left) {
        out += "../";
    }
    for (const char c : to.substr(common)) {
        if (is_plain(c)) {
            out += c;
        } else {
            append_percent(out, c);
        }
    }
    return out;
}

std::string with_local_links(std::string_view bytes, const linked_file& of, const mirror_targets& targets) {
    const bool is_html = of.format == linked_format::html;
    const std::string charset =
        is_html ? html::sniff_charset(bytes, of.charset) : html::sniff_text_charset(bytes, of.charset);
    const bool is_utf8 = charset == "utf-8";
    std::string decoded;
    if (!is_utf8) {
        html::charset_decoder(charset).decode(bytes, decoded, true);
    }
    const std::string_view text = is_utf8 ? bytes : decoded;
    std::vector<edit> edits = is_html ? edits_of_document(text, of, targets)
                                      : edits_of(html::css_links(text, of.where, most_links), of, targets, false);
    put_in_order(edits);
    if (!is_utf8) {
        move_to_bytes(edits, bytes, charset);
    }
    return applied(bytes, edits, charset);
}

}  // namespace trawl::crawl
