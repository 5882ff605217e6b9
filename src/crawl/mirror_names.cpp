#include "crawl/mirror_names.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "files/name.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::crawl {

namespace {

// A name before the ending there must be.
bool ends_as_any(std::string_view path, std::initializer_list<std::string_view> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view each) {
        return path.size() > each.size() && http::same_name(path.substr(path.size() - each.size()), each);
    });
}

std::string with_ending(std::string path, std::string_view ending) {
    const std::size_t start = path.rfind('/') + 1;
    if (path.size() - start + ending.size() <= files::max_name_size) {
        return path + std::string(ending);
    }
    // A name that is as long as may be already: its extension goes, which `name_with` would keep.
    path.resize(start + files::extension_start(std::string_view(path).substr(start)));
    return files::name_with(path + std::string(ending), "");
}

std::uint64_t pair_hash(const http::url& where, std::string_view path) {
    return files::name_hash(std::string(where.href()).append("\n").append(path));
}

}  // namespace

std::optional<linked_format> linked_format_of(std::string_view path) noexcept {
    if (ends_as_any(path, {".html", ".htm", ".xhtml", ".xht", ".shtml"})) {
        return linked_format::html;
    }
    return ends_as_any(path, {".css"}) ? std::optional(linked_format::css) : std::nullopt;
}

std::string with_type_ending(std::string path, std::string_view media_type) {
    if (media_type == "text/html" || media_type == "application/xhtml+xml") {
        return linked_format_of(path) == linked_format::html ? path : with_ending(std::move(path), ".html");
    }
    if (media_type == "text/css") {
        return linked_format_of(path) == linked_format::css ? path : with_ending(std::move(path), ".css");
    }
    return path;
}

std::string mirror_names::name_for(const http::url& where, std::string_view media_type) {
    const http::url bare = where.without_credentials();
    const std::uint64_t key = files::name_hash(bare.href());
    if (const auto found = others_.find(key); found != others_.end()) {
        return found->second;
    }
    std::string wanted = with_type_ending(tree_.name_for(bare, 0), media_type);
    if (wanted_.contains(pair_hash(bare, wanted))) {
        return wanted;
    }
    std::string given = taken_.claim(wanted);
    if (given == wanted) {
        wanted_.insert(pair_hash(bare, wanted));
    } else {
        others_.emplace(key, given);
    }
    return given;
}

void mirror_names::take(const http::url& where, std::string_view path) {
    if (!taken_.claim_exactly(path)) {
        return;
    }
    const http::url bare = where.without_credentials();
    const std::string plain = tree_.name_for(bare, 0);
    const bool is_wanted =
        path == plain || path == with_type_ending(plain, "text/html") || path == with_type_ending(plain, "text/css");
    if (is_wanted) {
        wanted_.insert(pair_hash(bare, path));
    } else {
        others_.emplace(files::name_hash(bare.href()), path);
    }
}

}  // namespace trawl::crawl
