#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// Which file a link leads to: the mirrored files by the keys of their URLs, redirects followed.
///
/// Threads     One at a time; const functions any.
/// Limits      Memory: about 30 bytes and its path for each file, 30 bytes for each redirect.
class mirror_targets {
public:
    using key_function = std::function<std::uint64_t(const http::url&)>;

    /// `key_of` is what the crawl knows URLs by.
    explicit mirror_targets(key_function key_of) : key_of_(std::move(key_of)) {}

    void add_file(std::uint64_t key, std::string_view path);
    void add_redirect(std::uint64_t key, const http::url& to);

    /// The path beneath the mirror's folder; nullopt: there is no file.
    [[nodiscard]] std::optional<std::string_view> path_of(const http::url& where) const;

private:
    struct place {
        std::uint64_t start;  // in paths_; of a redirect the key that it leads to
        std::uint32_t size;   // 0: a redirect
    };

    key_function key_of_;
    std::string paths_;
    boost::unordered_flat_map<std::uint64_t, place> places_;
};

}  // namespace trawl::crawl
