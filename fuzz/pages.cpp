#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "check.hpp"
#include "crawl/link_rewriting.hpp"
#include "crawl/url_key.hpp"
#include "html/charset.hpp"
#include "html/css_links.hpp"
#include "html/document_reader.hpp"
#include "pieces.hpp"
#include "targets.hpp"

using trawl::fuzz::check;
namespace html = trawl::html;
namespace http = trawl::http;
namespace crawl = trawl::crawl;

namespace {

constexpr std::size_t most_links = 100;

const http::url& location() {
    static const auto made = http::parse_url("http://h/d/page?x=1#y").value();
    return made;
}

html::document read(std::string_view text, bool is_xml, std::size_t size) {
    html::reading_options options(location());
    options.is_xml = is_xml;
    options.keeps_text = options.keeps_ids = options.takes_forms = true;
    options.max_links = most_links;
    options.max_ids = most_links;
    options.max_text = 2000;
    html::document_reader reader(options);
    trawl::fuzz::pieces cut(text);
    while (!cut.empty()) {
        reader.feed(size > 0 ? cut.next(size) : cut.next());
    }
    return reader.finish();
}

void check_link(const html::found_link& each, std::size_t size) {
    check(each.offset <= size && each.size <= size - each.offset, "a link stands in its document");
    check(each.anchor.size() <= 200, "an anchor is cut");
    check((each.line == 0) == (each.column == 0), "a place has a line and a column");
}

bool is_same(const html::found_link& one, const html::found_link& other) {
    return one.target == other.target && one.raw == other.raw && one.kind == other.kind &&
           one.nofollow == other.nofollow && one.is_inert == other.is_inert && one.element == other.element &&
           one.attribute == other.attribute && one.anchor == other.anchor && one.line == other.line &&
           one.column == other.column && one.offset == other.offset && one.size == other.size;
}

void check_same(const html::document& one, const html::document& other) {
    check(one.title == other.title && one.language == other.language, "a title does not depend on the pieces");
    check(one.text == other.text, "a text does not depend on the pieces");
    check(one.base == other.base && one.base_offset == other.base_offset, "a base does not depend on the pieces");
    check(one.metas == other.metas, "metas do not depend on the pieces");
    check(one.ids == other.ids && one.is_cut == other.is_cut, "ids do not depend on the pieces");
    check(std::ranges::equal(one.links, other.links, is_same), "links do not depend on the pieces");
}

crawl::mirror_targets mirrored() {
    crawl::mirror_targets targets([](const http::url& of) { return crawl::fingerprint(crawl::normal_form(of, {})); });
    const auto add = [&](std::string_view where, std::string_view path) {
        targets.add_file(crawl::fingerprint(crawl::normal_form(http::parse_url(where).value(), {})), path);
    };
    add("http://h/", "h/index.html");
    add("http://h/d/page?x=1", "h/d/page?x=1.html");
    add("http://h/d/a", "h/d/a \"'<>&%.html");
    add("http://h/i.png", "h/i.png");
    return targets;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto next = trawl::base::decode_utf8(text);
        if (!next.is_valid) {
            return false;
        }
        text.remove_prefix(next.length);
    }
    return true;
}

std::string decoded(std::string_view text, std::string_view charset, bool is_whole) {
    html::charset_decoder decoder(charset);
    std::string out;
    trawl::fuzz::pieces cut(text);
    while (!is_whole && !cut.empty()) {
        decoder.decode(cut.next(), out, false);
    }
    decoder.decode(is_whole ? text : std::string_view(), out, true);
    return out;
}

}  // namespace

// A document; behind a first 'X' as XML.
void trawl::fuzz::html(std::string_view input) {
    const bool is_xml = input.starts_with('X');
    input.remove_prefix(is_xml ? 1 : 0);
    const auto whole = read(input, is_xml, SIZE_MAX);
    check(whole.links.size() <= most_links && whole.ids.size() <= most_links, "what is found has a limit");
    check(whole.base_offset + whole.base_size <= input.size(), "a base stands in its document");
    for (const auto& each : whole.links) {
        check_link(each, input.size());
    }
    check_same(whole, read(input, is_xml, 0));
    if (input.size() < 512) {
        check_same(whole, read(input, is_xml, 1));
    }
}

// A style sheet.
void trawl::fuzz::css(std::string_view input) {
    const auto links = html::css_links(input, location(), most_links);
    check(links.size() <= most_links, "links have a limit");
    for (const auto& each : links) {
        check_link(each, input.size());
        check(!each.target || (each.target->host() != "" && !each.raw.empty()), "a link leads somewhere");
    }
}

// A page: a line with its charset, which may be empty, and its bytes; behind a first '@' a style sheet.
void trawl::fuzz::mirror(std::string_view input) {
    const bool is_css = input.starts_with('@');
    input.remove_prefix(is_css ? 1 : 0);
    const std::string_view charset = take_line(input);
    static const auto targets = mirrored();
    const crawl::linked_file file{location(), "h/d/page?x=1.html",
                                  is_css ? crawl::linked_format::css : crawl::linked_format::html, charset};
    const std::string once = crawl::with_local_links(input, file, targets);
    check(once.size() <= (input.size() + 1) * 64, "links do not grow without bounds");
}

// A line with the charset that a reply names, which may be empty; then the bytes.
void trawl::fuzz::charset(std::string_view input) {
    const std::string_view named = take_line(input);
    const std::string sniffed = html::sniff_charset(input, named);
    check(!sniffed.empty() && !html::sniff_text_charset(input, named).empty(), "each text has a charset");
    const std::string whole = decoded(input, sniffed, true);
    check(is_utf8(whole), "what was decoded is UTF-8");
    check(whole == decoded(input, sniffed, false), "a text does not depend on the pieces");
}
