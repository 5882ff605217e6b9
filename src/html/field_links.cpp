#include "html/field_links.hpp"

#include <algorithm>
#include <string>

#include "html/attribute_values.hpp"
#include "http/field_syntax.hpp"

namespace trawl::html {

namespace {

constexpr std::size_t max_links = 1000;

struct relation {
    std::string_view word;
    link_kind kind;
};

// Where several are named, the first of this list that is there counts.
constexpr relation relations[] = {
    {"stylesheet", link_kind::style},
    {"icon", link_kind::icon},
    {"apple-touch-icon", link_kind::icon},
    {"apple-touch-icon-precomposed", link_kind::icon},
    {"mask-icon", link_kind::icon},
    {"fluid-icon", link_kind::icon},
    {"apple-touch-startup-image", link_kind::image},
    {"image_src", link_kind::image},
    {"manifest", link_kind::other_requisite},
    {"preload", link_kind::other_requisite},
    {"modulepreload", link_kind::script},
    {"canonical", link_kind::canonical},
    {"alternate", link_kind::alternate},
    {"sitemap", link_kind::sitemap},
};

constexpr std::string_view no_documents[] = {"dns-prefetch", "preconnect", "pingback", "webmention", "expect"};

// The parameters behind the '>' of a link value (RFC 8288 section 3): the first `rel`, `anchor` of each.
struct parameters {
    std::string rel;
    std::optional<std::string> anchor;
};

// Where a part ends: at the mark that stands in no quoted string.
std::size_t end_of_part(std::string_view text, char mark) {
    bool in_quotes = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') {
            in_quotes = !in_quotes;
        } else if (text[at] == '\\' && in_quotes) {
            ++at;
        } else if (text[at] == mark && !in_quotes) {
            return at;
        }
    }
    return text.size();
}

parameters parse_parameters(std::string_view text) {
    parameters out;
    bool has_rel = false;
    while (!text.empty()) {
        const std::string_view parameter = text.substr(0, end_of_part(text, ';'));
        text.remove_prefix(std::min(parameter.size() + 1, text.size()));
        const std::size_t sign = std::min(parameter.find('='), parameter.size());
        const std::string_view name = http::trim_blanks(parameter.substr(0, sign));
        const std::string_view given = http::trim_blanks(parameter.substr(std::min(sign + 1, parameter.size())));
        std::string value = http::unquote(given).value_or(std::string(given));
        if (http::same_name(name, "rel") && !has_rel) {
            has_rel = true;
            out.rel = std::move(value);
        } else if (http::same_name(name, "anchor") && !out.anchor) {
            out.anchor = std::move(value);
        }
    }
    return out;
}

class field_reading {
public:
    explicit field_reading(const http::url& location) : location_(location) {}

    // A list of "<url>; name=value"; a ',' within the brackets or quotes separates nothing.
    void read_link(std::string_view text) {
        for (;;) {
            const std::size_t start = text.find('<');
            const std::size_t close = start == std::string_view::npos ? start : text.find('>', start);
            if (close == std::string_view::npos) {
                return;
            }
            const std::string_view reference = text.substr(start + 1, close - start - 1);
            text.remove_prefix(close + 1);
            const std::size_t end = end_of_part(text, ',');
            take(reference, parse_parameters(text.substr(0, end)));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    void read_refresh(std::string_view text) {
        if (const auto url = refresh_url(text)) {
            add(text.substr(url->start, url->size), link_kind::refresh, "refresh");
        }
    }

    void add(std::string_view raw, link_kind kind, std::string_view field) {
        if (links_.size() == max_links) {
            return;
        }
        const part inner = trimmed(raw);
        found_link link;
        link.raw = raw.substr(inner.start, inner.size);
        link.kind = kind;
        link.element = "header";
        link.attribute = field;
        if (auto target = http::resolve_url(link.raw, location_)) {
            link.target = std::move(*target);
        }
        links_.push_back(std::move(link));
    }

    std::vector<found_link> take() { return std::move(links_); }

private:
    void take(std::string_view reference, const parameters& given) {
        if (given.anchor) {
            const auto context = http::resolve_url(*given.anchor, location_);
            if (!context || context->without_credentials() != location_.without_credentials()) {
                return;
            }
        }
        if (const auto kind = kind_of_relations(given.rel)) {
            const std::size_t before = links_.size();
            add(reference, *kind, "link");
            if (links_.size() > before) {
                links_.back().nofollow = has_word(given.rel, "nofollow");
            }
        }
    }

    const http::url& location_;
    std::vector<found_link> links_;
};

}  // namespace

std::optional<link_kind> kind_of_relations(std::string_view rel) noexcept {
    const auto is_named = [rel](const relation& candidate) { return has_word(rel, candidate.word); };
    if (const auto* found = std::ranges::find_if(relations, is_named); found != std::end(relations)) {
        return found->kind;
    }
    if (std::ranges::any_of(no_documents, [rel](std::string_view word) { return has_word(rel, word); })) {
        return std::nullopt;
    }
    return link_kind::related;
}

std::vector<found_link> links_of_fields(const http::headers& fields, const http::url& location) {
    field_reading reading(location);
    for (const std::string_view value : fields.all("Link")) {
        reading.read_link(value);
    }
    if (const auto refresh = fields.get("Refresh")) {
        reading.read_refresh(*refresh);
    }
    if (const auto target = fields.get("Location")) {
        reading.add(*target, link_kind::redirect, "location");
    }
    return reading.take();
}

}  // namespace trawl::html
